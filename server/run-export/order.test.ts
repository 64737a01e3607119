import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { heatOf, symbolOrder } from './order.js';

const one = manifest('a.c', [
  { name: 'main' },
  { name: 'never' },
  { name: 'init', linkage: 'internal' },
  { name: 'late' },
  { name: 'naked', eager: 'naked' },
]);
const two = manifest('b.c', [{ name: 'init', linkage: 'internal' }]);
const graph = linkCallGraph([one, two]);
const [main, init, late] = [0, 2, 3];

function run(...slots: number[]): RunState {
  const state = new RunState(graph);
  for (const slot of slots)
    state.apply(event({ event: 'materialized', module: one.module, slot, tid: 1, ns: 1, bytes: 1 }));
  return state;
}

test('functions in the order of their first calls, then what only other runs called', () => {
  expect(symbolOrder(graph, [run(main, init), run(main, late, init)])).toEqual(['main', 'init', 'late']);
  expect(symbolOrder(graph, [])).toEqual([]);
});

test('a function that no run called is cold, an eager one is unknown, each name stands once', () => {
  expect(heatOf(graph, [run(main, init)])).toEqual([
    { symbol: 'main', heat: 'hot' },
    { symbol: 'init', heat: 'hot' },
    { symbol: 'never', heat: 'cold' },
    { symbol: 'late', heat: 'cold' },
    { symbol: 'naked', heat: 'unknown' },
  ]);
});
