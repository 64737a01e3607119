import { expect, test } from 'vitest';
import type { RunTree } from '../../protocol/views.js';
import { linkCallGraph } from '../call-graph/link.js';
import { ownershipOf } from '../call-graph/ownership.js';
import { partsOf } from '../parts/parts.js';
import type { Overlay } from '../run/overlay.js';
import { RunState } from '../run/run-state.js';
import { type FunctionSketch, manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { runTreeOf } from './run-tree.js';

const STD = '/usr/include/c++/12/bits/stl_algo.h';

/** `calls`: caller (or nobody), callee, thread. */
function treeOf(functions: FunctionSketch[], calls: [string | undefined, string, number?][]): RunTree {
  const value = manifest('a.cc', functions);
  const graph = linkCallGraph([value]);
  const refOf = (name: string): { module: string; slot: number } => ({
    module: value.module,
    slot: functions.findIndex((one) => one.name === name),
  });
  const state = new RunState(graph);
  for (const [by, name, tid = 1] of calls) {
    const caller = by === undefined ? undefined : { caller: refOf(by) };
    state.apply(event({ event: 'materialized', ...refOf(name), tid, ns: 2000, bytes: 10, ...caller }));
  }
  const overlay: Overlay = state;
  const owners = ownershipOf(graph);
  const parts = partsOf(graph, owners);
  const program = { path: '/p', builtAt: 1 };
  return runTreeOf({ program, graph, owners, parts, overlay, run: undefined });
}

const shape = ({ label, parent, count }: RunTree): string[] =>
  label.map((name, at) => `${name} ${String(count[at])} < ${label[parent[at] ?? -1] ?? '-'}`);

test('each function hangs under the one that called it first, in order of first calls', () => {
  const names = [
    { name: 'main', calls: ['a', 'b'] },
    { name: 'a', calls: ['c'] },
    { name: 'b', calls: ['c'] },
    { name: 'c', calls: ['c'] },
    { name: 'never', calls: ['c'] },
  ];
  const tree = treeOf(names, [
    [undefined, 'main'],
    ['main', 'b'],
    ['b', 'c'],
    ['main', 'a'],
    ['a', 'c'],
  ]);
  expect(shape(tree)).toEqual(['main 1 < -', 'b 1 < main', 'c 1 < b', 'a 1 < main']);
  // `c` is called by `a` as well, but the tree has it once.
  expect(tree.others).toEqual([0, 0, 1, 0]);
  // A second process of the run made it again.
  expect(tree.time).toEqual([2, 2, 4, 2]);
});

test('the namespace that nearly all of the project stands in is in no name, unless it tells two apart', () => {
  const own = (name: string, display = `db::${name}()`): FunctionSketch => ({ name, display });
  const names = [
    own('main', 'main'),
    own('open'),
    own('read'),
    own('size'),
    own('size2', 'size()'),
    own('get', 'db::Table::get()'),
  ];
  const tree = treeOf(
    names,
    names.map(({ name }) => (name === 'main' ? [undefined, name] : ['main', name])),
  );
  expect(tree.label).toEqual(['main', 'open', 'read', 'db::size', 'size', 'Table::get']);
});

test('functions of a library are one frame for each caller, and what they call back hangs under that caller', () => {
  const library = (name: string) => ({ name, display: `std::${name}()`, file: STD });
  const tree = treeOf(
    [{ name: 'main' }, library('sort'), library('swap'), { name: 'less' }, { name: 'other' }],
    [
      [undefined, 'main'],
      ['main', 'sort'],
      ['sort', 'swap'],
      ['swap', 'less'],
      ['main', 'other'],
    ],
  );
  expect(shape(tree)).toEqual(['main 1 < -', 'libstdc++ 2 < main', 'less 1 < main', 'other 1 < main']);
  expect(tree.via).toEqual([0, 0, 2, 0]);
  expect(tree.bytes).toEqual([10, 20, 10, 10]);
});

test('a thread is a tree of its own; what nobody of the program called is called from outside', () => {
  const names = ['init', 'main', 'worker', 'job', 'late'].map((name) => ({ name }));
  const tree = treeOf(names, [
    [undefined, 'init', 1],
    [undefined, 'main', 1],
    [undefined, 'worker', 2],
    ['worker', 'job', 2],
    [undefined, 'late', 2],
  ]);
  expect(shape(tree)).toEqual([
    ...['called from outside 0 < -', 'init 1 < called from outside', 'main 1 < -', 'worker 1 < -'],
    ...['job 1 < worker', 'late 1 < called from outside'],
  ]);
  expect(tree.thread).toEqual([0, 1, 1, 2, 2, 2]);
});

test('an eager function stands above what it called first', () => {
  const value = manifest('a.cc', [{ name: 'f' }, { name: 'main', eager: 'inline-asm' }]);
  const graph = linkCallGraph([value]);
  const state = new RunState(graph, { find: (object) => (object === '/p' ? 1 : undefined) });
  const caller = { object: '/p', address: '0x1218' };
  state.apply(event({ event: 'materialized', module: value.module, slot: 0, tid: 1, ns: 2000, bytes: 10, caller }));
  const owners = ownershipOf(graph);
  const program = { path: '/p', builtAt: 1 };
  const tree = runTreeOf({ program, graph, owners, parts: partsOf(graph, owners), overlay: state, run: undefined });
  expect(shape(tree)).toEqual(['main 0 < -', 'f 1 < main']);
});

test('a run that goes on appends frames and takes none back', () => {
  const names = Array.from({ length: 20 }, (_, at) => ({ name: at === 0 ? 'main' : `f${String(at)}` }));
  const calls = names.map(({ name }, at): [string | undefined, string] => [
    at === 0 ? undefined : (names[Math.floor((at - 1) / 3)]?.name ?? 'main'),
    name,
  ]);
  const [half, whole] = [treeOf(names, calls.slice(0, 10)), treeOf(names, calls)];
  expect(whole.id.slice(0, half.id.length)).toEqual(half.id);
  expect(whole.parent.slice(0, half.id.length)).toEqual(half.parent);
  whole.parent.forEach((parent, at) => expect(parent).toBeLessThan(at));
});
