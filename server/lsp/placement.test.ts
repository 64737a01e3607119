import { expect, test } from 'vitest';
import { currentLine, wordAt } from './placement.js';

const TEXT = ['#include <stdio.h>', '', 'int foo(int x);', 'static int foo(int x)', '{', '  return foo(x - 1);', '}'];

test('a definition that has not moved stays on its line', () => {
  expect(currentLine(TEXT, 4, 'foo')).toBe(3);
});

test('lines typed above move it; calls and prototypes are not taken for it', () => {
  const edited = ['// new', '// new', ...TEXT];
  expect(currentLine(edited, 4, 'foo')).toBe(5);
});

test('a name that only a macro spells is nowhere', () => {
  expect(currentLine(TEXT, 2, 'generated')).toBeUndefined();
});

test('methods in a class are found where they are indented, calls there are not', () => {
  const text = [
    'struct S {',
    '  int get() const { return x; }',
    '  int twice() {',
    '    if (get()) return 2 * get();',
    '    int y = get();',
    '    return get(); }',
    '};',
  ];
  expect(currentLine(['', '', ...text], 2, 'get')).toBe(3);
  expect(currentLine(['', '', ...text.slice(2)], 2, 'get')).toBeUndefined();
});

test('a name that is a part of another is not found', () => {
  expect(currentLine(['int foobar(void) {', 'int foo(void) {'], 1, 'foo')).toBe(1);
  expect(currentLine(['int barfoo(void) {', 'int foobar(foo x) {'], 1, 'foo')).toBe(1);
});

test('what has no name is nowhere', () => {
  expect(currentLine(TEXT, 2, '')).toBeUndefined();
});

test('finds the word under the cursor', () => {
  expect(wordAt('  return foo(x);', 10)).toBe('foo');
  expect(wordAt('  return foo(x);', 12)).toBe('foo');
  expect(wordAt('  return 12;', 10)).toBeUndefined();
});
