import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { manifest } from '../testing/manifests.js';
import { event, start } from '../testing/trace.js';
import { countProgram, countStates, inlinedInto, overlayOn, stateOf } from './overlay.js';
import { RunState } from './run-state.js';

const app = manifest('app.c', [{ name: 'main' }, { name: 'f' }, { name: 'g' }, { name: 'naked', eager: 'naked' }]);
const graph = linkCallGraph([app]);
const slot = (index: number): { module: string; slot: number } => ({ module: app.module, slot: index });
const [main, f, g] = [0, 1, 2];

const materializing = (of: number, pid?: number) => event({ event: 'materializing', ...slot(of), tid: 7 }, pid);
const materialized = (of: number, ns = 1_000_000, pid?: number) =>
  event({ event: 'materialized', ...slot(of), tid: 7, ns, bytes: 10 }, pid);

test('stub, materializing, materialized', () => {
  const run = new RunState(graph);
  const state = (index: number) => stateOf(graph.functions[index] ?? expect.fail(), run);
  expect(state(f)).toBe('stub');
  expect(run.apply(materializing(f))).toEqual([f]);
  expect(state(f)).toBe('materializing');
  expect(run.apply(materialized(f, 1_300_000))).toEqual([f]);
  expect(state(f)).toBe('materialized');
  expect(run.functions.get(f)).toMatchObject({ ms: 1.3, bytes: 10, thread: 7, order: 1 });
  expect(countStates(graph.functions, run)).toEqual({
    functions: 4,
    stub: 2,
    materializing: 0,
    materialized: 1,
    inlined: 0,
    eager: 1,
    failed: 0,
  });
});

test('what an earlier run kept is told from what was compiled', () => {
  const run = new RunState(graph);
  run.apply(event({ event: 'materialized', ...slot(main), tid: 7, ns: 1, bytes: 5, kept: true }));
  run.apply(materialized(f));
  expect([main, f].map((index) => run.functions.get(index)?.kept)).toEqual([true, false]);
});

test('what came along with another function is materialized and names it', () => {
  const run = new RunState(graph);
  run.apply(materialized(main));
  run.apply(event({ event: 'materialized', ...slot(f), tid: 7, ns: 0, bytes: 5, with: slot(main) }));
  expect(run.functions.get(f)).toMatchObject({ state: 'materialized', ms: 0, with: main, order: 2 });
});

test('a function is materialized once, however many processes of the run do it; engine time adds up', () => {
  const run = new RunState(graph);
  run.apply(event(start('/p', ['-x']), 1));
  run.apply(materialized(f, 1_000_000, 1));
  run.apply(event(start('/p'), 2));
  expect(run.apply(materializing(f, 2))).toEqual([]);
  expect(run.apply(materialized(f, 2_000_000, 2))).toEqual([]);
  run.apply(event({ event: 'exited', status: 3, materialized: 1, engineNs: 1 }, 2));
  expect(run.materialized).toBe(1);
  expect(run.engineNs).toBe(3_000_000);
  expect(run.exitStatus).toBeUndefined();
  run.apply(event({ event: 'exited', status: 4, materialized: 1, engineNs: 1 }, 1));
  expect(run.exitStatus).toBe(4);
  expect(run.args).toEqual(['-x']);
});

test('a failure is final and says why', () => {
  const run = new RunState(graph);
  run.apply(materializing(g));
  expect(run.apply(event({ event: 'failed', ...slot(g), tid: 7, reason: 'body is gone' }))).toEqual([g]);
  run.apply(materializing(g));
  expect(run.functions.get(g)).toMatchObject({ state: 'failed', failure: 'body is gone' });
  expect(run.failed).toBe(1);
});

const inlined = (into: number, functions: (number | string)[]) => event({ event: 'inlined', ...slot(into), functions });

test('what ran inside of others is inlined into them; a call of its own makes it materialized', () => {
  const run = new RunState(graph);
  const state = (index: number) => stateOf(graph.functions[index] ?? expect.fail(), run);
  run.apply(materialized(main));
  // By slot, or by symbol where it has none in that module; eager code and unknown names are neither.
  expect(run.apply(inlined(main, [f, 'g', 3, 'nowhere']))).toEqual([f, g]);
  expect(run.apply(inlined(main, [f]))).toEqual([]);
  expect([state(f), state(g)]).toEqual(['inlined', 'inlined']);
  expect(inlinedInto(graph, f, run)).toBe('main');
  expect(countStates(graph.functions, run)).toMatchObject({ stub: 0, materialized: 1, inlined: 2, eager: 1 });
  expect(countProgram(graph, run)).toEqual(countStates(graph.functions, run));
  expect(run.apply(materialized(g))).toEqual([g]);
  expect(run.apply(inlined(g, [f]))).toEqual([f]);
  expect(inlinedInto(graph, f, run)).toBe('main, g');
  expect(inlinedInto(graph, g, run)).toBeUndefined();
  expect(countProgram(graph, run)).toMatchObject({ stub: 0, materialized: 2, inlined: 1 });
  expect(run.unknown).toBe(0);
});

test('on the graph of a new build, functions are still inlined into those that it has', () => {
  const run = new RunState(graph);
  run.apply(materialized(main));
  run.apply(inlined(main, [f, g]));
  const rebuilt = linkCallGraph([manifest('app.c', [{ name: 'g' }, { name: 'added' }, { name: 'main' }])]);
  const overlay = overlayOn(rebuilt, run, graph);
  expect([...overlay.inlined]).toEqual([[0, new Set([2])]]);
  expect(countProgram(rebuilt, overlay)).toMatchObject({ functions: 3, stub: 1, materialized: 1, inlined: 1 });
});

test('slots that this build does not have are counted, not guessed', () => {
  const run = new RunState(graph);
  run.apply(event({ event: 'materialized', module: 'f'.repeat(64), slot: 0, tid: 1, ns: 1, bytes: 1 }));
  run.apply(materialized(99));
  expect(run.unknown).toBe(2);
  expect(run.functions.size).toBe(0);
});

test('a run of an older build is shown on the new one for the functions both have', () => {
  const run = new RunState(graph);
  run.apply(materialized(f));
  run.apply(event({ event: 'materialized', ...slot(g), tid: 7, ns: 1, bytes: 1, caller: slot(f) }));
  const rebuilt = linkCallGraph([manifest('app.c', [{ name: 'new' }, { name: 'g' }, { name: 'main' }])]);
  const overlay = overlayOn(rebuilt, run, graph);
  expect([...overlay.functions.keys()]).toEqual([rebuilt.find('g')]);
  expect(overlay.functions.get(rebuilt.find('g') ?? -1)?.caller).toBeUndefined();
});

test('children that ended are added up, and few are remembered: a server forks without end', () => {
  const run = new RunState(graph);
  run.apply(event(start('/app'), 100));
  for (let pid = 101; pid < 1101; pid += 1) {
    run.apply(event(start('/app'), pid));
    run.apply(materialized(f, 1000, pid));
    run.apply(event({ event: 'exited', status: 0, materialized: 1, engineNs: 1000 }, pid));
  }
  run.apply(event({ event: 'exited', status: 7, materialized: 1, engineNs: 1 }, 100));
  expect(run.processes.count).toBe(1001);
  expect(run.processes.list()).toHaveLength(200);
  expect(run.engineNs).toBe(1000 * 1000);
  expect(run.exitStatus).toBe(7);
});
