import { expect, test } from 'vitest';
import { onceFor, onceForBoth } from './once.js';

test('asks once for each key, also where the answer is nothing', () => {
  const asked: object[] = [];
  const answer = onceFor((key: { is?: string }) => {
    asked.push(key);
    return key.is;
  });
  const [one, other] = [{}, { is: 'other' }];
  expect([answer(one), answer(other), answer(one), answer(other)]).toEqual([undefined, 'other', undefined, 'other']);
  expect(asked).toEqual([one, other]);
});

test('asks once for each two keys', () => {
  let asked = 0;
  const answer = onceForBoth((a: { n: number }, b: { n: number }) => {
    asked += 1;
    return a.n * 10 + b.n;
  });
  const [one, two] = [{ n: 1 }, { n: 2 }];
  expect([answer(one, two), answer(two, one), answer(one, two), answer(one, one)]).toEqual([12, 21, 12, 11]);
  expect(asked).toBe(3);
});
