import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { overlayOn } from './overlay.js';
import { RunState } from './run-state.js';

const names = (...list: string[]) => list.map((name) => ({ name }));
const old = manifest('app.c', names('main', 'step', 'draw'));
const now = { ...manifest('app.c', names('main', 'added', 'step', 'draw')), module: 'b'.repeat(64) };
const oldGraph = linkCallGraph([old]);
const graph = linkCallGraph([now]);

const at = (module: { module: string }, slot: number) => ({ module: module.module, slot });
const made = (ref: { module: string; slot: number }) =>
  event({ event: 'materialized', ...ref, tid: 1, ns: 1_000_000, bytes: 8 });
const exchanged = (
  ref: { module: string; slot: number },
  root: { module: string; slot: number },
  generation: number,
  used: boolean,
) => event({ event: 'exchanged', ...ref, root, generation, used });

function started(run = new RunState(oldGraph)): RunState {
  for (const slot of [0, 1]) run.apply(made(at(old, slot)));
  run.apply(exchanged(at(now, 2), at(old, 1), 1, true));
  run.apply(exchanged(at(now, 3), at(old, 2), 1, false));
  return run;
}

test('what was exchanged has a generation, and waits until its new code is called', () => {
  const run = started();
  expect(run.functions.get(1)).toMatchObject({ state: 'materialized', generation: 1, waiting: now.module });
  expect(run.apply(made(at(now, 2)))).toEqual([1]);
  expect(run.functions.get(1)?.waiting).toBeUndefined();
  // Its own code, which it had not before, is the new one.
  run.apply(made(at(now, 3)));
  expect(run.functions.get(2)).toMatchObject({ state: 'materialized', generation: 1 });
  expect(run.unknown).toBe(0);
});

test('functions that a reload brought are known of the build that has them', () => {
  const run = started(new RunState(graph, undefined, undefined, [oldGraph]));
  run.apply(made(at(now, 1)));
  expect(overlayOn(graph, run, graph)).toBe(run);
  const states = Object.fromEntries(graph.functions.map(({ label, index }) => [label, run.functions.get(index)]));
  expect(states).toMatchObject({ main: { state: 'materialized' }, added: { ms: 1 }, step: { generation: 1 } });
  expect(states['draw']).toBeUndefined();
  expect(run.counts).toMatchObject({ materialized: 3 });
  // First calls of code that the reload left alone name the build of before.
  run.apply(made(at(old, 2)));
  expect(run.functions.get(3)).toMatchObject({ state: 'materialized', generation: 1 });
  expect(run.unknown).toBe(0);
});

test('a build that comes back has the functions that it had', () => {
  const run = started(new RunState(graph, undefined, undefined, [oldGraph]));
  run.apply(exchanged(at(old, 1), at(old, 1), 2, true));
  expect(run.functions.get(2)).toMatchObject({ generation: 2, waiting: old.module });
  run.apply(made(at(old, 1)));
  expect(run.functions.get(2)?.waiting).toBeUndefined();
});
