import { mkdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { hello, Kind, message, MessageReader } from '../daemon/messages.js';
import { temporaryFolder } from './temporary.js';

export const BUILD = '0123456789abcdef0123456789abcdef';
const STATUS = {
  version: 2,
  build: BUILD,
  llvm: '22.1.8',
  pid: 77,
  since: 5,
  log: '/l',
  jobs: 2,
  idleSeconds: 600,
  programs: [],
  ...{ asked: 3, fromMemory: 1, compiled: 2, kept: 0, failed: 0, ahead: 0, aheadUsed: 0, images: 2, imageBytes: 500 },
};

export const text = (value: unknown): Buffer => message(Kind.text, Buffer.from(JSON.stringify(value)));

export interface FakeDaemon {
  env: NodeJS.ProcessEnv;
  socket: string;
  /** Those who subscribed. */
  subscribers: Socket[];
}

/** A daemon as far as those who look after it can see. `greeting`: what it says first. */
export async function fakeDaemon(
  greeting: Buffer | undefined = hello(),
  status: unknown = STATUS,
): Promise<FakeDaemon> {
  const runtime = temporaryFolder();
  mkdirSync(join(runtime, 'autojit'));
  const socket = join(runtime, 'autojit', `${BUILD}.sock`);
  const subscribers: Socket[] = [];
  const server = createServer((peer) => {
    const reader = new MessageReader();
    peer.on('error', () => undefined);
    peer.on('data', (bytes) => {
      for (const { kind } of reader.push(bytes)) {
        if (kind === Kind.hello && greeting) peer.write(greeting);
        if (kind === Kind.status) peer.write(text(status));
        if (kind === Kind.stop) peer.end(text({}));
        if (kind === Kind.subscribe) subscribers.push(peer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  const env = { XDG_RUNTIME_DIR: runtime, XDG_CACHE_HOME: temporaryFolder() };
  return { env, socket, subscribers };
}
