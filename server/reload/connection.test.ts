import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { listeningProcesses, ReloadConnection } from './connection.js';
import { ModuleBuilds } from './module-build.js';
import { hasLoaded, isAlive, ownNamespace } from './process.js';
import { reloadPrograms, waitingFor } from './programs.js';

afterEach(() => vi.unstubAllEnvs());

function socketOf(pid: number): string {
  const runtime = mkdtempSync(path.join(tmpdir(), 'autojit-socket-'));
  onTestFinished(() => rmSync(runtime, { recursive: true }));
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  vi.stubEnv('XDG_CACHE_HOME', runtime);
  mkdirSync(path.join(runtime, 'autojit'));
  return path.join(runtime, 'autojit', `reload-${String(pid)}.sock`);
}

async function listening(socket: string, visited: (visit: Socket) => void): Promise<Server> {
  const server = createServer(visited);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return server;
}

/** A socket at which nobody listens. Node removes it where it was put. */
async function closed(socket: string): Promise<void> {
  const server = await listening(`${socket}.new`, () => undefined);
  renameSync(`${socket}.new`, socket);
  await new Promise((resolve) => server.close(resolve));
}

/** What is told of all that run `program`. */
async function told(program: string | undefined): Promise<string[]> {
  const lines: string[] = [];
  await reloadPrograms(program, new ModuleBuilds(), {}, ({ outcome }) => {
    lines.push(`${outcome.kind}: ${outcome.reasons.join('; ')}`);
  });
  return lines;
}

const ended = (): number => spawnSync('true').pid;
const node = realpathSync(process.execPath);

test('the socket of a process that ended is taken away, and nothing is told of it', async () => {
  const pid = ended();
  const socket = socketOf(pid);
  await closed(socket);
  expect(await told(undefined)).toEqual([]);
  expect(existsSync(socket)).toBe(false);
});

test('the socket of a process that lives is left to it, and that it does not answer is told, of the program that was asked for', async () => {
  const socket = socketOf(process.pid);
  await closed(socket);
  const line = `refused: process ${String(process.pid)} does not answer: it does not listen any more, as its socket was closed; start it anew`;
  expect(await told(undefined)).toEqual([line]);
  expect(await told(node)).toEqual([line]);
  expect(await told('/another/program')).toEqual([]);
  expect(await waitingFor(node)).toEqual([]);
  expect(existsSync(socket)).toBe(true);
});

test('whose program hangs up is told whether it ended', async () => {
  const hangingUp = (visit: Socket): void => void visit.once('data', () => visit.destroy());
  const here = socketOf(process.pid);
  await listening(here, hangingUp);
  expect(await told(node)).toEqual([
    `refused: process ${String(process.pid)} does not answer: the program hung up, and goes on as it was; reload once more, or start it anew`,
  ]);
  const pid = ended();
  const there = socketOf(pid);
  await listening(there, hangingUp);
  const connection = await ReloadConnection.open({ pid, socket: there });
  await expect(connection?.state()).rejects.toThrow('the program ended meanwhile');
  expect(await told(undefined)).toEqual([]);
});

test('a process of another namespace is asked, and is none of ours where it is silent', async () => {
  const own = socketOf(process.pid).replace('.sock', `-${ownNamespace() ?? ''}.sock`);
  const other = own.replace(/-\d+\.sock$/, '-1.sock');
  await closed(other);
  await listening(own, () => undefined);
  const listeners = [
    { socket: other, pid: undefined },
    { socket: own, pid: process.pid },
  ];
  expect(await listeningProcesses()).toEqual(expect.arrayContaining(listeners));
  expect(await ReloadConnection.open({ socket: other, pid: undefined })).toBeUndefined();
  expect(existsSync(other)).toBe(true);
});

test('one that hangs up while it switches may have done so', async () => {
  const socket = socketOf(process.pid);
  await listening(socket, (visit) => void visit.once('data', () => visit.destroy()));
  const connection = await ReloadConnection.open({ pid: process.pid, socket });
  await expect(connection?.commit()).rejects.toThrow('nobody knows whether it did');
});

test('a patch that is larger than programs take is not sent', async () => {
  const socket = socketOf(process.pid);
  await listening(socket, () => undefined);
  const connection = await ReloadConnection.open({ pid: process.pid, socket });
  await expect(connection?.patch(Buffer.alloc(256 << 20))).rejects.toThrow('256 MiB');
  connection?.end();
});

test('processes and what they have loaded', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(ended())).toBe(false);
  expect(hasLoaded(process.pid, node)).toBe(true);
  expect(hasLoaded(process.pid, node.slice(1))).toBe(false);
  expect(hasLoaded(ended(), node)).toBe(false);
});
