import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { build, functionsOf, remarks, run, succeed, workspace } from './support.js';

/** What stands between a build and its compilers is never taken away without a word. */

const SCRIPT = 'for name in primes sieve; do sccache cc -g -O1 -c $name.c || exit; done; cc -o primes primes.o sieve.o';
const COMPILED_ANEW = 'autojit: sccache compiled every file anew (SCCACHE_RECACHE)';

/**
 * A server of the test's own, which ends with it. sccache gives its server ten seconds to start, which a busy machine
 * has been seen to use up: it is started here, with more time, and once more on another port.
 */
function sccache(folder: string): NodeJS.ProcessEnv {
  const configuration = path.join(folder, '.sccache.conf');
  writeFileSync(configuration, 'server_startup_timeout_ms = 60000\n');
  const env = (attempt: number) => ({
    SCCACHE_CONF: configuration,
    SCCACHE_DIR: path.join(folder, '.sccache'),
    SCCACHE_SERVER_PORT: String(20_000 + ((process.pid + attempt * 1000) % 12_000)),
  });
  const first = env(0);
  const started = run(folder, ['sccache', '--start-server'], first).status === 0 ? first : env(1);
  if (started !== first) succeed(folder, ['sccache', '--start-server'], started);
  onTestFinished(() => void run(folder, ['sccache', '--stop-server'], started));
  return started;
}

test('sccache hands out no object whose body is gone', () => {
  const folder = workspace('script');
  const env = sccache(folder);
  for (let i = 0; i < 2; ++i) {
    for (const file of ['primes.o', 'sieve.o', 'primes', '.autojit'])
      rmSync(path.join(folder, file), { recursive: true, force: true });
    expect(remarks(build(folder, ['sh', '-c', SCRIPT], env))).toEqual([expect.stringContaining(COMPILED_ANEW)]);
    expect(succeed(folder, ['./primes', '10']).stdout).toBe('2 3 5 7\n4 primes\n');
  }
  expect(succeed(folder, ['sccache', '--show-stats'], env).stdout).toMatch(/^Forced recaches +4$/m);
});

test('sccache as the launcher of CMake is named, also where the folder was configured before', () => {
  const folder = workspace('cmake');
  const env = sccache(folder);
  const configure = ['cmake', '-DCMAKE_CXX_COMPILER_LAUNCHER=sccache', '-S', '.', '-B', 'build'];
  expect(remarks(build(folder, configure, env))).toContainEqual(expect.stringContaining(COMPILED_ANEW));
  expect(remarks(build(folder, ['cmake', '--build', 'build'], env))).toEqual([expect.stringContaining(COMPILED_ANEW)]);
  expect(functionsOf(folder, 'build/shapes').lazy).toBeGreaterThan(100);
});

test.each(['variable', 'configuration'])('a wrapper of Cargo’s own, by %s, is named when it is left out', (by) => {
  const folder = workspace('cargo');
  mkdirSync(path.join(folder, '.cargo'));
  const wrapper = path.join(folder, 'wrapper.sh');
  writeFileSync(wrapper, '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\nexec "$@"\n', { mode: 0o755 });
  if (by === 'configuration')
    writeFileSync(path.join(folder, '.cargo/config.toml'), `[build]\nrustc-wrapper = "${wrapper}"\n`);
  const env = by === 'variable' ? { RUSTC_WRAPPER: wrapper } : {};
  expect(remarks(build(folder, ['cargo', 'build', '--offline'], env))).toEqual([
    `autojit: Cargo's wrapper ${wrapper} was left out: Cargo runs one, and in this build that is AutoJIT's.`,
  ]);
  expect(() => readFileSync(path.join(folder, 'was-run'))).toThrow();
  expect(functionsOf(folder, 'target/debug/frequency').lazy).toBeGreaterThan(10);
});
