// Generated programs of 100 to 100,000 functions, of which one in a hundred runs: what does a start depend on?
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../scripts/lib/exec.mjs';
import { cache, toolchain } from '../../scripts/lib/paths.mjs';
import { interleave, time } from '../measure.mjs';
import { inAllWays } from '../ways.mjs';

const SIZES = [
  { functions: 100, modules: 1 },
  { functions: 1000, modules: 10 },
  { functions: 10_000, modules: 100 },
  { functions: 100_000, modules: 1000 },
];
const ONE_IN = 100;

/** The first function of each hundred is called by the one before it, across modules; the others are there. */
function moduleText(first, count, total) {
  const lines = [];
  for (let i = first; i < first + count; i++) {
    const runs = i % ONE_IN === 0;
    const next = runs && i + ONE_IN < total ? `f${i + ONE_IN}` : undefined;
    if (next) lines.push(`int ${next}(int);`);
    lines.push(
      `int f${i}(int a) { int b = a * ${i % 97}; for (int i = 0; i < a; ++i) b ^= b << 1 | i; return ${next ? `${next}(b & 3)` : 'b'}; }`,
    );
  }
  if (first === 0) lines.push('int main(void) { return f0(1) == 12345; }');
  return lines.join('\n');
}

function generate({ functions, modules }) {
  const folder = path.join(cache, 'bench', 'linear', String(functions));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const each = functions / modules;
  for (let m = 0; m < modules; m++)
    fs.writeFileSync(path.join(folder, `m${m}.c`), moduleText(m * each, each, functions));
  // One call of the compiler for each module, as a build system makes it.
  fs.writeFileSync(
    path.join(folder, 'Makefile'),
    `objects := $(patsubst %.c,%-$(KIND).o,$(wildcard *.c))\nprogram-$(KIND): $(objects)\n\t$(CC) -o $@ $^\n%-$(KIND).o: %.c\n\t$(CC) -O0 -c -o $@ $<\n`,
  );
  return folder;
}

const sides = { regular: 'clang-22', cold: path.join(toolchain, 'bin', 'autojit-clang') };
const make = (folder, kind) => [
  'make',
  ['-B', `KIND=${kind}`, `CC=${sides[kind]}`],
  { cwd: folder, env: { AUTOJIT_STORE: path.join(folder, '.store') } },
];

export async function linear(_options, step) {
  const cases = [];
  for (const size of SIZES) {
    const name = `${size.functions.toLocaleString('en')} functions in ${size.modules.toLocaleString('en')} modules`;
    let folder;
    await step(`Building ${name}`, `bench-linear-${size.functions}`, async (io) => {
      folder = generate(size);
      for (const kind of Object.keys(sides)) {
        const [command, args, { cwd, env }] = make(folder, kind);
        await run(command, args, { ...io, cwd, env: { ...process.env, ...env } });
      }
    });
    const programs = { regular: path.join(folder, 'program-regular'), lazy: path.join(folder, 'program-cold') };
    cases.push(
      {
        id: `linear-${size.functions}-start`,
        title: `${name}, one in ${ONE_IN} runs: a run`,
        unit: 'ms',
        of: ({ wall }) => wall,
        curve: { name: 'run', of: size.functions },
        measure: (rounds, progress) =>
          interleave(
            rounds,
            inAllWays(programs, (program, options) => time(program, [], options)),
            progress,
          ),
      },
      {
        id: `linear-${size.functions}-compile`,
        title: `${name}: compiled and linked, processor time`,
        unit: 'ms',
        of: ({ cpu }) => cpu,
        curve: { name: 'compile and link', of: size.functions },
        measure: (rounds, progress) =>
          interleave(
            Math.min(rounds, 2),
            Object.fromEntries(Object.keys(sides).map((kind) => [kind, () => time(...make(folder, kind))])),
            progress,
          ),
      },
    );
  }
  return cases;
}
