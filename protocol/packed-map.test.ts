import { expect, test } from 'vitest';
import { packed, PackedMap, unpacked, unpackMap } from './packed-map.js';

test('names come back as they were, whatever is in them', () => {
  const long = 'part::'.repeat(40);
  const names = ['', 'a', 'a', 'ab', 'b', '~~~', '"', '\\', 'lib/a b.c:naïve→x', `${long}one`, `${long}two`, long, ''];
  expect(unpacked(packed(names))).toEqual(names);
  expect(unpacked(packed([]))).toEqual([]);
  const halves = packed(['f𝛼', 'f𝛽', 'f𝛽𝛾']);
  expect(halves).toBe(Buffer.from(halves).toString());
  expect(unpacked(halves)).toEqual(['f𝛼', 'f𝛽', 'f𝛽𝛾']);
});

test('names that begin alike are short', () => {
  const names = Array.from({ length: 1000 }, (_, at) => `_ZN4part6Module8functionEv${at}`);
  expect(packed(names).length).toBeLessThan(names.join('').length / 4);
});

const map: PackedMap = {
  ...{ program: '/w/prog', builtAt: 1, states: 'smf', size: [3, 4, 5], calls: [0, 1, 2] },
  ids: packed(['main', 'work', 'work2']),
  ...{ named: [1], labels: packed(['work()']) },
  parts: {
    folders: [{ label: 'src', title: '/w/src', library: false }],
    parts: [
      { label: 'a.c', title: '/w/src/a.c', folder: 0, functions: 1 },
      { label: 'b.c', title: '/w/src/b.c', folder: 0, functions: 2 },
    ],
  },
};

test('a map has a part and a name for each function', () => {
  const { id, label, part } = unpackMap(map);
  expect({ id, label, part }).toEqual({ id: ['main', 'work', 'work2'], label: ['', 'work()', ''], part: [0, 1, 1] });
});

test('columns that do not belong together are not taken for a map', () => {
  expect(() => unpackMap({ ...map, states: 'sm' })).toThrow('The map has 3 functions');
  expect(PackedMap.safeParse({ ...map, size: [3, 4.5, 5] }).success).toBe(false);
  expect(PackedMap.safeParse({ ...map, calls: ['0'] }).success).toBe(false);
  expect(PackedMap.safeParse(map).success).toBe(true);
});
