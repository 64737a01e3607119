import { expect, it } from 'vitest';
import { judge } from './judge.mjs';

it('a goal is a ratio, or so much more than the regular run', () => {
  const samples = { regular: [10, 10, 10], cold: [15, 16, 17], warm: [11, 11, 11] };
  const goals = (cold, warm) => judge({ id: 'x', title: 'x', unit: 'ms', goals: { cold, warm } }, samples).verdicts;
  expect(goals({ ratio: 1.6 }, { over: 1 }).map(({ met }) => met)).toEqual([true, true]);
  expect(goals({ ratio: 1.5 }, { over: 0.5 }).map(({ met }) => met)).toEqual([false, false]);
});
