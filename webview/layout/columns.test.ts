import { expect, test } from 'vitest';
import { BOX_GAP, BOX_RIM } from './box-gaps.js';
import { inColumns, type Leveled } from './columns.js';

const node = (id: string, level: number, order: number, more: Partial<Leveled> = {}): Leveled => ({
  ...{ id, level, order, width: 100, height: 24, box: undefined },
  ...more,
});

test('levels go from left to right, and each is a dense column around the middle', () => {
  const at = inColumns([node('main', 0, 5), node('b', 300, 2), node('a', 300, 1, { width: 180 }), node('c', 600, 1)]);
  expect(at).toEqual({
    main: { x: 50, y: 0 },
    a: { x: at['b']?.x, y: -22 },
    b: { x: at['a']?.x, y: 22 },
    c: { x: expect.any(Number) as number, y: 0 },
  });
  // Nothing touches its neighbour, whatever is in a box.
  expect((at['a']?.x ?? 0) - 90).toBeGreaterThan(100 + 2 * BOX_RIM);
  expect((at['c']?.x ?? 0) - 50).toBeGreaterThan((at['a']?.x ?? 0) + 90 + 2 * BOX_RIM);
});

test('a level with more rows than fit a screen goes on beside', () => {
  const many = Array.from({ length: 130 }, (_, index) => node(String(index), 1, index));
  const at = inColumns(many);
  const columns = new Set(Object.values(at).map(({ x }) => x));
  expect(columns.size).toBe(3);
  expect(new Set(Object.values(at).map(({ x, y }) => `${String(x)} ${String(y)}`)).size).toBe(130);
  const xs = [...columns].sort((a, b) => a - b);
  expect((xs[1] ?? 0) - (xs[0] ?? 0)).toBeGreaterThan(100 + 2 * BOX_RIM);
});

test('what is in one box stays together, and boxes do not touch', () => {
  const at = inColumns([
    node('a1', 1, 1, { box: 'a' }),
    node('b1', 1, 2, { box: 'b' }),
    node('a2', 1, 3, { box: 'a' }),
    node('alone', 1, 4),
  ]);
  const y = (id: string): number => at[id]?.y ?? NaN;
  expect([y('a1'), y('a2'), y('b1'), y('alone')]).toEqual(
    [y('a1'), y('a2'), y('b1'), y('alone')].sort((p, q) => p - q),
  );
  expect(y('a2') - y('a1')).toBe(24 + 20);
  expect(y('b1') - y('a2')).toBe(24 + 2 * BOX_RIM + BOX_GAP);
  expect(y('alone') - y('b1')).toBe(24 + BOX_RIM + BOX_GAP);
});
