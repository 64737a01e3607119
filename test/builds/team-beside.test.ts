import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { REDIS, redisServer } from '../../server/testing/redis-server.js';
import { autojitCommand } from './support.js';
import { nginx, small, testFolder, type Machine } from './team-machines.js';

/** What ccache counts by this name. */
function counted(on: Machine, name: string): number {
  const { stdout } = on.succeed(['ccache', '--print-stats']);
  return Number(new RegExp(`^${name}\\t(\\d+)$`, 'm').exec(stdout)?.[1]);
}

/** A regular compile by way of ccache, and a build with AutoJIT: both share by the same server, and neither sees what the other put there. */
function shareBoth(url: string, remoteStorage: string): void {
  const folder = testFolder();
  const member = (name: string): Machine =>
    small(folder, name, {
      AUTOJIT_REMOTE: url,
      CCACHE_DIR: path.join(folder, name, 'ccache'),
      CCACHE_REMOTE_STORAGE: remoteStorage,
    });
  const compile = ['ccache', 'clang-22', '-O2', '-c', 'twice.c', '-o', 'regular.o'];
  const ci = member('ci');
  const { trust, secret } = ci.newKey();
  ci.succeed(compile);
  ci.autojit('run', '-q', '--', './app');
  ci.succeed([autojitCommand, 'cache', 'push', 'app'], { AUTOJIT_REMOTE_KEY: secret });
  expect(counted(ci, 'remote_storage_write')).toBeGreaterThan(0);

  const dev = member('dev');
  dev.succeed(compile);
  expect([counted(dev, 'remote_storage_hit'), counted(dev, 'remote_storage_error')]).toEqual([1, 0]);
  const first = dev.succeed([autojitCommand, 'run', '--', './app'], { AUTOJIT_REMOTE_TRUST: trust }).stderr;
  expect(first).toContain('3 called: 0 made here, 3 from the team');
  expect(first).not.toContain('Of the team cache'); // no misses
}

test('ccache keeps its objects on the same web server, by the same kind of paths', async () => {
  const { port } = await nginx(testFolder());
  const url = `http://127.0.0.1:${String(port)}/shared`;
  shareBoth(url, `${url}|layout=bazel`);
});

test.runIf(existsSync(REDIS))('ccache keeps its objects in the same Redis', async () => {
  const url = await redisServer();
  shareBoth(url, url);
});
