import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { instancesText, stateText } from './state-text.js';

const app = manifest(
  'app.cpp',
  ['main', 'f', 'g', 'h', 'i', 'small'].map((name) => ({ name })),
);
const graph = linkCallGraph([app]);
const slot = (index: number) => ({ module: app.module, slot: index });
const small = graph.functions[5] ?? expect.fail();

test('what ran inside of others says inside of which, and of many the first', () => {
  const run = new RunState(graph);
  expect(stateText(graph, small, run)).toBe('○ stub');
  for (const index of [0, 1, 2, 3, 4]) {
    run.apply(event({ event: 'materialized', ...slot(index), tid: 1, ns: 1, bytes: 1 }));
    run.apply(event({ event: 'inlined', ...slot(index), functions: [5] }));
    if (index === 0) expect(stateText(graph, small, run)).toBe('◍ inlined into main');
  }
  expect(stateText(graph, small, run)).toBe('◍ inlined into main, f, g and 2 more');
});

test('of the instances of a template, those that were inlined are counted too', () => {
  const run = new RunState(graph);
  run.apply(event({ event: 'materialized', ...slot(0), tid: 1, ns: 1, bytes: 1 }));
  run.apply(event({ event: 'inlined', ...slot(0), functions: [5] }));
  const fns = [1, 2, 5].flatMap((index) => graph.functions[index] ?? []);
  expect(instancesText(graph, fns, run)).toBe('◍ 0 of 3 instances materialized, 1 inlined');
});
