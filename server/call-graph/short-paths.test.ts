import { expect, test } from 'vitest';
import { shortPaths } from './short-paths.js';

test.each([
  [
    ['/p/a.c', '/p/b.c'],
    ['a.c', 'b.c'],
  ],
  [['/p/a.c', '/p/a.c'], ['a.c']],
  // Only those that share a name get longer, and only as far as it takes.
  [
    ['/p/x/m.c', '/p/y/m.c', '/p/z.c'],
    ['x/m.c', 'y/m.c', 'z.c'],
  ],
  [
    ['/p/a/x/m.c', '/p/b/x/m.c', '/p/y/m.c'],
    ['a/x/m.c', 'b/x/m.c', 'y/m.c'],
  ],
  // One that is the end of another.
  [
    ['/m.c', '/a/m.c', '/b/a/m.c'],
    ['/m.c', '/a/m.c', 'b/a/m.c'],
  ],
])('%j are told apart', (paths, names) => {
  expect(new Map(shortPaths(paths))).toEqual(new Map([...new Set(paths)].map((path, at) => [path, names[at]])));
});
