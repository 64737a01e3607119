import { expect, test } from 'vitest';
import { describeLinks } from './links.js';

const skipped = (name: string): string => `{"output":"/home/me/build/${name}","skipped":true}\n`;

test('links that were done are not spoken of', () => {
  expect(describeLinks('')).toEqual([]);
  expect(describeLinks('{"output":"/home/me/prog","linked":"nothing is known of an earlier link"}\n')).toEqual([]);
});

test('links that were skipped are counted, the first of them by name', () => {
  expect(describeLinks(skipped('a-0123456789abcdef'))).toEqual(['1 link skipped, since only bodies changed: a']);
  expect(describeLinks(skipped('meson-private/sanitycheckc.exe') + skipped('conftest'))).toEqual([]);
  expect(describeLinks(['a', 'b', 'c', 'd', 'e'].map(skipped).join(''))).toEqual([
    '5 links skipped, since only bodies changed: a, b, c and 2 more',
  ]);
});

test('a line that is no account of a link is an error', () => {
  expect(() => describeLinks('{"output":"/home/me/prog"}\n')).toThrow();
});
