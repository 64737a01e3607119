import { expect, test } from 'vitest';
import type { ManifestClass } from '../../protocol/manifest.js';
import { manifest } from '../testing/manifests.js';
import { linkCallGraph } from './link.js';
import type { LinkedCallGraph } from './linked-call-graph.js';

const TYPE = 'i32 (ptr)';

/** A program whose `main` makes one call, with a function for each symbol in the tables. */
function program(
  call: { slot?: number; class?: string; kind?: 'pointer' },
  ...modules: ManifestClass[][]
): LinkedCallGraph {
  const symbols = new Set(modules.flat().flatMap(({ tables = [] }) => tables.flatMap(({ slots }) => slots)));
  const functions = [...symbols].flatMap((name) => (name === null ? [] : [{ name, type: TYPE }]));
  return linkCallGraph([
    manifest('main.cc', [{ name: 'main', indirect: [{ type: TYPE, kind: 'virtual', ...call }] }, ...functions]),
    ...modules.map((classes, at) => manifest(`m${String(at)}.cc`, [], { classes })),
  ]);
}

function reached(graph: LinkedCallGraph): string[] {
  return [...graph.callees(graph.main ?? -1)].map((index) => graph.functions[index]?.id ?? '?').sort();
}

const BASE: ManifestClass = { name: '4Base', bases: [], tables: [{ offset: 0, slots: ['Base::f', 'Base::g'] }] };
const derived = (name: string, bases: ManifestClass['bases'], slots: (string | null)[], offset = 0): ManifestClass => ({
  name,
  bases,
  tables: [{ offset, slots }],
});
const LEFT = derived('4Left', [{ name: '4Base', offset: 0 }], ['Left::f', 'Base::g']);
const RIGHT = derived('5Right', [{ name: '4Base', offset: 0 }], ['Right::f', 'Right::g']);
const OTHER = derived('5Other', [], ['Other::f', 'Other::g']);

test('a virtual call may reach what the class and those derived from it have in that slot', () => {
  expect(reached(program({ slot: 0, class: '4Base' }, [BASE, OTHER], [LEFT], [RIGHT]))).toEqual([
    'Base::f',
    'Left::f',
    'Right::f',
  ]);
  expect(reached(program({ slot: 1, class: '4Left' }, [BASE, LEFT, RIGHT]))).toEqual(['Base::g']);
});

test('classes derived through others, known from other modules, count', () => {
  const leaf = derived('4Leaf', [{ name: '4Left', offset: 0 }], ['Leaf::f', null]);
  expect(reached(program({ slot: 0, class: '4Base' }, [leaf], [LEFT], [BASE]))).toEqual([
    'Base::f',
    'Leaf::f',
    'Left::f',
  ]);
});

test('a base that lies elsewhere in the object has the table of that place', () => {
  const both: ManifestClass = {
    name: '4Both',
    bases: [
      { name: '5Other', offset: 0 },
      { name: '4Base', offset: 8 },
    ],
    tables: [
      { offset: 0, slots: ['Both::first'] },
      { offset: 8, slots: ['thunk to Both::f'] },
    ],
  };
  expect(reached(program({ slot: 0, class: '4Base' }, [BASE, OTHER, both]))).toEqual(['Base::f', 'thunk to Both::f']);
});

test('a virtual base may lie anywhere, so the type has to fit', () => {
  const virtual = derived('4Virt', [{ name: '4Base' }], ['Virt::f']);
  const graph = linkCallGraph([
    manifest(
      'm.cc',
      [
        { name: 'main', indirect: [{ type: TYPE, kind: 'virtual', slot: 0, class: '4Base' }] },
        { name: 'Virt::f', type: TYPE },
        { name: 'Virt::other', type: 'void (ptr)' },
      ],
      { classes: [{ ...BASE, tables: [] }, virtual, derived('5Virt2', [{ name: '4Base' }], ['Virt::other'])] },
    ),
  ]);
  expect(reached(graph)).toEqual(['Virt::f']);
});

test('without a class, every table counts that has a function of the type in the slot', () => {
  expect(reached(program({ slot: 1 }, [BASE, OTHER], [LEFT]))).toEqual(['Base::g', 'Other::g']);
});

test('a class with a base that nobody describes may be anything', () => {
  const open = derived('4Open', [{ name: 'St9exception', offset: 0 }], ['Open::f']);
  expect(reached(program({ slot: 0, class: '4Base' }, [BASE, open]))).toEqual(['Base::f', 'Open::f']);
  const noInformation: ManifestClass = { name: '6NoRtti', tables: [{ offset: 0, slots: ['NoRtti::f'] }] };
  expect(reached(program({ slot: 0, class: '4Base' }, [BASE, noInformation]))).toEqual(['Base::f', 'NoRtti::f']);
});

test('classes of one name in two modules that only their modules know are two', () => {
  const local = (base: string, f: string): ManifestClass => ({
    ...derived('N1_4ImplE', [{ name: base, offset: 0 }], [f]),
    local: true,
  });
  const modules = [[BASE, OTHER, local('4Base', 'Impl1::f')], [local('5Other', 'Impl2::f')]];
  expect(reached(program({ slot: 0, class: '4Base' }, ...modules))).toEqual(['Base::f', 'Impl1::f']);
  expect(reached(program({ slot: 0, class: '5Other' }, ...modules))).toEqual(['Impl2::f', 'Other::f']);
});

test('a call through a pointer to a member may reach any virtual function of its type', () => {
  expect(reached(program({}, [BASE], [OTHER]))).toEqual(['Base::f', 'Base::g', 'Other::f', 'Other::g']);
});

test('a call through a pointer reaches no function that stands only in tables; its address is taken all the same', () => {
  const graph = program({ kind: 'pointer' }, [BASE]);
  expect(reached(graph)).toEqual([]);
  expect(graph.unresolved(graph.main ?? -1)).toBe(1);
  expect(graph.isAddressTaken(graph.find('Base::f') ?? -1)).toBe(true);
});

test('a class that is its own base does not stop the server', () => {
  const odd = derived('3Odd', [{ name: '3Odd', offset: 8 }], ['Odd::f']);
  expect(reached(program({ slot: 0, class: '3Odd' }, [odd]))).toEqual(['Odd::f']);
});
