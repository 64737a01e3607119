import { expect, test } from 'vitest';
import type { GraphNode } from '../../protocol/graph.js';
import { stateText } from './function-text.js';

const node: GraphNode = {
  ...{ id: '_Z1bv', label: 'b', signature: 'b()', kind: 'function', module: 'b.cc', state: 'materialized', ms: 1.3 },
  ...{ callers: 1, callees: 0, unresolved: 0, materializedBy: '_Z1av', materializedByName: 'a' },
};

test('a caller has the label that it has in the picture, or the name that the server says', () => {
  expect(stateText(node, () => 'a(int)')).toBe('materialized 1.3 ms by a(int)');
  expect(stateText(node, () => undefined)).toBe('materialized 1.3 ms by a');
});
