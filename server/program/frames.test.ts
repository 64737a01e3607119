import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { functionOfFrame } from './frames.js';

const graph = linkCallGraph([
  manifest(
    'main.cc',
    [
      { name: 'main', line: 30 },
      { name: '_Z3maxIiEvT_', display: 'void max<int>(int)', line: 10 },
      { name: '_Z3maxIcEvT_', display: 'void max<char>(char)', line: 10 },
      { name: 'twice', linkage: 'internal', line: 20 },
    ],
    { directory: '/project' },
  ),
  manifest('other.cc', [{ name: 'twice', linkage: 'internal' }], { directory: '/project' }),
]);
const file = '/project/main.cc';
const idOf = (frame: Parameters<typeof functionOfFrame>[1]) => graph.functions[functionOfFrame(graph, frame) ?? -1]?.id;

test('a frame is in the function whose definition begins above its line', () => {
  expect(idOf({ name: 'main', file, line: 33 })).toBe('main');
  expect(idOf({ name: 'something else', file, line: 25 })).toBe('/project/main.cc#twice');
});

test('of the instances of a template the name says which', () => {
  expect(idOf({ name: 'void max<char>(char)', file, line: 12 })).toBe('_Z3maxIcEvT_');
  expect(idOf({ name: '_Z3maxIiEvT_', file, line: 12 })).toBe('_Z3maxIiEvT_');
});

test('without a place the name has to be the only one', () => {
  expect(idOf({ name: 'main' })).toBe('main');
  expect(idOf({ name: 'twice' })).toBeUndefined();
  expect(idOf({ name: '__libc_start_main', file: '/build/libc-start.c', line: 3 })).toBeUndefined();
});
