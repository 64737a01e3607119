import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { freePort } from './servers.js';
import { temporaryFolder } from './temporary.js';

/** Of Debian's redis-tools: the server itself, by the name that it is started with. */
export const REDIS = '/usr/bin/redis-check-rdb';

/** A Redis server that ends with the test; its address. */
export async function redisServer(...options: string[]): Promise<string> {
  const port = String(await freePort());
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', temporaryFolder(), ...options];
  const child = spawn(REDIS, args, { argv0: 'redis-server', stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('redis-server ended')));
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
  });
  return `redis://127.0.0.1:${port}`;
}
