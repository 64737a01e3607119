// Generated programs of 100 to 100,000 functions, of which one in a hundred runs: what does a start depend on?
import fs from 'node:fs';
import path from 'node:path';
import { cache, toolchain } from '../../tooling/paths.mjs';
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

/** Built when the first of its cases is measured: the largest takes minutes. */
function builder(size) {
  let built;
  const build = async () => {
    const folder = generate(size);
    for (const kind of Object.keys(sides)) await time(...make(folder, kind));
    return folder;
  };
  return () => (built ??= build());
}

export function linear() {
  return SIZES.flatMap((size) => {
    const name = `${size.functions.toLocaleString('en')} functions in ${size.modules.toLocaleString('en')} modules`;
    const build = builder(size);
    return [
      {
        id: `linear-${size.functions}-start`,
        title: `${name}, one in ${ONE_IN} runs: a run`,
        unit: 'ms',
        of: ({ wall }) => wall,
        curve: { name: 'run', of: size.functions },
        measure: async (rounds, progress) => {
          const folder = await build();
          const programs = { regular: path.join(folder, 'program-regular'), lazy: path.join(folder, 'program-cold') };
          const start = (program, options) => time(program, [], options);
          return interleave(rounds, inAllWays(programs, start), progress);
        },
      },
      {
        id: `linear-${size.functions}-compile`,
        title: `${name}: compiled and linked, processor time`,
        unit: 'ms',
        of: ({ cpu }) => cpu,
        curve: { name: 'compile and link', of: size.functions },
        measure: async (rounds, progress) => {
          const folder = await build();
          const ways = Object.keys(sides).map((kind) => [kind, () => time(...make(folder, kind))]);
          return interleave(Math.min(rounds, 2), Object.fromEntries(ways), progress);
        },
      },
    ];
  });
}
