import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { slice, type SliceQuery } from './slice.js';

const app = manifest('app.c', [
  { name: 'main', calls: ['parse', 'work', 'printf'] },
  { name: 'parse', calls: ['read', 'helper'] },
  { name: 'work', calls: ['helper'], indirect: [{ type: 'i8 ()' }] },
  { name: 'read', calls: ['parse'], eager: 'naked' },
  { name: 'helper' },
  { name: 'unused', calls: ['helper'] },
]);
const graph = linkCallGraph([app]);

function query(more: Partial<SliceQuery> = {}): SliceQuery {
  return { view: 'regular', root: graph.main, depthOut: 2, depthIn: 0, externals: false, limit: 100, ...more };
}

function ids(nodes: { id: string }[]): string[] {
  return nodes.map((node) => node.id).sort();
}

function edgesOf(picture: ReturnType<typeof slice>): string[] {
  return picture.edges.map((edge) => `${edge.from} ${edge.kind} ${edge.to}`).sort();
}

function indexOf(id: string): number {
  return graph.find(id) ?? -1;
}

test('depth counts calls from the root', () => {
  expect(ids(slice(graph, query({ depthOut: 0 })).nodes)).toEqual(['main']);
  expect(ids(slice(graph, query({ depthOut: 1 })).nodes)).toEqual(['main', 'parse', 'work']);
  expect(ids(slice(graph, query({ depthOut: 2 })).nodes)).toEqual(['helper', 'main', 'parse', 'read', 'work']);
});

test('callers are followed on their own depth', () => {
  const picture = slice(graph, query({ root: indexOf('helper'), depthOut: 5, depthIn: 1 }));
  expect(ids(picture.nodes)).toEqual(['helper', 'parse', 'unused', 'work']);
});

test('compared runs: a function that ran inside of another one was touched', () => {
  const run = new RunState(graph);
  run.apply(event({ event: 'materialized', module: app.module, slot: 0, tid: 1, ns: 1, bytes: 1 }));
  run.apply(event({ event: 'inlined', module: app.module, slot: 0, functions: [1] }));
  const picture = slice(graph, query({ view: 'difference', depthOut: 1 }), run);
  expect(picture.nodes.map(({ id, touched, inlinedInto }) => [id, touched, inlinedInto])).toEqual([
    ['main', 'a', undefined],
    ['parse', 'a', 'main'],
    ['work', 'never', undefined],
  ]);
});

test('the regular view has every static call between shown functions', () => {
  expect(edgesOf(slice(graph, query()))).toEqual([
    'main direct parse',
    'main direct work',
    'parse direct helper',
    'parse direct read',
    'read direct parse',
    'work direct helper',
  ]);
});

test('in the AutoJIT view stubs reach the resolver only, eager functions keep their calls, and the functions are the same', () => {
  const regular = slice(graph, query());
  const autojit = slice(graph, query({ view: 'autojit' }));
  expect(ids(autojit.nodes)).toEqual(ids([...regular.nodes, { id: 'runtime:resolve' }]));
  expect(edgesOf(autojit)).toEqual([
    'helper runtime runtime:resolve',
    'main runtime runtime:resolve',
    'parse runtime runtime:resolve',
    'read direct parse',
    'work runtime runtime:resolve',
  ]);
});

test('externals come when asked for', () => {
  expect(ids(slice(graph, query({ depthOut: 0, externals: true })).nodes)).toEqual(['ext:printf', 'main']);
});

test('an external function has the name that people call it by, one that no manifest explains its symbol', () => {
  const symbols = [
    '_ZN3lib5parseEi',
    '_RNvMCs_5wordsNtB2_5Count3add',
    '_QMstatisticsPnewton',
    '_ZN5other4oursEv',
    'puts',
  ];
  const names = {
    _ZN3lib5parseEi: 'lib::parse(int)',
    _RNvMCs_5wordsNtB2_5Count3add: '<words::Count>::add',
    _QMstatisticsPnewton: 'statistics::newton',
  };
  const linked = linkCallGraph([manifest('a.cpp', [{ name: 'main', calls: symbols }], { names })]);
  const { nodes } = slice(linked, query({ depthOut: 0, externals: true }));
  expect(nodes.flatMap(({ kind, label, signature }) => (kind === 'external' ? [[label, signature]] : []))).toEqual([
    ['lib::parse', 'lib::parse(int)'],
    ['Count::add', '<words::Count>::add'],
    ['statistics::newton', 'statistics::newton'],
    ['_ZN5other4oursEv', '_ZN5other4oursEv'],
    ['puts', 'puts'],
  ]);
});

test('a limit keeps what is near the root and says that it cut', () => {
  const picture = slice(graph, query({ limit: 3 }));
  expect(ids(picture.nodes)).toEqual(['main', 'parse', 'work']);
  expect(picture.truncated).toBe(true);
  expect(slice(graph, query()).truncated).toBe(false);
});

test('without a root the whole program is shown', () => {
  expect(slice(graph, query({ root: undefined })).functions).toBe(6);
});

test('counts unresolved sites of what it shows, and callers and callees of the whole program', () => {
  const picture = slice(graph, query({ depthOut: 1 }));
  expect(picture.unresolvedSites).toBe(1);
  expect(picture.nodes.find((node) => node.id === 'main')).toMatchObject({ callers: 0, callees: 3 });
  const helper = slice(graph, query({ root: indexOf('helper'), depthOut: 0 })).nodes[0];
  expect(helper).toMatchObject({ callers: 3, callees: 0 });
});

test('the live view adds observed calls and what only a run could reach', () => {
  const run = new RunState(graph);
  const slot = (name: string): { module: string; slot: number } => {
    const found = app.functions.find((fn) => fn.name === name);
    if (found?.state !== 'lazy') throw new Error(`${name} is not lazy`);
    return { module: app.module, slot: found.slot };
  };
  const materialized = { event: 'materialized' as const, tid: 1, ns: 1_500_000, bytes: 64 };
  run.apply(event({ ...materialized, ...slot('parse'), caller: slot('main') }));
  run.apply(event({ ...materialized, ...slot('unused'), caller: slot('work') }));
  const picture = slice(graph, query({ view: 'live' }), run);
  expect(edgesOf(picture)).toContain('main observed parse');
  expect(edgesOf(picture)).toContain('work observed unused');
  expect(picture.nodes.find((node) => node.id === 'parse')).toMatchObject({
    state: 'materialized',
    ms: 1.5,
    bytes: 64,
    order: 1,
    materializedBy: 'main',
  });
});

test('who called first is named as people read it, also when it is not in the picture', () => {
  const shapes = manifest('shapes.cc', [
    { name: '_ZN6Canvas4drawEv', display: 'Canvas::draw()', calls: ['_ZN5Shape4areaEv'] },
    { name: '_ZN5Shape4areaEv', display: 'Shape::area() const' },
  ]);
  const linked = linkCallGraph([shapes]);
  const run = new RunState(linked);
  const caller = { module: shapes.module, slot: 0 };
  run.apply(event({ event: 'materialized', tid: 1, ns: 1, bytes: 1, module: shapes.module, slot: 1, caller }));
  const area = linked.find('_ZN5Shape4areaEv');
  const picture = slice(linked, query({ root: area, depthIn: 0, depthOut: 0, view: 'live' }), run);
  expect(picture.nodes.map(({ label, materializedByName }) => [label, materializedByName])).toEqual([
    ['Shape::area', 'Canvas::draw'],
  ]);
});

test('a picture never has more edges than a page can draw, and keeps the certain ones', () => {
  const names = Array.from({ length: 120 }, (_, index) => `f${String(index)}`);
  const all = manifest(
    'many.c',
    names.map((name, index) => ({
      name,
      calls: [names[(index + 1) % names.length] ?? ''],
      indirect: [{ type: 'void ()' }],
    })),
    { addressTaken: names },
  );
  const picture = slice(linkCallGraph([all]), query({ root: undefined, limit: 1500 }));
  expect(picture.edges).toHaveLength(3000);
  expect(picture.truncated).toBe(true);
  expect(picture.edges.filter((edge) => edge.kind === 'direct')).toHaveLength(120);
});
