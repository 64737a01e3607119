// What a start costs beside what it needs: the functions of other threads, and those of earlier runs.
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../tooling/exec.mjs';
import { cache, toolchain } from '../../tooling/paths.mjs';
import { interleave, time } from '../measure.mjs';

const folder = path.join(cache, 'bench', 'starts');
const store = (name) => path.join(folder, `store-${name}`);
const FUNCTIONS = 2000;
const PER_THREAD = 200;
const THREADS = 4;

const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const body = (i) =>
  `{ int s = ${i}; for (int j = 0; j < a; j++) { s += j * ${(i % 7) + 1}; switch (s & 7) { case 0: s += 1; break; case 1: s *= 3; break; case 2: s -= j; break; default: s ^= 5; } } return s; }`;
const functions = (count) =>
  `${numbers(count)
    .map((i) => `__attribute__((noinline)) static int f${i}(int a) ${body(i)}`)
    .join('\n')}
static int (*const functions[])(int) = {${numbers(count)
    .map((i) => `f${i}`)
    .join(',')}};
`;

/** `prog N` calls 800 functions in N threads. */
const SIDE = `#include <pthread.h>
#include <stdlib.h>
${functions(PER_THREAD * THREADS)}
static int count;
static void *call(void *first) {
  long sum = 0;
  for (int i = 0; i < count; ++i)
    sum += functions[(long)first + i](i % 5);
  return (void *)sum;
}
int main(int argc, char **argv) {
  pthread_t ids[${THREADS}];
  int threads = atoi(argv[1]);
  count = ${PER_THREAD * THREADS} / threads;
  for (long i = 0; i < threads; ++i)
    pthread_create(&ids[i], 0, call, (void *)(i * count));
  for (int i = 0; i < threads; ++i)
    pthread_join(ids[i], 0);
  return 0;
}
`;

/** `prog` calls two functions, `prog all` all of them. */
const HISTORY = `${functions(FUNCTIONS)}
int main(int argc, char **argv) {
  int sum = functions[0](3);
  for (int i = 0; argc > 1 && i < ${FUNCTIONS}; ++i)
    sum += functions[i](i % 5);
  return sum == 1;
}
`;

const program = (name) => path.join(folder, name);
const environment = (name, env = {}) => ({ env: { ...env, AUTOJIT_ENGINE: 'inprocess', AUTOJIT_STORE: store(name) } });

async function build(name, source, io) {
  fs.writeFileSync(path.join(folder, `${name}.c`), source);
  await run(path.join(toolchain, 'bin', 'autojit-clang'), ['-O0', `${name}.c`, '-o', name, '-lpthread'], {
    ...io,
    cwd: folder,
    env: { ...process.env, AUTOJIT_STORE: store(name) },
  });
}

export async function starts(_options, step) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  await step('Building programs of many functions', 'bench-starts', async (io) => {
    await build('side', SIDE, io);
    for (const name of ['fresh', 'long']) await build(name, HISTORY, io);
    await time(program('fresh'), [], environment('fresh'));
    for (const args of [[], ['all'], []]) await time(program('long'), args, environment('long'));
  });
  const inThreads = (count) => () =>
    time(program('side'), [String(count)], environment('side', { AUTOJIT_IMAGES: 'off' }));
  return [
    {
      id: 'starts-threads',
      title: `first calls of ${PER_THREAD * THREADS} functions, -O0, cold: by one thread (as regular), and by ${THREADS}`,
      unit: 'ms',
      of: ({ wall }) => wall,
      quick: true,
      goals: { cold: { ratio: 0.6 } },
      measure: (rounds, progress) => interleave(rounds, { regular: inThreads(1), cold: inThreads(THREADS) }, progress),
    },
    {
      id: 'starts-history',
      title: `two functions of ${FUNCTIONS}, warm: after runs like it (as regular), and after one of all`,
      unit: 'ms',
      of: ({ wall }) => wall,
      quick: true,
      goals: { warm: { over: 0.5 } },
      measure: (rounds, progress) =>
        interleave(
          8 * rounds,
          {
            regular: () => time(program('fresh'), [], environment('fresh')),
            warm: () => time(program('long'), [], environment('long')),
          },
          progress,
        ),
    },
  ];
}
