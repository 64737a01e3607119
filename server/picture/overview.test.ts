import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import type { CallGraph } from '../call-graph/model.js';
import { ownershipOf } from '../call-graph/ownership.js';
import { NO_RUN, type Overlay } from '../run/overlay.js';
import type { FunctionRun } from '../run/run-state.js';
import { manifest, type FunctionSketch } from '../testing/manifests.js';
import { firstCallers, isPassThrough, scoreOf } from './first-callers.js';
import { overviewOf } from './overview.js';

const STD = '/usr/include/c++/12/bits/stl_algo.h';

/** A run in which each function was first called by the one behind the arrow, on the thread behind the at sign. */
function ran(graph: CallGraph, calls: string): Overlay {
  const functions = new Map<number, FunctionRun>();
  const observed = new Map<number, Set<number>>();
  const of = (name: string | undefined): number | undefined => (name === undefined ? undefined : graph.find(name));
  for (const [at, call] of calls.trim().split(/\s+/).entries()) {
    const [, name, from, thread] = /^(\w+)(?:<(\w+))?(?:@(\d+))?$/.exec(call) ?? expect.fail(call);
    const [index, caller] = [of(name) ?? expect.fail(name), of(from)];
    functions.set(index, {
      ...{ state: 'materialized', ms: 1, bytes: 1, at, kept: false, thread: Number(thread ?? 7), order: at + 1 },
      ...{ caller, with: undefined, failure: undefined },
    });
    if (caller !== undefined) observed.set(caller, (observed.get(caller) ?? new Set()).add(index));
  }
  return { functions, observed, inlined: new Map(), counts: { ...NO_RUN.counts, materialized: functions.size } };
}

const program = (functions: FunctionSketch[]): CallGraph =>
  linkCallGraph([manifest('main.cpp', functions, { addressTaken: functions.flatMap(({ passes = [] }) => passes) })]);
const named = (...names: string[]): FunctionSketch[] => names.map((name) => ({ name }));

test('a run is a tree of first callers; library functions on the way only count', () => {
  const graph = program([...named('main', 'work', 'compare', 'late'), { name: 'sort', file: STD }]);
  const overlay = ran(graph, 'main work<main sort<work compare<sort late<main worker@9'.replace(' worker@9', ''));
  const owners = ownershipOf(graph);
  const [root, ...others] = firstCallers(graph, owners, overlay);
  expect(others).toEqual([]);
  const text = (at: typeof root): string =>
    at ? `${graph.functions[at.index]?.label ?? ''}:${String(at.below)}(${at.children.map(text).join(' ')})` : '';
  expect(text(root)).toBe('main:4(work:2(compare:1()) late:1())');
  expect(root?.children[0]?.children[0]?.via).toBe(1);
});

test('what ran inside of others hangs under the first of them', () => {
  const graph = program(named('main', 'host', 'inner'));
  const overlay = ran(graph, 'main host<main');
  const inlined = new Map([[graph.find('inner') ?? -1, new Set([graph.find('host') ?? -1])]]);
  const [main] = firstCallers(graph, ownershipOf(graph), { ...overlay, inlined });
  expect(graph.functions[main?.children[0]?.children[0]?.index ?? -1]?.label).toBe('inner');
});

test('threads begin trees of their own, and circles of helpers end', () => {
  const graph = program([
    ...named('main', 'body', 'a', 'b', 'c', 'd'),
    { name: '_ZN1AD2Ev', display: 'A::~A()' },
    { name: '_ZN1AD0Ev', display: 'A::~A()' },
  ]);
  const overlay = ran(graph, 'main body@9 a<body@9 b<body@9 c<b@9 d<c@9 _ZN1AD0Ev<_ZN1AD2Ev _ZN1AD2Ev<_ZN1AD0Ev');
  const roots = firstCallers(graph, ownershipOf(graph), overlay);
  expect(roots.map(({ index, below, thread }) => [graph.functions[index]?.label, below, thread])).toEqual([
    ['main', 1, 1],
    ['body', 5, 2],
    ['A::~A', 1, 1],
  ]);
});

const testOf = (name: string): FunctionSketch[] => [
  { name: `_ZN${String(name.length)}${name}8TestBodyEv`, display: `${name}::TestBody()` },
  { name: `_ZN${String(name.length)}${name}C2Ev`, display: `${name}::${name}()` },
  { name: `_ZN${String(name.length)}${name}D0Ev`, display: `${name}::~${name}()` },
];

test('a test with its constructor and destructor is one entry, and tests stand under one root', () => {
  const [a, b] = ['Suite_A_Test', 'Suite_B_Test'].map((name) => testOf(name).map((one) => one.name));
  const graph = program([...testOf('Suite_A_Test'), ...testOf('Suite_B_Test'), ...named('used', 'hook', 'at_end')]);
  const [body, ctor, dtor] = a ?? [];
  const overlay = ran(graph, `${ctor} ${body} used<${body} ${dtor} ${b?.[0]} hook at_end`);
  const { run, own, entries } = overviewOf({
    program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
    ...{ owners: ownershipOf(graph), overlay, run: 'one', opened: [] },
  });
  expect(own).toBe(5);
  const shape = run?.boxes.map(({ label, below, parent }) => `${label} ${String(below)} < ${String(parent)}`);
  expect(shape).toEqual([
    ...['2 tests 3 < -1', 'Suite.A 2 < 0', 'used 1 < 1', 'Suite.B 1 < 0'],
    ...['called from outside 2 < -1', 'hook 1 < 4', 'at_end 1 < 4'],
  ]);
  expect(run?.ran).toBe(5);
  expect(entries.map(({ label, kind }) => [label, kind])).toEqual([
    ['Suite.A', 'test'],
    ['Suite.B', 'test'],
  ]);
});

test('entries are where code outside of the program gets in', () => {
  const of = (name: string, type: string): FunctionSketch => ({ name, type });
  const passing = (name: string, to: string, ...calls: string[]): FunctionSketch => ({ name, calls, passes: [to] });
  const graph = program([
    { name: 'main', calls: ['start', 'sort', 'own'] },
    passing('start', 'worker', 'pthread_create'),
    passing('sort', 'compare', 'qsort'),
    passing('own', 'direct'),
    passing('quit', 'caught', 'signal'),
    { name: 'through', indirect: [{ type: 'void (i64)' }] },
    passing('hands', 'visited'),
    ...[of('worker', 'ptr (ptr)'), of('compare', 'i32 (ptr, ptr)'), of('caught', 'void (i32)')],
    { name: 'user', calls: ['direct'] },
    ...[of('direct', 'void ()'), of('visited', 'void (i64)')],
  ]);
  const { entries } = overviewOf({
    program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
    ...{ owners: ownershipOf(graph), overlay: NO_RUN, run: undefined, opened: [] },
  });
  expect(entries.map(({ label, kind }) => [label, kind])).toEqual([
    ['main', 'main'],
    ['worker', 'thread'],
    ['caught', 'handler'],
    ['compare', 'callback'],
  ]);
});

test('what forks scores, what only passes on does not', () => {
  const graph = program(named('main', 'pass', 'fork', 'a', 'b', 'c', 'd'));
  const [main] = firstCallers(
    graph,
    ownershipOf(graph),
    ran(graph, 'main pass<main fork<pass a<fork b<fork c<fork d<fork'),
  );
  const pass = main?.children[0] ?? expect.fail();
  const fork = pass.children[0] ?? expect.fail();
  expect(scoreOf(fork)).toBeGreaterThan(scoreOf(pass));
  expect([isPassThrough(pass), isPassThrough(fork)]).toEqual([true, false]);
});

test('everything that ran is in a box, below one, or in a library', () => {
  const graph = program([...named('main', 'a', 'b', 'c'), { name: 'sort', file: STD }, { name: 'swap', file: STD }]);
  const overlay = ran(graph, 'main a<main sort<a b<sort swap<sort');
  const { run, own, libraries } = overviewOf({
    program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
    ...{ owners: ownershipOf(graph), overlay, run: 'one', opened: [] },
  });
  expect([own, run?.ran, run?.libraryRan]).toEqual([4, 3, 2]);
  expect(run?.boxes.find(({ parent }) => parent < 0)?.below).toBe(3);
  expect(libraries).toMatchObject([{ name: 'libstdc++', functions: 2, ran: 2 }]);
});

test('a function that many of those that ran call is a hub', () => {
  const callers = Array.from({ length: 20 }, (_, at) => `f${String(at)}`);
  const graph = program([
    { name: 'main', calls: callers },
    { name: 'log' },
    ...callers.map((name) => ({ name, calls: ['log'] })),
  ]);
  const overlay = ran(graph, `main ${callers.map((name) => `${name}<main`).join(' ')} log<f0`);
  const input = { program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 }, owners: ownershipOf(graph) };
  const { run } = overviewOf({ ...input, overlay, run: 'one', opened: [] });
  expect(run?.hubs).toEqual([{ id: 'log', label: 'log', callers: 20, functions: 1, ran: 1 }]);
});

test('overloads that everything calls are told apart', () => {
  const callers = Array.from({ length: 20 }, (_, at) => `f${String(at)}`);
  const overloads = ['log_text', 'log_number'];
  const graph = program([
    { name: 'main', calls: callers },
    { name: 'log_text', display: 'log(char const*)' },
    { name: 'log_number', display: 'log(int)' },
    ...callers.map((name) => ({ name, calls: overloads })),
  ]);
  const overlay = ran(graph, `main ${callers.map((name) => `${name}<main`).join(' ')} log_text<f0 log_number<f0`);
  const input = { program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 }, owners: ownershipOf(graph) };
  const { run } = overviewOf({ ...input, overlay, run: 'one', opened: [] });
  expect(run?.hubs.map(({ label }) => label).sort()).toEqual(['log(char const*)', 'log(int)']);
});

/** A program of fewer functions is drawn function by function. */
const many = (file: string) =>
  manifest(
    file,
    Array.from({ length: 121 }, (_, at) => ({ name: `many_${String(at)}` })),
  );

function files(calls: Record<string, string[]>): CallGraph {
  const modules = Object.entries(calls).map(([file, to]) => {
    const name = file.replace(/\W.*/, '');
    return manifest(file, [
      { name, calls: to, line: 1 },
      { name: `${name}_more`, line: 9 },
    ]);
  });
  return linkCallGraph([...modules, many('many.c')]);
}

test('parts stand under the part that calls them most, the same before and after a run', () => {
  const graph = files({
    'main.c': ['read', 'write'],
    'read.c': ['parse', 'write'],
    'parse.c': ['write'],
    'write.c': [],
    'other.c': [],
  });
  const of = (overlay: Overlay, opened: string[] = []) =>
    overviewOf({
      program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
      ...{ owners: ownershipOf(graph), overlay, run: undefined, opened },
    }).parts;
  const before = of(NO_RUN);
  const shape = ({ boxes }: typeof before): string[] =>
    boxes.map(({ label, parent }) => `${label}<${boxes[parent]?.label ?? ''}`);
  expect(shape(before)).toEqual(['main<', 'read<main', 'parse<read', 'write<main']);
  expect(before.folded).toEqual({ parts: 2, functions: 123, ran: 0 });
  const after = of(ran(graph, 'main read<main'));
  expect(shape(after)).toEqual(shape(before));
  expect(after.boxes.map(({ ran: count, observed }) => [count, observed])).toEqual([
    [1, false],
    [1, true],
    [0, false],
    [0, false],
  ]);
  const part = before.boxes[1]?.id ?? expect.fail();
  expect(
    of(NO_RUN, [part])
      .boxes.filter(({ kind }) => kind === 'function')
      .map(({ label }) => label),
  ).toEqual(['read', 'read_more']);
});

test('a part that calls very many has them all below it, and each line is as sure as its call', () => {
  const names = Array.from({ length: 15 }, (_, at) => `m${String(at)}`);
  const graph = files({ 'main.c': names, ...Object.fromEntries(names.map((name) => [`${name}.c`, []])) });
  const { boxes } = overviewOf({
    program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
    ...{ owners: ownershipOf(graph), overlay: NO_RUN, run: undefined, opened: [] },
  }).parts;
  expect(boxes.map(({ parent, sure }) => [parent, sure])).toEqual([[-1, true], ...names.map(() => [0, true])]);
});

test('what is used everywhere is no part of the tree until it is opened', () => {
  const names = Array.from({ length: 12 }, (_, at) => `m${String(at)}`);
  const graph = files({
    'main.c': names,
    ...Object.fromEntries(names.map((name) => [`${name}.c`, ['util']])),
    'util.c': [],
  });
  const of = (opened: string[]) =>
    overviewOf({
      program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
      ...{ owners: ownershipOf(graph), overlay: NO_RUN, run: undefined, opened },
    }).parts;
  const before = of([]);
  expect(before.hubs).toMatchObject([{ label: 'util', callers: 12 }]);
  expect(before.boxes.map(({ label }) => label)).not.toContain('util');
  const after = of(before.hubs.map(({ id }) => id));
  expect(after.boxes.slice(before.boxes.length).map(({ label }) => label)).toEqual(['util', 'util', 'util_more']);
});

test('a header is one part with its source', () => {
  const graph = linkCallGraph([
    manifest('util/env.cc', [{ name: 'env' }, { name: 'inlined', file: '/src/include/db/env.h', linkage: 'linkonce' }]),
    many('many.cc'),
    ...['a', 'b', 'c'].map((name) => manifest(`${name}.cc`, [{ name }])),
  ]);
  const { parts } = overviewOf({
    program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
    ...{ owners: ownershipOf(graph), overlay: NO_RUN, run: undefined, opened: [] },
  });
  expect(parts.parts).toBe(5);
});

test('the parts of a small program are its functions, and what nothing leads to stands for itself', () => {
  const graph = program([
    { name: 'main', calls: ['read', 'sort'] },
    { name: 'read', calls: ['next'] },
    ...named('next', 'alone', 'compare'),
    { name: 'sort', file: STD, calls: ['step'] },
    { name: 'step', file: STD, calls: ['compare'] },
  ]);
  const { parts } = overviewOf({
    program: { path: '/p', builtAt: 0, graph, modulesMissing: 0 },
    ...{ owners: ownershipOf(graph), overlay: NO_RUN, run: undefined, opened: [] },
  });
  expect(parts.unit).toBe('function');
  expect(parts.boxes.map(({ label, parent, sure }) => [label, parts.boxes[parent]?.label, sure])).toEqual([
    ['main', undefined, true],
    ['read', 'main', true],
    ['next', 'read', true],
    ['compare', 'main', false],
    ['alone', undefined, false],
  ]);
});

test('a moment of a run has what ran until then, in parts that stand where they stand', () => {
  const functions = Array.from({ length: 8 }, (_, at) => ({
    name: `step${String(at)}`,
    file: `/src/part${String(at)}.cpp`,
  }));
  const graph = program([{ name: 'main', calls: functions.map(({ name }) => name) }, ...functions]);
  const overlay = ran(graph, `main ${functions.map(({ name }) => `${name}<main`).join(' ')}`);
  const at = (until?: number) =>
    overviewOf({
      program: { path: '/p', builtAt: 1, graph, modulesMissing: 0 },
      ...{ owners: ownershipOf(graph), overlay, run: 'one', opened: [], until },
    });
  const [then, now] = [at(3), at()];
  expect(then.parts.boxes.map(({ id }) => id)).toEqual(now.parts.boxes.map(({ id }) => id));
  const sum = ({ parts }: typeof now): number => parts.boxes.reduce((all, box) => all + box.ran, 0);
  expect([sum(then), sum(now)]).toEqual([3, 9]);
  expect(then.run?.ran).toBe(9);
});
