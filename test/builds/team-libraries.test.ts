import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { autojitCommand } from './support.js';
import { machine, testFolder, type Machine } from './team-machines.js';

/** A program that needs a shared library and opens another one by name; `twice`: the source of the former. */
function sources(folder: string, twice: string): string {
  const place = path.join(folder, 'sources');
  mkdirSync(path.join(place, 'plugins'), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(path.join(place, name), text);
  const link = "-o $@ -Wl,-rpath,'$$ORIGIN'";
  write(
    'Makefile',
    [
      'CFLAGS = -O2 -g -fPIC',
      'all: app tool plugins/words.so',
      'libtwice.so: twice.o more.o\n\t$(CC) -shared $^ -o $@',
      'plugins/words.so: words.o\n\t$(CC) -shared $^ -o $@',
      `app: app.o libtwice.so\n\t$(CC) $^ ${link}`,
      `tool: tool.o libtwice.so\n\t$(CC) $^ ${link}`,
      '',
    ].join('\n'),
  );
  write(
    'twice.c',
    `int thrice(int x);\nint twice(int x) { return ${twice}; }\nint six(int x) { return thrice(twice(x)); }\n`,
  );
  write('more.c', 'int thrice(int x) { return x * 3; }\n');
  write('words.c', '#include <stdio.h>\nint say(int x) { return printf("%d words\\n", x); }\n');
  write('tool.c', 'int twice(int x);\nint main(void) { return twice(2) != 4; }\n');
  write(
    'app.c',
    `#include <dlfcn.h>
int six(int x);
int main(void) {
  void *words = dlopen("plugins/words.so", RTLD_NOW);
  int (*say)(int) = words ? (int (*)(int))dlsym(words, "say") : 0;
  return !say || say(six(7)) < 0;
}
`,
  );
  return place;
}

function member(folder: string, name: string, env: NodeJS.ProcessEnv, twice = 'x * 2'): Machine {
  const one = machine(folder, name, { sources: sources(path.join(folder, name), twice), checkout: `src/${name}`, env });
  one.autojit('build', '--', 'make');
  return one;
}

function team(): { folder: string; shared: string; ci: Machine; trust: string; push: () => string } {
  const folder = testFolder();
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  const ci = member(folder, 'ci', { AUTOJIT_REMOTE: shared });
  const { trust, secret } = ci.newKey();
  // It says what was called in libraries too, also in one that nothing in the program's file names.
  expect(ci.autojit('run', '--', './app').stderr).toMatch(/ 5 called: 5 made here, 0 from the team/);
  const push = (): string =>
    ci.succeed([autojitCommand, 'cache', 'push', 'app'], { AUTOJIT_REMOTE_KEY: secret }).stdout;
  return { folder, shared, ci, trust, push };
}

test('a program comes with its shared libraries, those that it needs and those that it opens by name', () => {
  const { folder, shared, trust, push } = team();
  expect(push()).toContain('the team has 5 functions, 5 of them new');
  expect(push()).toContain('the team has 5 functions, 0 of them new');
  const dev = member(folder, 'dev', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust });
  const first = dev.autojit('run', '--', './app');
  expect(first).toMatchObject({ stdout: '42 words\n' });
  expect(first.stderr).toContain(' 5 called: 0 made here, 5 from the team');
  expect(dev.first(['./app'])).toMatchObject({ made: 0, kept: 5 });
  expect(dev.autojit('cache', 'pull', 'app').stdout).toContain('app: 0 functions from the team');
  // Another program of the same library, which nobody pushed, has what the first one called of it.
  expect(dev.autojit('run', '--', './tool').stderr).toContain(' 2 called: 1 made here, 1 from the team');
});

test('finals that are made before a push are made in the libraries too', () => {
  const { folder, shared, ci, trust, push } = team();
  expect(ci.first(['./app']).drafts).toBe(5);
  expect(ci.autojit('cache', 'fill', '--ran', 'app').stdout).toContain('Earlier runs called 5 functions');
  push();
  const dev = member(folder, 'dev', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust });
  dev.autojit('cache', 'pull', 'app');
  // Two of the library's are inlined into the third.
  expect(dev.first(['./app'])).toMatchObject({ out: '42 words\n', made: 0, drafts: 0 });
});

test('of a library that was edited, what did not change comes from the team, though the program is the same', () => {
  const { folder, shared, ci, trust, push } = team();
  push();
  const dev = member(folder, 'dev', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust }, 'x + x + 0 * x');
  dev.autojit('cache', 'pull', 'app');
  // As drafts nothing is inlined: twice() is new, six() of the same file and all else are as they were.
  expect(dev.first(['./app'])).toMatchObject({ out: '42 words\n', made: 1, kept: 4 });

  // The other way round: within the hour in which nothing is asked for, a library that was built anew is.
  const late = member(folder, 'late', { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust });
  late.autojit('run', '-q', '--', './app');
  writeFileSync(path.join(late.checkout, 'more.c'), 'int thrice(int x) { return x + x + x; }\n');
  writeFileSync(path.join(ci.checkout, 'more.c'), 'int thrice(int x) { return x + x + x; }\n');
  for (const one of [ci, late]) one.autojit('build', '--', 'make');
  ci.autojit('run', '-q', '--', './app');
  expect(push()).toContain('the team has 5 functions, 1 of them new');
  expect(late.autojit('run', '--', './app').stderr).toContain(' 5 called: 0 made here,');
});
