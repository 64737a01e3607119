import { expect, test } from 'vitest';
import { randomNumbers } from '../testing/random.js';
import { lineMap } from './line-map.js';

const lines = (text: string): string[] => text.split('');

test('lines that were put in, taken away and changed move those below', () => {
  expect(lineMap(lines('abcd'), lines('abcd'))).toEqual([0, 1, 2, 3]);
  expect(lineMap(lines('abcd'), lines('xyabcd'))).toEqual([2, 3, 4, 5]);
  expect(lineMap(lines('abcd'), lines('acd'))).toEqual([0, undefined, 1, 2]);
  expect(lineMap(lines('abcd'), lines('aXcYd'))).toEqual([0, undefined, 2, 4]);
  expect(lineMap(lines('abcd'), [])).toEqual([undefined, undefined, undefined, undefined]);
});

test('lines that are there often go with those around them', () => {
  expect(lineMap(lines('a}b}c}'), lines('x}a}b}y}c}'))).toEqual([2, 3, 4, 7, 8, 9]);
});

test('what it says is the same in both texts is, and in order', () => {
  const random = randomNumbers(7);
  const letter = (): string => 'abcdefgh}'.charAt(Math.floor(random() * 9));
  for (let round = 0; round < 300; round += 1) {
    const before = Array.from({ length: Math.floor(random() * 30) }, letter);
    const after = before.flatMap((line) => (random() < 0.2 ? [] : random() < 0.2 ? [letter(), line] : [line]));
    let last = -1;
    for (const [old, now] of lineMap(before, after).entries()) {
      if (now === undefined) continue;
      expect(after[now]).toBe(before[old]);
      expect(now).toBeGreaterThan(last);
      last = now;
    }
  }
});
