import { expect, test } from 'vitest';
import { BOX_GAP, BOX_RIM, type Placed, spread } from './box-gaps.js';

const HEIGHT = 24;
const at = (x: number, y: number, ...boxes: string[]): Placed => ({ x, y, width: 80, height: HEIGHT, boxes });
/** From the middle of a thing in one box to the one in a box below it, where the boxes are as far apart as they should. */
const APART = HEIGHT + 2 * BOX_RIM + BOX_GAP;

const places = (...nodes: Placed[]): number[] => {
  const shift = spread(nodes);
  return nodes.map(({ y }) => y + shift(y));
};

test('boxes that touch come apart, and all below moves with the lower one', () => {
  const more = APART - 58;
  expect(places(at(0, 0, 'a'), at(0, 58, 'b'), at(0, 116, 'c'), at(500, 30), at(500, 70))).toEqual([
    ...[0, APART, 2 * APART],
    ...[30 + more, 70 + 2 * more],
  ]);
});

test('boxes that are far enough apart, or side by side, stay', () => {
  expect(places(at(0, 0, 'a'), at(0, APART, 'b'), at(300, 58, 'c'))).toEqual([0, APART, 58]);
});

test('boxes in boxes have room for each rim', () => {
  const [above, below] = places(at(0, 0, 'inner', 'outer'), at(0, 58, 'b'));
  expect([above, below]).toEqual([0, APART + BOX_RIM]);
});

test('what is in one box stays together when two others come apart beside it', () => {
  const nodes = [at(0, 0, 'a'), at(0, 58, 'b'), at(90, 0, 'tall'), at(90, 40, 'tall'), at(90, 80, 'tall')];
  const moved = places(...nodes);
  expect(moved).toEqual([0, APART, 0, 40 + APART - 58, 80 + APART - 58]);
});
