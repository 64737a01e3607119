import { expect, test } from 'vitest';
import type { GraphNode, StateChange } from './graph.js';
import { foldMap, foldTimeline } from './fold-views.js';
import type { RunSummary, RunTimeline } from './lsp.js';
import { countStates, foldFunction, hasRun, LIST_FACTS, membersOf, NODE_FACTS, recount, Roster } from './states.js';
import type { ProgramMap } from './views.js';

const node = (more: Partial<GraphNode>): GraphNode => ({
  ...{ id: 'f', label: 'f', signature: 'f()', kind: 'function', module: 'a.c', callers: 0, callees: 0, unresolved: 0 },
  ...more,
});
const change = (more: Partial<GraphNode>, rest: Partial<StateChange> = {}): StateChange => ({
  ...{ run: 'one', node: node(more), number: 1, foreseen: true, size: 3, ...rest },
});

test('a function takes in what a run made of it: draft, final, reloads; what is true no more goes, what it is stays', () => {
  const shown = node({ label: 'f(int)', box: 'group:module:a.c', state: 'stub', inlinedInto: 'g' });
  const draft = foldFunction(shown, node({ state: 'materialized', tier: 'draft', ms: 2, order: 1 }), NODE_FACTS);
  expect(draft).toEqual(
    node({ ...{ label: 'f(int)', box: 'group:module:a.c' }, state: 'materialized', tier: 'draft', ms: 2, order: 1 }),
  );
  const reloaded = node({ state: 'materialized', tier: 'final', ms: 2, order: 1, generation: 2, waiting: true });
  const final = foldFunction(draft, reloaded, NODE_FACTS);
  expect(final).toMatchObject({ tier: 'final', generation: 2, waiting: true });
  expect(foldFunction(final, node({ ...reloaded, waiting: undefined }), NODE_FACTS)).not.toHaveProperty('waiting');
  expect(foldFunction({ state: 'stub' as const }, reloaded, LIST_FACTS.slice(0, 1) as ['state'])).toEqual({
    state: 'materialized',
  });
});

test('counts follow functions from state to state; a state that they do not have is not counted', () => {
  const counts = countStates(['stub', 'stub', 'eager', 'inlined']);
  expect(recount(counts, 'stub', 'inlined')).toEqual({ ...counts, stub: 1, inlined: 2 });
  expect(recount(counts, 'inlined', 'inlined')).toBe(counts);
  expect(recount({ materialized: 0 }, 'stub', 'materialized')).toEqual({ materialized: 1 });
  expect(recount({ failed: 1 }, undefined, 'failed')).toEqual({ failed: 2 });
  expect((['stub', 'eager', 'inlined', 'failed', undefined] as const).map(hasRun)).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});

test('who stands behind an element, and in which state', () => {
  const states = ['stub', 'stub', 'materialized', 'eager', 'stub'] as const;
  const members = membersOf(states.map((state, at) => [at + 10, state] as const));
  expect(members).toEqual({ stub: [10, 2, 14, 1], materialized: [12, 1] });
  const roster = new Roster(members);
  expect([9, 10, 11, 12, 13, 14, 15].map((number) => roster.stateOf(number))).toEqual([
    ...[undefined, 'stub', 'stub', 'materialized', undefined, 'stub', undefined],
  ]);
  expect([roster.take(11, 'materialized'), roster.take(11, 'materialized'), roster.take(11, 'failed')]).toEqual([
    ...['stub', undefined, 'materialized'],
  ]);
  expect(roster.take(13, 'failed')).toBeUndefined();
});

const run = { id: 'one', status: 'running' } as RunSummary;

test('a map takes in states of its run', () => {
  const map = { id: ['e', 'f'], states: 'ss', run } as unknown as ProgramMap;
  const numberOf = (id: string): number | undefined => (id === 'f' ? 1 : undefined);
  const changes = [change({ state: 'inlined' }), change({ id: 'unknown', state: 'failed' })];
  expect(foldMap(map, changes, run, numberOf).states).toBe('si');
  expect(foldMap(map, [change({ state: 'inlined' }, { run: 'two' })], run, numberOf).states).toBe('ss');
});

test('a timeline takes in what was called, and finals for drafts', () => {
  const one = { id: 'main', label: 'main', order: 1, at: 2, ms: 1, bytes: 10, kept: false, tier: 'draft' as const };
  const timeline: RunTimeline = {
    ...{ run, lasted: 2, engineLoadMs: 1, bytes: 10, kept: 0, materializations: [one], omitted: 0, inlined: [] },
  };
  const f = { state: 'materialized', order: 2, ms: 3, bytes: 7, materializedBy: 'main' } as const;
  const now = foldTimeline(
    timeline,
    [
      change({ ...f }, { at: 9, kept: true }),
      change(
        { id: 'main', label: 'main', state: 'materialized', order: 1, ms: 1, bytes: 30, tier: 'final' },
        { at: 2 },
      ),
      change({ id: 'inside', state: 'inlined' }),
    ],
    run,
  );
  expect(now).toMatchObject({ lasted: 9, bytes: 37, kept: 1 });
  expect(now.materializations).toEqual([
    { ...one, bytes: 30, tier: 'final' },
    { id: 'f', label: 'f', order: 2, at: 9, ms: 3, bytes: 7, kept: true, by: 'main' },
  ]);
  // What is left out of a list that is full stays so.
  const full = { ...timeline, omitted: 4 };
  expect(foldTimeline(full, [change({ ...f }, { at: 9 })], run).materializations).toEqual([one]);
});
