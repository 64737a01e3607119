import { expect, test } from 'vitest';
import { appended } from './append.js';

const node = (id: string, parent?: string) => ({ id, width: 80, height: 24, parent });
const edge = (from: string, to: string) => ({ id: `${from}->${to}`, from, to });
const known = {
  positions: { main: { x: 0, y: 0 }, a: { x: 200, y: -30 }, b: { x: 200, y: 30 }, c: { x: 400, y: 30 } },
  curves: {},
};
const standing = [node('main'), node('a', 'box'), node('b', 'box'), node('c'), node('box')];
const calls = [edge('main', 'a'), edge('main', 'b'), edge('b', 'c')];

test('what comes stands below those that its caller called before, and nothing moves', () => {
  const result = appended({ nodes: [...standing, node('d', 'box')], edges: [...calls, edge('main', 'd')] }, known);
  expect(result?.places.positions).toMatchObject(known.positions);
  const { x = 0, y = 0 } = result?.places.positions['d'] ?? {};
  expect(x).toBe(200);
  expect(y - 12).toBeGreaterThan(30 + 12 + 20);
  expect([...(result?.loose ?? [])]).toEqual(['d']);
});

test('a callee of one that came as well stands to its right, and none over another', () => {
  const nodes = [...standing, node('e'), node('d')];
  const result = appended({ nodes, edges: [...calls, edge('d', 'e'), edge('c', 'd')] }, known);
  const places = result?.places.positions ?? {};
  expect(places['d']?.x).toBeGreaterThan(440);
  expect(places['e']?.x).toBeGreaterThan((places['d']?.x ?? 0) + 80);
  const all = Object.values(places);
  for (const [at, one] of all.entries())
    for (const other of all.slice(at + 1))
      expect(Math.abs(one.x - other.x) >= 80 || Math.abs(one.y - other.y) >= 24, JSON.stringify([one, other])).toBe(
        true,
      );
});

test('too much that is new is laid out with the rest', () => {
  const many = Array.from({ length: 3 }, (_, at) => node(`n${String(at)}`));
  expect(appended({ nodes: [...standing, ...many], edges: calls }, known)).toBeUndefined();
  expect(appended({ nodes: standing, edges: calls }, known)?.loose.size).toBe(0);
});
