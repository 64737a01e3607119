import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { autojitCommand, build, emptyFolder, run, succeed, type Result } from './support.js';

const SOURCE = `
#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) static int twice(int x) { return 2 * x; }
__attribute__((noinline)) static int thrice(int x) { return 3 * x; }
int main(int count, char **arguments) {
  printf("%d\\n", count > 1 ? thrice(atoi(arguments[1])) : twice(1));
  return 0;
}
`;

/** A built program of three functions, in a folder that everybody may enter. */
function built(): string {
  const folder = emptyFolder('install');
  chmodSync(folder, 0o755);
  mkdirSync(path.join(folder, 'build'));
  writeFileSync(path.join(folder, 'build', 'prog.c'), SOURCE);
  build(path.join(folder, 'build'), ['cc', '-O1', '-o', 'prog', 'prog.c']);
  return folder;
}

/** Whether any run needed an engine, and how many functions came from images. */
function traced(folder: string, command: string[]): { result: Result; engines: number; kept: number } {
  const trace = path.join(folder, 'trace.jsonl');
  rmSync(trace, { force: true });
  const result = run(folder, command, { AUTOJIT_TRACE: trace });
  const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : [];
  const count = (text: string): number => lines.filter((line) => line.includes(text)).length;
  return { result, engines: count('"event":"engine"'), kept: count('"kept":true') };
}

test('cache fill makes all code without running the program, and once', () => {
  const folder = built();
  const filled = succeed(folder, [autojitCommand, 'cache', 'fill', 'build/prog']);
  expect(filled.stdout).toMatch(/^3 made, 0 there before, 0 refused, in .*\.log$/m);
  expect(succeed(folder, [autojitCommand, 'cache', 'fill', 'build/prog', '--jobs', '2']).stdout).toMatch(
    /^0 made, 3 there/m,
  );
  const { result, engines, kept } = traced(folder, ['build/prog', '5']);
  expect({ out: result.stdout, engines, kept }).toEqual({ out: '15\n', engines: 0, kept: 2 });
});

test('cache fill --ran makes what earlier runs called, also before a rebuild that changed it', () => {
  const folder = built();
  const none = run(folder, [autojitCommand, 'cache', 'fill', '--ran', 'build/prog']);
  expect(none.status).toBe(1);
  expect(none.stderr).toContain('No earlier run of build/prog is known');
  succeed(folder, ['build/prog', '5']);
  writeFileSync(path.join(folder, 'build', 'prog.c'), SOURCE.replaceAll('* x', '* x + 1'));
  build(path.join(folder, 'build'), ['cc', '-O1', '-o', 'prog', 'prog.c']);
  const filled = succeed(folder, [autojitCommand, 'cache', 'fill', '--ran', 'build/prog']);
  expect(filled.stdout).toMatch(/Earlier runs called 2 functions\.\n2 made, 0 there before, 0 refused/);
  expect(traced(folder, ['build/prog', '5'])).toMatchObject({ result: { stdout: '16\n' }, engines: 0 });
});

test('an installed program needs nothing of the build: staged, moved, read-only, without an engine', () => {
  const folder = built();
  const stage = path.join(folder, 'stage');
  succeed(folder, [autojitCommand, 'install', 'build/prog', path.join(stage, 'usr/bin/prog')]);
  expect(existsSync(path.join(stage, 'usr/lib/autojit/lib/libautojit-engine.so'))).toBe(false);
  rmSync(path.join(folder, 'build'), { recursive: true });
  renameSync(stage, path.join(folder, 'root'));
  succeed(folder, ['chmod', '-R', 'a-w', 'root']);
  const prog = path.join(folder, 'root/usr/bin/prog');
  expect(traced(folder, [prog])).toMatchObject({ result: { stdout: '2\n', status: 0 }, engines: 0 });
  expect(traced(folder, [prog, '5'])).toMatchObject({ result: { stdout: '15\n', status: 0 }, engines: 0 });
  if (process.getuid?.() === 0) {
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', prog, '5'];
    expect(run('/', asNobody, { HOME: '/nonexistent', XDG_CACHE_HOME: '/nonexistent' })).toMatchObject({
      stdout: '15\n',
      status: 0,
    });
  }
  succeed(folder, ['chmod', '-R', 'u+w', 'root']);
});

test('with --engine an installed program makes its code where it runs; a second one shares the store', () => {
  const folder = built();
  const place = path.join(folder, 'place');
  mkdirSync(place);
  succeed(folder, [autojitCommand, 'install', '--engine', 'build/prog', place]);
  writeFileSync(path.join(folder, 'build', 'other.c'), SOURCE.replaceAll('* x', '* x + 2'));
  build(path.join(folder, 'build'), ['cc', '-O1', '-o', 'other', 'other.c']);
  succeed(folder, [autojitCommand, 'install', 'build/other', path.join(place, 'second')]);
  rmSync(path.join(folder, 'build'), { recursive: true });
  expect(traced(folder, [path.join(place, 'prog'), '5'])).toMatchObject({ result: { stdout: '15\n' }, engines: 1 });
  expect(traced(folder, [path.join(place, 'second'), '5'])).toMatchObject({ result: { stdout: '17\n' }, engines: 0 });
});

test('what cannot be installed is said in one line, and leaves no program behind', () => {
  const folder = built();
  const regular = run(folder, [autojitCommand, 'install', '/bin/true', path.join(folder, 'x')]);
  expect(regular.status).toBe(1);
  rmSync(path.join(folder, 'build/.autojit/modules'), { recursive: true });
  const gone = run(folder, [autojitCommand, 'install', 'build/prog', path.join(folder, 'y')]);
  expect(gone.stderr).toMatch(/^autojit: No store has the bodies of prog\.c.*\n$/);
  expect(existsSync(path.join(folder, 'x')) || existsSync(path.join(folder, 'y'))).toBe(false);
});
