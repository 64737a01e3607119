import { expect, test } from 'vitest';
import { OverviewFold } from '../../protocol/fold-overview.js';
import { SliceFold } from '../../protocol/fold-slice.js';
import type { GraphQuery, GraphSlice } from '../../protocol/graph.js';
import { linkCallGraph } from '../call-graph/link.js';
import { ownershipOf } from '../call-graph/ownership.js';
import type { Overlay } from '../run/overlay.js';
import { type FunctionRun, noCounts } from '../run/run-state.js';
import { type FunctionSketch, manifest } from '../testing/manifests.js';
import { overviewOf } from './overview.js';
import { sliceProgram } from './slice-program.js';
import { stateChange } from './state-change.js';

/** What a page makes of changes is what it would be answered, if it asked. */

const FILES = 12;
const IN_EACH = 12;
const nameOf = (file: number, at: number): string => `f${String(file % FILES)}_${String(at % IN_EACH)}`;

const sketch = (file: number, at: number): FunctionSketch => ({
  name: nameOf(file, at),
  line: at + 1,
  ...(at === 7
    ? { eager: 'inline-asm' }
    : { calls: [nameOf(file, at + 1), nameOf(file + 1, 2 * at), ...(at % 3 === 0 ? [`std_${String(at)}`] : [])] }),
});
const graph = linkCallGraph([
  manifest(
    'main.c',
    [
      { name: 'main', calls: [nameOf(0, 0)] },
      // Nothing shows that anybody calls it.
      { name: 'unforeseen', calls: ['behind'], linkage: 'external' },
      { name: 'behind', linkage: 'external' },
      ...Array.from({ length: IN_EACH }, (_, at): FunctionSketch => ({
        ...{ name: `std_${String(at)}`, display: `std::part_${String(at)}()`, linkage: 'linkonce' },
        file: '/usr/include/c++/12/bits/stl_vector.h',
      })),
    ],
    { directory: '/project' },
  ),
  ...Array.from({ length: FILES }, (_, file) =>
    manifest(
      `file${String(file)}.c`,
      Array.from({ length: IN_EACH }, (_, at) => sketch(file, at)),
      { directory: '/project' },
    ),
  ),
]);
const ownership = ownershipOf(graph, { roots: ['/project'], thirdParty: [] });
const numberOf = (name: string): number => graph.find(name) ?? -1;

/** The first so many functions of a run, in the order in which calls go; some of them ran inside of others, one failed. */
function runAfter(limit: number): Overlay {
  const run: Overlay & { functions: Map<number, FunctionRun>; inlined: Map<number, Set<number>> } = {
    ...{ functions: new Map(), inlined: new Map(), observed: new Map(), counts: noCounts() },
  };
  const observed = new Map<number, Set<number>>();
  const seen = new Set<number>();
  const visit = (index: number, caller: number | undefined): void => {
    if (seen.has(index) || seen.size >= limit) return;
    seen.add(index);
    const reason = graph.functions[index]?.reason;
    if (reason === undefined && index % 5 === 0 && caller !== undefined) run.inlined.set(index, new Set([caller]));
    else if (reason === undefined) {
      run.functions.set(index, {
        ...{ state: index % 17 === 3 ? 'failed' : 'materialized', ms: 1, bytes: 90, at: seen.size, kept: false },
        ...{ thread: 1, order: seen.size, caller, with: undefined, failure: undefined, tier: 'draft' },
      });
      if (caller !== undefined) observed.set(caller, (observed.get(caller) ?? new Set()).add(index));
    }
    for (const callee of graph.directCallees(index)) visit(callee, index);
  };
  visit(numberOf('main'), undefined);
  const counts = noCounts();
  for (const { state } of run.functions.values()) counts[state] += 1;
  return { ...run, observed, counts: { ...counts, inlined: run.inlined.size } };
}

const changesBetween = (before: Overlay, after: Overlay) =>
  [...after.functions.keys(), ...after.inlined.keys()]
    .filter((index) => !before.functions.has(index) && !before.inlined.has(index))
    .flatMap((index) => {
      const fn = graph.functions[index];
      return fn ? [stateChange({ id: 'one', graph, overlay: after, ownership, modulesMissing: 0 }, fn)] : [];
    });

const program = { graph, ownership, name: 'p', path: '/p', staleSources: [], modulesMissing: 0, file: { builtAt: 1 } };
const QUERY: GraphQuery = {
  ...{ program: '/p', view: 'live', whole: true, depthOut: 3, depthIn: 2, externals: false, limit: 1500 },
  ...{ group: 'module', libraries: 'fold', cycles: true },
};
const sliceAt = (query: GraphQuery, overlay: Overlay): GraphSlice =>
  sliceProgram(program, query, { overlay, id: 'one', over: false });
/** What is drawn of it; which functions stand behind a group, and in which state, is told by its counts. */
const drawnOf = ({ nodes, groups }: GraphSlice) => ({
  nodes: nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  groups: groups.map((group) => ({ ...group, members: undefined })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
});

test.each<[string, Partial<GraphQuery>]>([
  ['folded files', {}],
  ['some of them open', { folds: { 'group:module:/project/file3.c': false, 'group:module:/project/file4.c': false } }],
  ['around a function', { whole: false, root: nameOf(2, 3) }],
  ['stubs', { view: 'autojit' }],
  ['what was never touched', { view: 'difference' }],
])('a picture takes in a run as it goes on: %s', (_, more) => {
  const query = { ...QUERY, ...more };
  const fold = new SliceFold(sliceAt(query, runAfter(5)));
  let before = runAfter(5);
  for (const limit of [6, 20, 90, 160]) {
    const after = runAfter(limit);
    const { missing } = fold.apply(changesBetween(before, after));
    expect(missing).toEqual([]);
    expect(drawnOf(fold.now)).toEqual(drawnOf(sliceAt(query, after)));
    before = after;
  }
});

test('calls of a run among what is drawn are those that the server would draw', () => {
  const [before, after] = [runAfter(5), runAfter(90)];
  const fold = new SliceFold(sliceAt(QUERY, before));
  const { calls } = fold.apply(changesBetween(before, after));
  const seen = new Set(calls.map(({ from, to }) => `${from} ${to}`));
  const observed = (slice: GraphSlice): string[] =>
    slice.edges.filter(({ kind }) => kind === 'observed').map(({ from, to }) => `${from} ${to}`);
  const known = observed(sliceAt(QUERY, before));
  // What a function ran inside of is no call.
  for (const edge of observed(sliceAt(QUERY, after))) expect([...known, ...seen]).toContain(edge);
});

test('only what nobody could foresee is missing in a picture, and only where a view shows what ran', () => {
  const before = runAfter(5);
  const root = { ...QUERY, whole: false, root: 'main', depthOut: 1 };
  const entry: FunctionRun = {
    ...{ state: 'materialized', ms: 1, bytes: 90, at: 9, kept: false, thread: 1, order: 9, tier: 'draft' },
    ...{ caller: numberOf('main'), with: undefined, failure: undefined },
  };
  const after = { ...before, functions: new Map([...before.functions, [numberOf('unforeseen'), entry]]) };
  const changes = changesBetween(before, after);
  expect(new SliceFold(sliceAt(root, before)).apply(changes).missing).toEqual(['unforeseen']);
  expect(new SliceFold(sliceAt({ ...root, view: 'autojit' }, before)).apply(changes).missing).toEqual([]);
  // Too far away to be drawn, but seen in the program's code: asking would bring nothing.
  expect(new SliceFold(sliceAt(root, before)).apply(changesBetween(before, runAfter(90))).missing).toEqual([]);
});

test('a run that has ended has nothing to be kept up to date', () => {
  const { groups } = sliceProgram(program, QUERY, { overlay: runAfter(9), id: 'one', over: true });
  expect(groups.length).toBeGreaterThan(0);
  expect(groups.filter(({ members }) => members)).toEqual([]);
});

test.each([[[]], [['group:part:/project/file1.c', 'group:part:/project/file1.c#rest']]])(
  'the first picture takes in a run as it goes on, with %j open',
  (opened) => {
    const at = (overlay: Overlay) =>
      overviewOf({
        program: { path: '/p', builtAt: 1, graph, modulesMissing: 0 },
        ...{ owners: ownership, overlay, run: 'one', goesOn: true, opened },
      });
    const counted = ({ parts, libraries, run, entries }: ReturnType<typeof at>) => ({
      boxes: parts.boxes
        .map(({ id, ran, sizeRan, observed, node }) => ({ id, ran, sizeRan, observed, state: node?.state }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ...{ folded: parts.folded.ran, hubs: parts.hubs.map(({ ran }) => ran), entries },
      lanes: parts.lanes.filter(({ observed }) => observed).length,
      libraries: libraries.map(({ name, ran }) => [name, ran]),
      ran: [run?.ran, run?.libraryRan],
    });
    let before = runAfter(5);
    const fold = new OverviewFold(at(before));
    for (const limit of [6, 20, 90, 160]) {
      const after = runAfter(limit);
      const now = fold.apply(changesBetween(before, after));
      expect(now && counted(now)).toEqual(counted(at(after)));
      before = after;
    }
  },
);
