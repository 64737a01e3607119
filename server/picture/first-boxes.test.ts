import { describe, expect, it } from 'vitest';
import { firstBoxes } from './first-boxes.js';

/** `tree`: by group, its parent and how many functions it and those below it have. */
function opened(
  tree: readonly [parent: number | undefined, total: number][],
  closed: readonly number[] = [],
): number[] {
  const parents = tree.map(([parent]) => parent);
  const totals = tree.map(([, total]) => total);
  return [...firstBoxes({ parents, totals, mayOpen: (group) => !closed.includes(group) })].sort((a, b) => a - b);
}

const leaves = (parent: number, count: number): [number, number][] =>
  Array.from({ length: count }, () => [parent, 10] as [number, number]);

describe('the first boxes of a whole program', () => {
  it('opens the largest folders until there are a dozen boxes', () => {
    expect(opened([[undefined, 300], [undefined, 200], [undefined, 5], ...leaves(0, 8), ...leaves(1, 6)])).toEqual([
      0, 1,
    ]);
    expect(opened([[undefined, 300], [undefined, 200], ...leaves(0, 11), ...leaves(1, 6)])).toEqual([0]);
  });

  it('opens nothing where there are enough', () => {
    expect(
      opened([...Array.from({ length: 12 }, () => [undefined, 10] as [undefined, number]), ...leaves(0, 3)]),
    ).toEqual([]);
  });

  it('leaves a folder closed that holds too many boxes, and opens the next one', () => {
    expect(opened([[undefined, 900], [undefined, 200], ...leaves(0, 50), ...leaves(1, 3)])).toEqual([1]);
  });

  it('leaves a folder closed that may not be opened', () => {
    expect(opened([[undefined, 300], ...leaves(0, 3)], [0])).toEqual([]);
  });

  it('goes through folders that hold one folder', () => {
    expect(opened([[undefined, 300], [0, 300], [1, 300], ...leaves(2, 4)])).toEqual([0, 1, 2]);
  });
});
