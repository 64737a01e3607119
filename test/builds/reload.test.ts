import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { C, inC, inPlus, inRust, PLUS, RUST, STAYS, type Row } from './reload-rows.js';
import { ReloadProgram } from './reload-program.js';
import { root } from '../harness/paths.js';
import { toolchain } from './support.js';

const languages: { language: string; file: string; text: string; command: string[]; rows: Row[] }[] = [
  { language: 'C', file: 'app.c', text: C, command: ['cc', '-g', '-O0', 'app.c', '-o', 'app'], rows: inC },
  { language: 'C++', file: 'app.cpp', text: PLUS, command: ['c++', '-g', '-O0', 'app.cpp', '-o', 'app'], rows: inPlus },
  {
    language: 'Rust',
    file: 'app.rs',
    text: RUST,
    command: [path.join(toolchain, 'bin', 'autojit-rustc'), '-g', 'app.rs', '-o', 'app'],
    rows: inRust,
  },
];

for (const { language, file, text, command, rows } of languages) {
  test.each(rows)(`${language}: $title`, async ({ edits, says, prints, status = 0 }) => {
    const program = new ReloadProgram({ [file]: text }, command);
    await program.start();
    program.edit(edits);
    program.rebuild();
    const outcome = program.reload();
    expect(outcome.says).toMatch(typeof says === 'string' ? new RegExp(`^${escaped(says)}`) : says);
    expect(outcome.status, outcome.says).toBe(status);
    await program.lineLike(prints);
    expect(program.isRunning()).toBe(true);
  });
}

test('what the new build takes from an archive is refused by name: the program that runs was linked without it', async () => {
  const program = new ReloadProgram({ 'app.c': C, 'other.c': 'int other(int a) { return a * 5; }\n' }, [
    'sh',
    '-c',
    'AUTOJIT_DISABLE=1 clang-22 -c other.c && rm -f lib.a && ar rcs lib.a other.o && cc -g -O0 app.c lib.a -o app',
  ]);
  await program.start();
  program.edit([
    ['static int twice', 'int other(int);\nstatic int twice'],
    ['return a * 2', 'return other(a)'],
  ]);
  program.rebuild();
  expect(program.reload()).toEqual({
    says: 'not reloaded: other, which app.c uses now, is neither in the program nor in its libraries',
    status: 1,
  });
  await program.lineLike(STAYS);
});

test('several files, and one build after the other', async () => {
  const program = new ReloadProgram(
    {
      'app.c': C.replace('int more(int a) {', 'int other(int a);\nint more(int a) { a = other(a);'),
      'other.c': 'static int base = 0; int other(int a) { return a + base; }\n',
    },
    ['cc', '-g', '-O0', 'app.c', 'other.c', '-o', 'app'],
  );
  await program.start();
  program.edit([['a + base', 'a + base + 1']], 'other.c');
  program.edit([['a * 2', 'a * 3']]);
  program.rebuild();
  expect(program.reload()).toEqual({ says: 'reloaded 2 functions: twice, other', status: 0 });
  await program.lineLike(/^more 33 kept 6 /);
  for (const factor of [4, 5, 6]) {
    program.edit([[`a * ${String(factor - 1)}`, `a * ${String(factor)}`]]);
    program.edit(
      [
        ['int other', `int added${String(factor)} = ${String(factor)}; int other`],
        ['return a', `return added${String(factor)}++ * 0 + a`],
      ],
      'other.c',
    );
    program.rebuild();
    expect(program.reload()).toEqual({ says: 'reloaded 2 functions: twice, other', status: 0 });
    await program.lineLike(new RegExp(`^more ${String(11 * factor)} kept ${String(2 * factor)} `));
  }
  expect(program.reload()).toEqual({ says: 'nothing to reload', status: 2 });
  // What a reload added is looked at as what was there from the start.
  program.edit([['int added4', 'long added4']], 'other.c');
  program.rebuild();
  expect(program.reload()).toEqual({ says: 'not reloaded: added4 was int (4 bytes) and is long (8 bytes)', status: 1 });
});

test.each([
  ['C', 'app.c', C, 'cc', 'a * 2', 'a * 3', /^more 30 kept 3/, /^reloaded 1 function: twice \(with more, step/],
  [
    'C++',
    'app.cpp',
    PLUS,
    'c++',
    'return a + a',
    'return a * 100',
    /twice 400 /,
    /^reloaded 1 function: int app::twice/,
  ],
] as const)(
  '%s at -O2: who may hold a copy is exchanged with it',
  async (_, file, text, compiler, from, to, prints, says) => {
    // A loop that runs would keep its own copy of what it calls.
    const program = new ReloadProgram({ [file]: text.replace('void step(', '__attribute__((noinline)) void step(') }, [
      compiler,
      '-g',
      '-O2',
      file,
      '-o',
      'app',
    ]);
    await program.start();
    program.edit([[from, to]]);
    program.rebuild();
    expect(program.reload().says).toMatch(says);
    await program.lineLike(prints);
  },
);

test('run --reload --build builds when a source is saved; a build that fails changes nothing', async () => {
  const program = new ReloadProgram({ 'app.c': C }, ['cc', '-g', '-O0', 'app.c', '-o', 'app']);
  await program.startAndWatch('cc -g -O0 app.c -o app');
  program.edit([['a * 2', 'a * 3']]);
  await program.lineLike(/^more 30 kept 3 /);
  expect(program.output()).toMatch(/^autojit: reloaded 1 function in \d+ ms: twice$/m);
  program.edit([['a * 3', 'a * 3 +']]);
  await program.lineLike(/^autojit: the build failed, and nothing was reloaded$/);
  program.edit([['a * 3 +', 'a * 4']]);
  await program.lineLike(/^more 40 kept 4 /);
});

const MAKEFILE = `app: app.o
	$(CC) app.o -o app
app.o: app.c
	$(CC) -g -c app.c -o part.o
	if [ -f next.c ]; then cat next.c > app.c; rm next.c; fi; cp part.o app.o
`;

test('what is saved while its file is compiled is built as well, though all that was made of it is newer', async () => {
  const program = new ReloadProgram({ 'app.c': C, Makefile: MAKEFILE }, ['make']);
  await program.startAndWatch('make');
  const next = path.join(program.folder, 'next.c');
  writeFileSync(next, C.replace('a * 2', 'a * 7'));
  program.edit([['a * 2', 'a * 3']]);
  await program.lineLike(/^more 70 kept /);
  expect(existsSync(next)).toBe(false);
});

test('a build that writes a source is done when that is as it was', async () => {
  const files = { 'app.c': `#include "made.h"\n${C}`, 'builds.txt': '' };
  const build = 'echo x >> builds.txt && echo "#define MADE 1" > made.h && cc -g -O0 app.c -o app';
  const program = new ReloadProgram(files, ['sh', '-c', build]);
  await program.startAndWatch(build);
  for (const [from, to] of [
    ['2', '3'],
    ['3', '4'],
    ['4', '5'],
  ] as const) {
    program.edit([[`a * ${from}`, `a * ${to}`]]);
    await program.lineLike(new RegExp(`^more ${to}0 kept `));
  }
  // One of the test's own, three of edits, and one as nobody knew what was in the header.
  expect(readFileSync(path.join(program.folder, 'builds.txt'), 'utf8').length / 2).toBeLessThanOrEqual(5);
});

test('the fountain of examples/ is edited while it runs', async () => {
  const source = readFileSync(path.join(root, 'examples', 'fountain', 'fountain.c'), 'utf8');
  const program = new ReloadProgram({ 'fountain.c': source }, ['cc', '-g', '-O0', 'fountain.c', '-o', 'app']);
  await program.start();
  program.edit([["? '|' : '.'", "? '^' : 'o'"]]);
  program.rebuild();
  expect(program.reload()).toEqual({ says: 'reloaded 1 function: draw', status: 0 });
  await program.lineLike(/\^.*o|o.*\^/);
  program.edit([['float x, y, dx, dy;', 'float x, y, dx, dy, age;']]);
  program.rebuild();
  expect(program.reload()).toEqual({
    says: 'not reloaded: struct drop: 16 -> 20 bytes, field age is new; used by launch, move, show, draw',
    status: 1,
  });
});

test('a program that is told while nothing can be read goes on', async () => {
  const program = new ReloadProgram({ 'app.c': C }, ['cc', '-g', '-O0', 'app.c', '-o', 'app']);
  await program.start();
  writeFileSync(path.join(program.folder, 'app.tmp'), 'no program');
  renameSync(path.join(program.folder, 'app.tmp'), path.join(program.folder, 'app'));
  expect(program.reload().status).not.toBe(0);
  await program.lineLike(STAYS);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
