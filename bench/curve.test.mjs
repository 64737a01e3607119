import { expect, it } from 'vitest';
import { curveLines, power } from './curve.mjs';

it('a line has power 1, a square power 2', () => {
  const sizes = [10, 100, 1000];
  expect(power(sizes.map((size) => [size, 3 * size]))).toBeCloseTo(1);
  expect(power(sizes.map((size) => [size, 7 * size ** 2]))).toBeCloseTo(2);
});

it('tells each way of each curve', () => {
  const result = (of, regular, cold) => ({
    curve: { name: 'run', of },
    figures: { regular: { median: regular }, cold: { median: cold } },
  });
  expect(curveLines([result(10, 1, 10), result(100, 1, 100), { figures: {} }])).toEqual([
    'run, regular: grows as size^0.00 over all sizes, as size^0.00 between the two largest',
    'run, cold: grows as size^1.00 over all sizes, as size^1.00 between the two largest',
  ]);
});
