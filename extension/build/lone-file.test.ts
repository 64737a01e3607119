import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { loneFile } from './lone-file.js';

test.each([
  ['/w/hello.c', '/w/hello', 'clang -g /w/hello.c -o /w/hello -lm -pthread'],
  ['/w/a b.cpp', '/w/a b', "clang++ -g '/w/a b.cpp' -o '/w/a b' -pthread"],
  ['/w/t.rs', '/w/t', 'rustc -g /w/t.rs -o /w/t'],
  ['/w/solve.f90', '/w/solve', 'flang -g /w/solve.f90 -o /w/solve'],
])('%s', (source, program, command) => {
  expect(loneFile(source)).toMatchObject({ source, program, command });
});

test('whatever is in a name, it is one word of the command', () => {
  const { command = '' } = loneFile(`/w/it's $(x) "y".rs`) ?? {};
  const words = execFileSync('sh', ['-c', `rustc() { printf '%s\\n' "$@"; }; ${command}`], { encoding: 'utf8' });
  expect(words.trimEnd().split('\n')).toEqual(['-g', `/w/it's $(x) "y".rs`, '-o', `/w/it's $(x) "y"`]);
});

test('what is no source is none', () => {
  expect(['/w/a.h', '/w/a.txt', '/w/c', '/w/Makefile'].flatMap((name) => loneFile(name) ?? [])).toEqual([]);
});
