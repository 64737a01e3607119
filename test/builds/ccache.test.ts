import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { build, functionsOf, run, succeed, toolchain, workspace } from './support.js';

/** ccache keeps objects and knows nothing of their bodies: what it hands out must find them. */

const SCRIPT = 'for name in primes sieve; do ccache cc -g -O1 -c $name.c || exit; done; cc -o primes primes.o sieve.o';

function counts(folder: string, env: NodeJS.ProcessEnv): { hits: number; misses: number } {
  const { stdout } = succeed(folder, ['ccache', '--print-stats'], env);
  const sum = (names: RegExp): number =>
    [...stdout.matchAll(/^(\w+)\t(\d+)$/gm)].reduce(
      (total, [, name = '', value]) => total + (names.test(name) ? Number(value) : 0),
      0,
    );
  return { hits: sum(/^(direct|preprocessed)_cache_hit$/), misses: sum(/^cache_miss$/) };
}

test('a hit gives objects whose bodies are there; a cleared store gives no hits', () => {
  const folder = workspace('script');
  const env = { CCACHE_DIR: path.join(folder, '.ccache') };
  const builds = (): void => {
    for (const object of ['primes.o', 'sieve.o', 'primes']) rmSync(path.join(folder, object), { force: true });
    build(folder, ['sh', '-c', SCRIPT], env);
    expect(succeed(folder, ['./primes', '10']).stdout).toBe('2 3 5 7\n4 primes\n');
  };
  builds(); // makes the store
  builds(); // keeps what was not kept before there was one
  const cold = counts(folder, env);
  expect(cold.misses).toBe(2);
  builds();
  expect(counts(folder, env)).toEqual({ hits: cold.hits + 2, misses: cold.misses });
  rmSync(path.join(folder, '.autojit'), { recursive: true });
  builds();
  expect(counts(folder, env).hits).toBe(cold.hits + 2);
});

test('two folders that share a cache do not share objects whose bodies are in one of them', () => {
  const [first, second] = [workspace('script'), workspace('script')];
  const env = { CCACHE_DIR: path.join(first, '.ccache'), CCACHE_NOHASHDIR: '1' };
  for (const folder of [first, second]) for (let i = 0; i < 2; ++i) build(folder, ['sh', '-c', SCRIPT], env);
  rmSync(first, { recursive: true });
  expect(succeed(second, ['./primes', '10']).stdout).toBe('2 3 5 7\n4 primes\n');
});

test('the toolchain file of CMake makes a launcher named ccache safe', () => {
  const folder = workspace('cmake');
  const env = { CCACHE_DIR: path.join(folder, '.ccache'), AUTOJIT_STORE: path.join(folder, 'bodies') };
  mkdirSync(env.AUTOJIT_STORE);
  const file = path.join(toolchain, 'cmake', 'autojit.cmake');
  const builds = (): void => {
    rmSync(path.join(folder, 'build'), { recursive: true, force: true });
    const launcher = '-DCMAKE_CXX_COMPILER_LAUNCHER=ccache';
    succeed(folder, ['cmake', '--toolchain', file, '-G', 'Ninja', launcher, '-S', '.', '-B', 'build'], env);
    succeed(folder, ['cmake', '--build', 'build'], env);
    expect(run(folder, ['./build/shapes', 'box:1x2']).stdout).toBe('box 2.00\nsum 2.00\n');
  };
  builds();
  builds();
  expect(counts(folder, env).hits).toBeGreaterThan(0);
  rmSync(env.AUTOJIT_STORE, { recursive: true });
  builds();
});

test('a changed autojit.toml is heeded', () => {
  const folder = workspace('script');
  const env = { CCACHE_DIR: path.join(folder, '.ccache') };
  for (let i = 0; i < 2; ++i) build(folder, ['sh', '-c', SCRIPT], env);
  expect(functionsOf(folder, 'primes')).toMatchObject({ lazy: 4, eager: 0 });
  writeFileSync(path.join(folder, 'autojit.toml'), 'exclude = ["sieve.c"]\n');
  build(folder, ['sh', '-c', SCRIPT], env);
  expect(functionsOf(folder, 'primes')).toMatchObject({ lazy: 2, eager: 2 });
});
