import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { id, makeEntry } from '../testing/log-entries.js';
import { REDIS, redisServer } from '../testing/redis-server.js';
import { socketServer } from '../testing/servers.js';
import { makeKey, readSecretKey, type SigningKey } from './keys.js';
import type { SharedProgram } from './names.js';
import { openTransport } from './open.js';
import { pull } from './pull.js';
import { push } from './push.js';
import { TeamCache } from './team-cache.js';

const ci = readSecretKey(makeKey().secretWord) as SigningKey;
const app: SharedProgram = {
  build: '0123456789abcdef0123456789abcdef',
  name: 'app',
  modules: [{ id: id('a'), portable: id('a'), source: 'x.c', slots: 2 }],
};

async function cacheAt(url: string, token?: string): Promise<TeamCache> {
  const transport = await openTransport({ url, token }, 1000);
  const cache = new TeamCache(transport, [ci.publicWord], ci, AbortSignal.timeout(20_000));
  onTestFinished(() => cache.close());
  return cache;
}

const log = [makeEntry([id('a')], 1), makeEntry([id('a')], 0)];

test.runIf(existsSync(REDIS))('a Redis server keeps what is pushed', async () => {
  const url = await redisServer();
  expect(await push(await cacheAt(url), app, log)).toEqual({ functions: 2, added: 2, complete: true });
  const reader = await cacheAt(url);
  expect(await reader.probe(1000)).toBe(true);
  expect((await pull(reader, app, () => false)).map(({ slot }) => slot)).toEqual([1, 0]);
  expect(reader.counts.misses).toEqual({});
});

test.runIf(existsSync(REDIS))('one that wants a password gets the token, and says so without it', async () => {
  const url = await redisServer('--requirepass', 'geheim');
  expect(await push(await cacheAt(url, 'geheim'), app, log)).toMatchObject({ complete: true });
  const stranger = await cacheAt(url);
  expect(await pull(stranger, app, () => false)).toEqual([]);
  expect(stranger.problem).toContain('NOAUTH');
});

test.runIf(existsSync(REDIS))('one that is full takes nothing', async () => {
  const cache = await cacheAt(await redisServer('--maxmemory', '1', '--maxmemory-policy', 'noeviction'));
  expect(await push(cache, app, log)).toMatchObject({ complete: false });
  expect(cache.problem).toContain('OOM');
});

test('what takes connections and says nothing is left soon', async () => {
  const hole = await socketServer(() => undefined);
  const cache = await cacheAt(hole.url.replace('http', 'redis'));
  expect(await pull(cache, app, () => false)).toEqual([]);
  expect(cache.away).toBeDefined();
});

test('what is no Redis is a miss', async () => {
  const other = await socketServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const cache = await cacheAt(other.url.replace('http', 'redis'));
  expect(await pull(cache, app, () => false)).toEqual([]);
  expect(cache.problem).toBeDefined();
});
