import { describe, expect, test } from 'vitest';
import type { GraphFilter } from '../../protocol/graph.js';
import { linkCallGraph } from '../call-graph/link.js';
import type { CallGraph } from '../call-graph/model.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { slice, type SliceQuery } from './slice.js';

const filter = (more: Partial<GraphFilter>): GraphFilter => ({
  text: '',
  states: [],
  linkages: [],
  calls: [],
  tests: 'show',
  hubs: 'show',
  ...more,
});

function query(graph: CallGraph, more: Partial<SliceQuery> = {}): SliceQuery {
  return { view: 'regular', root: graph.main, depthOut: 9, depthIn: 0, externals: false, limit: 100, ...more };
}

const at = (graph: CallGraph, id: string): number => graph.find(id) ?? -1;
const ids = ({ nodes }: { nodes: { id: string }[] }): string[] => nodes.map(({ id }) => id).sort();
const lines = (picture: ReturnType<typeof slice>): string[] =>
  picture.edges.map(({ from, kind, to, sites }) => `${from} ${kind} ${to} x${String(sites)}`).sort();

const core = manifest('core/main.c', [
  { name: 'main', calls: ['run', 'log'] },
  { name: 'run', calls: ['ping', 'log'] },
  { name: 'ping', calls: ['pong'] },
  { name: 'pong', calls: ['ping', 'leaf'] },
  { name: 'leaf' },
]);
const tests = manifest('tests/run_test.c', [
  { name: 'test_run', calls: ['run'] },
  { name: 'helper', linkage: 'internal' },
]);
const log = manifest('core/log.c', [{ name: 'log' }]);
const small = linkCallGraph([core, tests, log]);

test('words of a filter narrow by name, path and module, and a minus leaves out', () => {
  const shown = (text: string) => ids(slice(small, query(small, { root: undefined, filter: filter({ text }) })));
  expect(shown('name:p')).toEqual(['/src/tests/run_test.c#helper', 'ping', 'pong']);
  expect(shown('path:tests/')).toEqual(['/src/tests/run_test.c#helper', 'test_run']);
  expect(shown('module:log.c')).toEqual(['log']);
  expect(shown('core/ -module:main.c')).toEqual(['log']);
});

test('a filtered function is walked through, counted, and the root stays', () => {
  const picture = slice(small, query(small, { filter: filter({ text: 'leaf' }) }));
  expect(ids(picture)).toEqual(['leaf', 'main']);
  expect(picture.filtered).toBe(4);
});

test('test code is hidden or shown alone, and linkage filters by kind', () => {
  const shown = (more: Partial<GraphFilter>) =>
    ids(slice(small, query(small, { root: undefined, filter: filter(more) })));
  expect(shown({ tests: 'only' })).toEqual(['/src/tests/run_test.c#helper', 'test_run']);
  expect(shown({ tests: 'hide' })).toHaveLength(6);
  expect(shown({ linkages: ['internal'] })).toEqual(['/src/tests/run_test.c#helper']);
});

test('hubs are not shown and not walked through, unless one is the root', () => {
  const callers = Array.from({ length: 20 }, (_, index) => ({ name: `f${String(index)}`, calls: ['assert_'] }));
  const graph = linkCallGraph([
    manifest('a.c', [
      { name: 'main', calls: [...callers.map(({ name }) => name), 'assert_'] },
      ...callers,
      { name: 'assert_', calls: ['abort_'] },
      { name: 'abort_' },
    ]),
  ]);
  const picture = slice(graph, query(graph, { filter: filter({ hubs: 'hide' }) }));
  expect(ids(picture)).not.toContain('assert_');
  expect(ids(picture)).not.toContain('abort_');
  expect(picture.hubs).toBe(1);
  const atHub = slice(graph, query(graph, { root: at(graph, 'assert_'), filter: filter({ hubs: 'hide' }) }));
  expect(ids(atHub)).toEqual(['abort_', 'assert_']);
});

test('kinds of calls that are not wanted are neither followed nor drawn', () => {
  const graph = linkCallGraph([
    manifest(
      'a.c',
      [{ name: 'main', calls: ['f'], indirect: [{ type: 'i8 ()' }] }, { name: 'f' }, { name: 'g', type: 'i8 ()' }],
      { addressTaken: ['g'] },
    ),
  ]);
  expect(ids(slice(graph, query(graph, { filter: filter({ calls: ['direct'] }) })))).toEqual(['f', 'main']);
  expect(ids(slice(graph, query(graph, { filter: filter({ calls: ['candidate'] }) })))).toEqual(['g', 'main']);
});

test('one function is expanded by one level in one direction; pinned ones are there, hidden ones are not', () => {
  const picture = slice(
    small,
    query(small, {
      depthOut: 1,
      expanded: [{ index: at(small, 'run'), direction: 'out' }],
      pinned: [at(small, 'test_run')],
      hidden: new Set([at(small, 'log')]),
    }),
  );
  expect(ids(picture)).toEqual(['main', 'ping', 'run', 'test_run']);
});

test('the path between two functions has every shortest way and nothing else', () => {
  const graph = linkCallGraph([
    manifest('a.c', [
      { name: 'main', calls: ['a', 'b', 'far'] },
      { name: 'a', calls: ['end'] },
      { name: 'b', calls: ['end'] },
      { name: 'far', calls: ['further'] },
      { name: 'further', calls: ['end'] },
      { name: 'end' },
    ]),
  ]);
  const path = { from: at(graph, 'main'), to: at(graph, 'end') };
  const there = slice(graph, query(graph, { path }));
  expect(ids(there)).toEqual(['a', 'b', 'end', 'main']);
  expect(there.path).toMatchObject({ direction: 'forward', calls: 2 });
  const back = slice(graph, query(graph, { path: { from: path.to, to: path.from } }));
  expect(back.path).toMatchObject({ direction: 'backward', calls: 2 });
  const none = slice(graph, query(graph, { path: { from: at(graph, 'a'), to: at(graph, 'b') } }));
  expect(none.path).toMatchObject({ direction: 'none', calls: 0 });
  expect(ids(none)).toEqual(['a', 'b']);
});

test('functions that call each other in a circle are one node when circles are folded, and can be unfolded', () => {
  const folded = slice(small, query(small, { cycles: true }));
  expect(ids(folded)).toEqual(['leaf', 'log', 'main', 'run']);
  expect(folded.groups).toMatchObject([{ id: 'group:cycle:ping', label: 'cycle of 2: ping, pong', folded: true }]);
  expect(lines(folded)).toContain('run direct group:cycle:ping x1');
  expect(lines(folded)).toContain('group:cycle:ping direct leaf x1');
  expect(folded.functions).toBe(6);
  const open = slice(small, query(small, { cycles: true, folds: { 'group:cycle:ping': false } }));
  expect(open.nodes.find(({ id }) => id === 'ping')).toMatchObject({ box: 'group:cycle:ping' });
  expect(lines(open)).toContain('pong direct ping x1');
});

test('folders hold modules; what is folded is one node with its counts and the calls of all in it', () => {
  const graph = small;
  const folds = { 'group:folder:/src/tests': true, 'group:module:/src/core/log.c': true };
  const picture = slice(graph, query(graph, { root: undefined, group: 'folder', folds }));
  expect(picture.groups.map(({ id, parent, folded, functions }) => [id, parent, folded, functions])).toEqual([
    ['group:folder:/src/core', undefined, false, 6],
    ['group:folder:/src/tests', undefined, true, 2],
    ['group:module:/src/core/main.c', 'group:folder:/src/core', false, 5],
    ['group:module:/src/core/log.c', 'group:folder:/src/core', true, 1],
  ]);
  expect(lines(picture)).toContain('group:folder:/src/tests direct run x1');
  expect(lines(picture)).toContain('main direct group:module:/src/core/log.c x1');
  expect(picture.nodes.find(({ id }) => id === 'run')?.box).toBe('group:module:/src/core/main.c');
});

test('namespaces and classes are boxes too', () => {
  const graph = linkCallGraph([
    manifest('a.cc', [
      { name: 'main', calls: ['_ZN2ns1C1fEv'] },
      { name: '_ZN2ns1C1fEv', display: 'ns::C::f()' },
      { name: '_ZN2ns1gEv', display: 'ns::g()' },
    ]),
  ]);
  const { groups } = slice(graph, query(graph, { root: undefined, group: 'namespace' }));
  expect(groups.map(({ title, parent }) => [title, parent])).toEqual([
    ['outside of namespaces', undefined],
    ['ns', undefined],
    ['ns::C', 'group:namespace:ns'],
  ]);
});

test('a large program opens folded but for the boxes around the root', () => {
  const module = (name: string, size: number) =>
    manifest(
      `${name}.c`,
      Array.from({ length: size }, (_, index) => ({ name: index === 0 ? name : `${name}${String(index)}` })),
    );
  const graph = linkCallGraph([module('main', 3), module('big', 100), module('other', 5)]);
  const whole = slice(graph, query(graph, { root: undefined, group: 'module' }));
  expect(whole.nodes).toHaveLength(0);
  expect(whole.groups.map(({ label, functions }) => `${label} ${String(functions)}`)).toEqual([
    'main.c 3',
    'big.c 100',
    'other.c 5',
  ]);
  expect(whole.folded).toBe(108);
});

test('the difference of two runs says of each lazy function which of them touched it', () => {
  const module = manifest('a.c', [
    { name: 'main', calls: ['f', 'g', 'h', 'e'] },
    { name: 'f' },
    { name: 'g' },
    { name: 'h' },
    { name: 'e', eager: 'naked' },
  ]);
  const graph = linkCallGraph([module]);
  const run = (...names: string[]): RunState => {
    const state = new RunState(graph);
    const ref = (name: string) => ({
      module: module.module,
      slot: module.functions.findIndex((body) => body.name === name),
    });
    for (const name of names) {
      const caller = name === 'main' ? undefined : ref('main');
      const body = { event: 'materialized' as const, tid: 1, ns: 10, bytes: 4, ...ref(name) };
      state.apply(event(caller ? { ...body, caller } : body));
    }
    return state;
  };
  const touched = (picture: ReturnType<typeof slice>) =>
    Object.fromEntries(picture.nodes.map((node) => [node.id, node.touched]));
  const two = slice(graph, query(graph, { view: 'difference' }), run('main', 'f'), run('main', 'g'));
  expect(touched(two)).toEqual({ main: 'both', f: 'a', g: 'b', h: 'never', e: undefined });
  const observed = two.edges.filter(({ kind }) => kind === 'observed').map(({ to, touched: by }) => [to, by]);
  expect(observed).toEqual([
    ['f', 'a'],
    ['g', 'b'],
  ]);
  const one = slice(graph, query(graph, { view: 'difference' }), run('main', 'f'));
  expect(touched(one)).toEqual({ main: 'a', f: 'a', g: 'never', h: 'never', e: undefined });
});

test('no callers is only said where nobody else can call', () => {
  const graph = linkCallGraph([
    manifest(
      'a.c',
      [
        { name: 'main' },
        { name: 'unused', linkage: 'internal' },
        { name: 'callback', linkage: 'internal' },
        { name: 'api' },
      ],
      { addressTaken: ['callback'] },
    ),
  ]);
  const why = (modulesMissing: number) =>
    slice(graph, query(graph, { root: undefined, modulesMissing })).nodes.map(({ callersUnknown }) => callersUnknown);
  expect(why(0)).toEqual([
    'the C library starts it',
    undefined,
    'its address is taken, so libraries may call it',
    'objects built without AutoJIT may call it',
  ]);
  expect(why(2)[1]).toBe('2 modules could not be read');
});

test('a pointer that may lead to very many is followed by those who ask, and by a way between two functions', () => {
  const names = Array.from({ length: 101 }, (_, index) => `f${String(index)}`);
  const many = linkCallGraph([
    manifest(
      'a.c',
      [
        { name: 'main', calls: ['direct'], indirect: [{ type: 'i8 ()' }] },
        { name: 'direct' },
        ...names.map((name) => ({ name, type: 'i8 ()' })),
      ],
      { addressTaken: names },
    ),
  ]);
  const limited = slice(many, query(many, { limit: 1500 }));
  expect(ids(limited)).toEqual(['direct', 'main']);
  expect(limited.vague).toBe(1);
  const asked = slice(many, query(many, { limit: 1500, expanded: [{ index: at(many, 'main'), direction: 'out' }] }));
  expect(asked.functions).toBe(103);
  expect(asked.vague).toBe(0);
  const path = { from: at(many, 'main'), to: at(many, 'f100') };
  expect(slice(many, query(many, { limit: 1500, path })).path).toMatchObject({ direction: 'forward', calls: 1 });
});

describe('libraries', () => {
  const std = (name: string, calls: string[] = []) => ({ name, calls, file: '/usr/include/c++/12/algorithm' });
  const graph = linkCallGraph([
    manifest('main.cpp', [
      { name: 'main', calls: ['sort'] },
      std('sort', ['loop']),
      std('loop', ['swap', 'less']),
      std('swap'),
      { name: 'less', calls: ['deep'] },
      { name: 'deep', calls: ['deeper'] },
      { name: 'deeper' },
    ]),
  ]);
  const query = { view: 'regular' as const, root: graph.find('main'), path: undefined, depthOut: 2, depthIn: 0 };
  const of = (libraries?: 'fold' | 'show', folds = {}) =>
    slice(graph, { ...query, externals: false, limit: 100, folds, ...(libraries && { libraries }) });

  test('are one closed box each, and no step on the way to what they call', () => {
    const { nodes, groups, edges } = of('fold');
    expect(nodes.map(({ id }) => id)).toEqual(['main', 'less', 'deep']);
    expect(groups).toMatchObject([{ id: 'group:library:libstdc++', kind: 'library', functions: 3, folded: true }]);
    const lines = edges.map(({ from, to }) => `${from} > ${to}`);
    expect(lines).toContain('main > group:library:libstdc++');
    // The box would lead from everybody who calls a library to everybody whom it calls.
    expect(lines).not.toContain('group:library:libstdc++ > less');
    expect(edges.find(({ to }) => to === 'less')).toMatchObject({ from: 'main', kind: 'via', library: 'libstdc++' });
  });

  test('open like any box, and can be drawn as all other code', () => {
    expect(of('fold', { 'group:library:libstdc++': false }).nodes).toHaveLength(6);
    expect(of('show').nodes.map(({ id }) => id)).toEqual(['main', 'sort', 'loop']);
    expect(of().nodes).toHaveLength(3);
  });
});
