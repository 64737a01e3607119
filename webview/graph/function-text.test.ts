import { expect, test } from 'vitest';
import type { GraphNode } from '../../protocol/graph.js';
import { describe, stateText } from './function-text.js';

const node: GraphNode = {
  ...{ id: '_Z1bv', label: 'b', signature: 'b()', kind: 'function', module: 'b.cc', state: 'materialized', ms: 1.3 },
  ...{ callers: 1, callees: 0, unresolved: 0, materializedBy: '_Z1av', materializedByName: 'a' },
};

test('a caller has the label that it has in the picture, or the name that the server says', () => {
  expect(stateText(node, () => 'a(int)')).toBe('materialized 1.3 ms by a(int)');
  expect(stateText(node, () => undefined)).toBe('materialized 1.3 ms by a');
});

test('callers and callees that the picture does not have are told', () => {
  const some = { ...node, callers: 3, callees: 18 };
  expect(describe(some, () => undefined, { callers: 3, callees: 2 }).slice(-2)).toEqual([
    '3 callers',
    '18 callees · 2 shown',
  ]);
  expect(describe(some, () => undefined).slice(-2)).toEqual(['3 callers', '18 callees']);
});
