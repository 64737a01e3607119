import { expect, test } from 'vitest';
import type { Manifest } from '../../protocol/manifest.js';
import { manifest } from '../testing/manifests.js';
import { linkCallGraph, linkModules } from './link.js';
import type { CallGraph } from './model.js';
import { packModule } from './module.js';
import { Symbols } from './symbols.js';

function calls(graph: CallGraph, id: string): string[] {
  const index = found(graph, id);
  const name = (to: number): string => graph.functions[to]?.id ?? '?';
  return [
    ...graph.directCalls(index).map(({ to, sites }) => `direct ${name(to)} x${String(sites)}`),
    ...graph
      .indirectCalls(index)
      .flatMap(({ key, kind, sites }) => graph.candidates(key).map((to) => `${kind} ${name(to)} x${String(sites)}`)),
  ];
}

function found(graph: CallGraph, id: string): number {
  const index = graph.find(id);
  if (index === undefined) throw new Error(`no ${id} among ${idsOf(graph).join(', ')}`);
  return index;
}

function idsOf(graph: CallGraph): string[] {
  return graph.functions.map(({ id }) => id);
}

function atSlot(graph: CallGraph, module: Manifest, slot: number): string | undefined {
  return graph.functions[graph.atSlot({ module: module.module, slot }) ?? -1]?.id;
}

test('a call stands where the first of its kind does, and where nobody noted that, nowhere', () => {
  const [type, other] = ['i32 (i32)', 'void (ptr)'];
  const graph = linkCallGraph([
    manifest(
      'a.c',
      [
        {
          name: 'main',
          calls: ['f:3', 'f:9', 'own:4', 'puts:5', 'bare'],
          indirect: [
            { type, line: 6 },
            { type, line: 7 },
          ],
          passes: ['handler:8'],
        },
        { name: 'own', linkage: 'internal', calls: ['f:21'] },
        { name: 'bare' },
        { name: 'never' },
      ],
      { addressTaken: ['taken', 'handler'] },
    ),
    manifest('b.c', [
      { name: 'f' },
      { name: 'own', linkage: 'internal', calls: ['f:31'] },
      { name: 'taken', type },
      { name: 'handler', type: other },
    ]),
  ]);
  const line = (from: string, to: string): number | undefined => graph.callLine(found(graph, from), found(graph, to));
  expect(['f', '/src/a.c#own', 'taken', 'handler', 'bare', 'never'].map((to) => line('main', to))).toEqual([
    ...[3, 4, 6, 8],
    ...[undefined, undefined],
  ]);
  expect(line('/src/a.c#own', 'f')).toBe(21);
  expect(line('/src/b.c#own', 'f')).toBe(31);
});

test('a static function in two files is two functions', () => {
  const graph = linkCallGraph([
    manifest('a.c', [
      { name: 'main', calls: ['f'] },
      { name: 'f', linkage: 'internal' },
    ]),
    manifest('b.c', [
      { name: 'g', calls: ['f'] },
      { name: 'f', linkage: 'internal' },
    ]),
  ]);
  expect(idsOf(graph)).toEqual(['main', '/src/a.c#f', 'g', '/src/b.c#f']);
  expect(calls(graph, 'main')).toEqual(['direct /src/a.c#f x1']);
  expect(calls(graph, 'g')).toEqual(['direct /src/b.c#f x1']);
});

test('a static function hides an external one of the same name, in its own module only', () => {
  const graph = linkCallGraph([
    manifest('a.c', [
      { name: 'main', calls: ['f'] },
      { name: 'f', linkage: 'internal' },
    ]),
    manifest('b.c', [{ name: 'f' }, { name: 'g', calls: ['f'] }]),
  ]);
  expect(calls(graph, 'main')).toEqual(['direct /src/a.c#f x1']);
  expect(calls(graph, 'g')).toEqual(['direct f x1']);
});

test('linkonce copies are one function, and every copy has a slot that leads to it', () => {
  const a = manifest('a.cc', [{ name: '_Z1fv', linkage: 'linkonce', calls: ['onlyA'] }]);
  const b = manifest('b.cc', [{ name: '_Z1fv', linkage: 'linkonce', calls: ['onlyB'] }]);
  const graph = linkCallGraph([a, b]);
  expect(graph.functions).toHaveLength(1);
  expect(atSlot(graph, a, 0)).toBe('_Z1fv');
  expect(atSlot(graph, b, 0)).toBe('_Z1fv');
  expect([...graph.externalCalls(0).keys()]).toEqual(['onlyA']);
});

test('a strong definition beats a weak one that was linked first', () => {
  const weak = manifest('weak.c', [{ name: 'hook', linkage: 'weak', calls: ['nothing'] }]);
  const strong = manifest('strong.c', [{ name: 'hook', eager: 'ifunc' }]);
  const graph = linkCallGraph([weak, strong]);
  expect(graph.functions).toMatchObject([{ id: 'hook', source: '/src/strong.c', reason: { code: 'ifunc' } }]);
  expect(graph.externalCalls(0).size).toBe(0);
});

test('one source compiled twice with other flags gives two static functions', () => {
  const once = manifest('a.c', [{ name: 'f', linkage: 'internal' }]);
  const again = manifest('a.c', [{ name: 'f', linkage: 'internal', calls: ['puts'] }]);
  const graph = linkCallGraph([once, again]);
  expect(graph.functions).toHaveLength(2);
  expect(atSlot(graph, once, 0)).toBe('/src/a.c#f');
  expect(atSlot(graph, again, 0)).toBe(`/src/a.c#f@${again.module.slice(0, 12)}`);
});

test('a call through a pointer may reach every address-taken function of its type, and only those', () => {
  const op = 'i32 (i32, i32)';
  const graph = linkCallGraph([
    manifest('a.c', [
      { name: 'main', indirect: [{ type: op }, { type: op }] },
      { name: 'notTaken', type: op },
    ]),
    manifest(
      'b.c',
      [
        { name: 'add', type: op, linkage: 'internal' },
        { name: 'other', type: 'void ()' },
      ],
      { addressTaken: ['add', 'other'] },
    ),
  ]);
  expect(calls(graph, 'main')).toEqual(['candidate /src/b.c#add x2']);
  expect(graph.callers(graph.find('/src/b.c#add') ?? -1)).toEqual([graph.main]);
});

test('virtual calls are a kind of their own; sites without a candidate are counted', () => {
  const graph = linkCallGraph([
    manifest(
      'a.cc',
      [
        {
          name: 'main',
          indirect: [{ type: 'void (ptr)', kind: 'virtual' }, { type: 'ptr (i64)' }, { type: 'ptr (i64)' }],
        },
        { name: 'method', type: 'void (ptr)' },
      ],
      { addressTaken: ['method'] },
    ),
  ]);
  expect(calls(graph, 'main')).toEqual(['virtual method x1']);
  expect(graph.unresolved(0)).toBe(2);
});

test('calls to what no module defines are external', () => {
  const graph = linkCallGraph([manifest('a.c', [{ name: 'main', calls: ['printf', 'printf', 'exit'] }])]);
  expect([...graph.externalCalls(0)]).toEqual([
    ['printf', 2],
    ['exit', 1],
  ]);
});

test('counts agree with the lists, where a direct call also is a candidate', () => {
  const graph = linkCallGraph([
    manifest(
      'a.c',
      [
        { name: 'main', calls: ['f', 'h', 'puts'], indirect: [{ type: 'i8 ()' }, { type: 'i8 ()', kind: 'virtual' }] },
        { name: 'f', type: 'i8 ()', calls: ['f'] },
        { name: 'g', type: 'i8 ()' },
        { name: 'h' },
      ],
      { addressTaken: ['f', 'g'] },
    ),
  ]);
  for (const { index } of graph.functions) {
    const externals = graph.externalCalls(index).size;
    expect(graph.countCallees(index)).toBe(new Set(graph.callees(index)).size + externals);
    expect(graph.countCallers(index)).toBe(graph.callers(index).length);
  }
  expect(graph.countCallees(0)).toBe(4);
});

test('an alias of another module leads to the function that it is one of', () => {
  const graph = linkCallGraph([
    manifest('main.cc', [
      { name: 'main', calls: ['_ZN5ThingC1Ev', 'weakly'] },
      { name: 'weakly', linkage: 'weak' },
    ]),
    manifest('thing.cc', [{ name: '_ZN5ThingC2Ev' }, { name: 'impl', linkage: 'internal', calls: ['hidden'] }], {
      aliases: [
        { name: '_ZN5ThingC1Ev', of: '_ZN5ThingC2Ev', linkage: 'external' },
        { name: 'weakly', of: 'impl', linkage: 'external' },
        { name: 'hidden', of: 'impl', linkage: 'internal' },
      ],
    }),
  ]);
  expect(idsOf(graph)).toEqual(['main', '_ZN5ThingC2Ev', '/src/thing.cc#impl']);
  expect(calls(graph, 'main')).toEqual(['direct _ZN5ThingC2Ev x1', 'direct /src/thing.cc#impl x1']);
  expect(calls(graph, '/src/thing.cc#impl')).toEqual(['direct /src/thing.cc#impl x1']);
});

test('a weak alias gives way to a definition; one of a dropped copy leads to the copy that stayed', () => {
  const inline = { name: 'inline_f', linkage: 'linkonce' as const };
  const graph = linkCallGraph([
    manifest('a.c', [inline, { name: 'main', calls: ['other', 'handler'] }]),
    manifest('b.c', [{ ...inline, line: 9 }, { name: 'fallback' }], {
      aliases: [
        { name: 'other', of: 'inline_f', linkage: 'external' },
        { name: 'handler', of: 'fallback', linkage: 'weak' },
      ],
    }),
    manifest('c.c', [{ name: 'handler' }]),
  ]);
  expect(calls(graph, 'main')).toEqual(['direct inline_f x1', 'direct handler x1']);
});

test('a name that only the linked file defines is that of a function at its address', () => {
  const symbols = new Symbols();
  const main = packModule(manifest('a.c', [{ name: 'main', calls: ['given', 'puts'] }, { name: 'f' }]), symbols);
  const graph = linkModules([main], symbols, { sameFunction: [['f', 'given', 'nobody_calls_it']] });
  expect(calls(graph, 'main')).toEqual(['direct f x1']);
  expect([...graph.externalCalls(0).keys()]).toEqual(['puts']);
  expect(linkModules([main], symbols, { previous: graph }).directCalls(0)).toEqual([]);
});
