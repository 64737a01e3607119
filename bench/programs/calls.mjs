// Small programs of our own: one that only calls, one that is started twelve times at once, and both under lli where that can run them.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure, run, which } from '../../tooling/exec.mjs';
import { cache, toolchain } from '../../tooling/paths.mjs';
import { interleave, time } from '../measure.mjs';
import { inAllWays, withoutDaemons } from '../ways.mjs';

const folder = path.join(cache, 'bench', 'calls');
const store = path.join(folder, 'store');
const TOGETHER = 12;

const LOOP = `int next(int a, int b) { return a * 31 + b; }
int main(void) {
  int sum = 0;
  for (int i = 0; i < 200000000; ++i)
    sum = next(sum, i);
  return sum == 1;
}
`;

/** 300 functions, each called once. */
const MANY = `${Array.from({ length: 300 }, (_, i) => `int f${i}(int a) { return a * ${i} + (a ^ ${i + 1}) % 7; }`).join('\n')}
int main(void) {
  int sum = 0;
${Array.from({ length: 300 }, (_, i) => `  sum += f${i}(sum);`).join('\n')}
  return sum == 1;
}
`;

async function build(name, source, io) {
  fs.writeFileSync(path.join(folder, `${name}.c`), source);
  const options = { ...io, cwd: folder, env: { ...process.env, AUTOJIT_STORE: store } };
  await run('clang-22', ['-O0', `${name}.c`, '-o', `${name}-regular`], options);
  await run(path.join(toolchain, 'bin', 'autojit-clang'), ['-O0', `${name}.c`, '-o', `${name}-lazy`], options);
  await run('clang-22', ['-O0', '-emit-llvm', '-c', `${name}.c`, '-o', `${name}.bc`], options);
  const place = (kind) => path.join(folder, `${name}-${kind}`);
  return { regular: place('regular'), lazy: place('lazy') };
}

async function together(program, { env }) {
  const start = process.hrtime.bigint();
  const ends = Array.from(
    { length: TOGETHER },
    () =>
      new Promise((resolve) => {
        spawn(program, [], { env: { ...process.env, ...env }, stdio: 'ignore' }).once('close', resolve);
      }),
  );
  const codes = await Promise.all(ends);
  if (codes.some((code) => code !== 0))
    throw new Failure(`\`${program}\` ended with ${codes.join(', ')} when it was started twelve times.`);
  return { wall: Number(process.hrtime.bigint() - start) / 1e6 };
}

/** lli makes the whole module's code, when it is first called. */
const withLli = (name) => (which('lli-22') ? { lli: () => time('lli-22', [path.join(folder, `${name}.bc`)]) } : {});

export async function calls(_options, step) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  let loop;
  let many;
  await step('Building programs of calls', 'bench-calls', async (io) => {
    loop = await build('loop', LOOP, io);
    many = await build('many', MANY, io);
  });
  return [
    {
      id: 'calls-loop',
      title: 'a loop that only calls, -O0, processor time',
      unit: 'ms',
      of: ({ cpu }) => cpu,
      quick: true,
      goals: { cold: { ratio: 1.3 }, warm: { ratio: 1.3 } },
      measure: (rounds, progress) =>
        interleave(
          rounds,
          { ...withoutDaemons(loop, (program, options) => time(program, [], options)), ...withLli('loop') },
          progress,
        ),
    },
    {
      id: 'calls-many',
      title: '300 functions, each called once, -O0',
      unit: 'ms',
      of: ({ wall }) => wall,
      quick: true,
      measure: (rounds, progress) =>
        interleave(
          rounds,
          { ...inAllWays(many, (program, options) => time(program, [], options)), ...withLli('many') },
          progress,
        ),
    },
    {
      id: 'calls-together',
      title: `the same, started ${TOGETHER} times at once`,
      unit: 'ms',
      of: ({ wall }) => wall,
      quick: true,
      measure: (rounds, progress) => interleave(rounds, inAllWays(many, together), progress),
    },
  ];
}
