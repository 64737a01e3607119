import { expect, test } from 'vitest';
import type { GraphFilter } from '../../protocol/graph.js';
import { linkCallGraph } from '../call-graph/link.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { slice, type SliceQuery } from './slice.js';

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** `main` calls 20 functions; the first five lead on, `c3` and `c9` to the same one. All but the last call `log`. */
const app = manifest('app.c', [
  { name: 'main', calls: [...names('c', 20), 'log'] },
  ...names('c', 19).map((name, at) => ({
    name,
    calls: ['log', ...(at < 5 ? [`d${at}`, `e${at}`] : []), ...(at === 9 ? ['d3', 'alone'] : [])],
  })),
  { name: 'c19' },
  ...names('d', 5).map((name) => ({ name })),
  ...names('e', 5).map((name) => ({ name })),
  { name: 'alone' },
  { name: 'log', calls: ['write_'] },
  { name: 'write_' },
]);
const graph = linkCallGraph([app]);
const query: SliceQuery = {
  ...{ view: 'live', root: graph.main, depthOut: 3, depthIn: 0, externals: false, group: 'module', limit: 1500 },
};
const ids = ({ nodes }: { nodes: { id: string }[] }): string[] => nodes.map(({ id }) => id).sort();
const FAN = 'group:fan:out:main';

function ranOf(...functions: string[]): RunState {
  const run = new RunState(graph);
  const slots = app.functions.map(({ name }) => name);
  for (const [at, name] of functions.entries())
    run.apply(
      event({ event: 'materialized', module: app.module, slot: slots.indexOf(name), tid: 1, ns: at, bytes: 1 }),
    );
  return run;
}

test('of more than twelve callees the best eight are drawn, and the others are one box that counts', () => {
  const shown = slice(graph, query, ranOf('main', 'c15'));
  // Those that lead to most come first.
  const best = ['c0', 'c1', 'c2', 'c3', 'c4', 'c9'];
  expect(ids(shown)).toEqual(expect.arrayContaining(best));
  expect(ids(shown).filter((id) => id.startsWith('c'))).toHaveLength(8);
  const fan = shown.groups.find(({ id }) => id === FAN);
  expect(fan).toMatchObject({ kind: 'fan', label: '… 12 more', folded: true, functions: 12, materialized: 1 });
  expect(shown.edges).toContainEqual(expect.objectContaining({ from: 'main', to: FAN }));
  expect(shown.functions).toBe(33);
});

test('after a run, what ran is among the best; while it goes on, nothing changes its place', () => {
  const run = ranOf('main', 'c15', 'c16');
  expect(ids(slice(graph, { ...query, over: true }, run))).toEqual(expect.arrayContaining(['c15', 'c16']));
  expect(ids(slice(graph, query, run))).toEqual(ids(slice(graph, query)));
});

test('what only the box leads to is in the box; what a drawn function calls too is drawn', () => {
  const run = ranOf('main', ...names('c', 20).slice(10, 18));
  const shown = slice(graph, { ...query, over: true }, run);
  expect(ids(shown).filter((id) => /^[de]|^alone/.test(id))).toEqual([]);
  expect(shown.groups.find(({ id }) => id === FAN)?.functions).toBe(12 + 11);
  const pinned = slice(graph, { ...query, over: true, pinned: [graph.find('c3') ?? -1] }, run);
  expect(ids(pinned)).toEqual(expect.arrayContaining(['c3', 'd3', 'e3']));
});

test('the box opens where the person opens it, and not without groups', () => {
  const opened = slice(graph, { ...query, folds: { [FAN]: false } });
  expect(ids(opened).filter((id) => id.startsWith('c'))).toHaveLength(20);
  expect(opened.groups.some(({ kind }) => kind === 'fan')).toBe(false);
  expect(slice(graph, { ...query, group: 'none' }).nodes).toHaveLength(graph.functions.length);
});

test('what twenty functions call is a chip at each of them, and stands in a box without lines', () => {
  const shown = slice(graph, { ...query, folds: { [FAN]: false } });
  expect(shown.groups.find(({ kind }) => kind === 'shared')).toMatchObject({ folded: true, functions: 1 });
  expect(shown.edges.filter(({ from, to }) => [from, to].includes('group:shared:'))).toEqual([]);
  expect(shown.nodes.filter(({ shared }) => shared?.some(({ label }) => label === 'log'))).toHaveLength(20);
  // Nobody follows what everything leads to.
  expect(ids(shown)).not.toContain('write_');
  const opened = slice(graph, { ...query, folds: { 'group:shared:': false } });
  expect(opened.nodes.find(({ id }) => id === 'log')).toMatchObject({ box: 'group:shared:' });
  expect(opened.edges.filter(({ to }) => to === 'log')).toEqual([]);
});

test('a hub that is the root, or that somebody asked for, has its lines', () => {
  const log = graph.find('log') ?? -1;
  const around = slice(graph, { ...query, root: log, depthIn: 1 });
  expect(around.groups.find(({ id }) => id === 'group:fan:in:log')).toMatchObject({ functions: 12 });
  expect(ids(around)).toContain('write_');
  const pinned = slice(graph, { ...query, pinned: [log] });
  expect(pinned.edges.filter(({ to }) => to === 'log').length).toBeGreaterThan(1);
});

test('a stub has no chips: it calls the resolver alone', () => {
  expect(slice(graph, { ...query, view: 'autojit' }).nodes.some(({ shared }) => shared)).toBe(false);
});

test('callees that the picture ends before are counted at their caller, and come in when they are asked for', () => {
  const near = { ...query, depthOut: 1 };
  const moreOf = (shown: ReturnType<typeof slice>, id: string) => shown.nodes.find((node) => node.id === id)?.more;
  const shown = slice(graph, near);
  expect(moreOf(shown, 'main')).toBeUndefined();
  // `d3` and `e3`; `log` is a chip.
  expect(moreOf(shown, 'c3')).toBe(2);
  const expanded = slice(graph, { ...near, expanded: [{ index: graph.find('c3') ?? -1, direction: 'out' }] });
  expect(moreOf(expanded, 'c3')).toBeUndefined();
  expect(ids(expanded)).toEqual(expect.arrayContaining(['d3', 'e3']));
  // Without asking it, nobody knows what a filter would leave out.
  const filter: GraphFilter = { text: 'c', states: [], linkages: [], calls: [], tests: 'show', hubs: 'show' };
  expect(slice(graph, { ...near, filter }).nodes.some(({ more }) => more !== undefined)).toBe(false);
});
