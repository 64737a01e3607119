import { expect, test } from 'vitest';
import type { ProgramMap } from '../views.js';
import { roughMeasure } from './drawing.js';
import { callersAndCallees } from './map-calls.js';
import { drawMap, mapText } from './map-drawing.js';
import { mapPicture } from './map-picture.js';
import { titleIn } from './map-titles.js';
import { mapTable } from './tables.js';
import { layOutMap, type MapLayout } from './treemap.js';

/** Folders of parts of functions, sizes as of real programs: many small ones, few large. */
function mapOf(folders: number, partsEach: number, functionsEach: number, more: Partial<ProgramMap> = {}): ProgramMap {
  const parts = Array.from({ length: folders * partsEach }, (_, at) => ({
    ...{ label: `Part${at}`, title: `ns::Part${at}`, folder: Math.floor(at / partsEach), functions: functionsEach },
  }));
  const part = parts.flatMap((_, at) => Array.from({ length: functionsEach }, () => at));
  return {
    ...{ program: '/p/prog', builtAt: 1, calls: [] },
    parts: {
      folders: Array.from({ length: folders }, (_, at) => ({ label: `f${at}`, title: `/f${at}`, library: false })),
      parts,
    },
    id: part.map((_, at) => `id${at}`),
    label: part.map((one, at) => `Part${one}::method${at}`),
    part,
    size: part.map((_, at) => 1 + ((at * 7919) % 97) ** 2),
    states: part.map((_, at) => (at % 3 === 0 ? 'm' : 's')).join(''),
    ...more,
  };
}

const areas = ({ places }: MapLayout): number[] =>
  Array.from({ length: places.length / 4 }, (_, at) => (places[at * 4 + 2] ?? 0) * (places[at * 4 + 3] ?? 0));

test('every function has a place in the box of its part, and none lies on another', () => {
  const map = mapOf(3, 6, 20);
  const layout = layOutMap(map, 1000, 600);
  for (const [at, box] of layout.boxOf.entries()) {
    const [x = 0, y = 0, w = 0, h = 0] = layout.places.subarray(at * 4, at * 4 + 4);
    const part = layout.boxes[box];
    expect(part?.functions).toContain(at);
    expect(w * h).toBeGreaterThan(0);
    expect(x).toBeGreaterThanOrEqual((part?.x ?? 0) - 0.01);
    expect(y + h).toBeLessThanOrEqual((part?.y ?? 0) + (part?.h ?? 0) + 0.01);
  }
  const total = areas(layout).reduce((sum, area) => sum + area, 0);
  expect(total).toBeLessThan(1000 * 600);
  expect(total).toBeGreaterThan(1000 * 600 * 0.6);
});

test('a run changes no place, and a build alone decides where things stand', () => {
  const map = mapOf(4, 8, 15);
  const [before, after] = [
    layOutMap(map, 900, 500),
    layOutMap({ ...map, states: map.states.replace(/s/g, 'm') }, 900, 500),
  ];
  expect(after.places).toEqual(before.places);
  expect(after.boxes).toEqual(before.boxes);
});

test('titles that begin alike are told apart by how they go on', () => {
  const map = mapOf(1, 6, 4);
  const names = ['block.cc', 'block_builder.cc', 'block_builder_test.cc', 'BlockReader', 'BlockReaderFactory', 'x.cc'];
  const parts = map.parts.parts.map((part, at) => ({ ...part, label: names[at] ?? '' }));
  const layout = layOutMap({ ...map, parts: { ...map.parts, parts } }, 1000, 600);
  const title = (name: string, letters: number): string =>
    titleIn(
      layout,
      layout.boxes.findIndex(({ label }) => label === name),
      letters,
      ({ length }) => length,
    );
  expect(title('block_builder_test.cc', 99)).toBe('block_builder_test.cc');
  expect(title('block_builder_test.cc', 16)).toBe('…builder_test.cc');
  expect(title('BlockReaderFactory', 9)).toBe('…Factory');
  // Something is left where all of it is shared.
  expect(title('BlockReader', 8)).toBe('…Reader');
  expect(title('x.cc', 4)).toBe('x.cc');
});

test('what is small stands together and last, with the number of parts', () => {
  const map = mapOf(1, 30, 4, {});
  const size = map.part.map((part) => (part < 3 ? 10_000 : 3));
  const { boxes } = layOutMap({ ...map, size }, 1000, 600);
  const parts = boxes.filter(({ kind }) => kind === 'part');
  expect(parts.map(({ label }) => label)).toEqual(['Part0', 'Part1', 'Part2', '27 smaller']);
  expect(parts.at(-1)?.functions).toHaveLength(27 * 4);
  expect(mapText({ ...map, size }, layOutMap({ ...map, size }, 1000, 600))).toContain(
    '30 parts, 27 of them in "smaller"',
  );
});

test('where all parts and folders are small, most of them stand alone', () => {
  const map = mapOf(40, 20, 5);
  const { boxes } = layOutMap({ ...map, size: map.part.map((part) => 5 + (part % 11)) }, 1000, 600);
  const alone = (kind: string): number => boxes.filter((box) => box.kind === kind && !/smaller/.test(box.label)).length;
  expect(alone('folder')).toBeGreaterThan(20);
  expect(alone('part')).toBeGreaterThan(100);
});

test('a part without room for a title leaves its room to its functions', () => {
  const map = mapOf(40, 20, 5);
  const { boxes, places } = layOutMap(map, 400, 300);
  const low = boxes.find(({ kind, h, label }) => kind === 'part' && h < 30 && !/smaller/.test(label));
  const [first = 0] = low?.functions ?? [];
  const area = (low?.functions ?? []).reduce(
    (sum, at) => sum + (places[at * 4 + 2] ?? 0) * (places[at * 4 + 3] ?? 0),
    0,
  );
  expect(places[first * 4 + 3]).toBeGreaterThan(0);
  expect(area).toBeGreaterThan(0.95 * (low?.w ?? 0) * (low?.h ?? 0));
});

test('libraries are a strip below, filled by share', () => {
  const map = mapOf(2, 2, 10);
  const folders = [
    { label: 'own', title: '/own', library: false },
    { label: 'libstdc++', title: 'libstdc++', library: true },
  ];
  const layout = layOutMap({ ...map, parts: { ...map.parts, folders } }, 800, 500);
  const library = layout.boxes.find(({ kind }) => kind === 'library');
  expect([library?.label, library?.w, (library?.y ?? 0) + (library?.h ?? 0)]).toEqual(['libstdc++', 800, 500]);
  expect(library?.functions).toHaveLength(20);
});

test('of a part that is selected, the strongest callers and callees are drawn, all are counted', () => {
  const calls = Array.from({ length: 9 }, (_, at) => [at + 1, 0, at + 1]).flat();
  const map = mapOf(2, 8, 10, { calls: [...calls, 0, 3, 5, 0, 4, 2] });
  const layout = layOutMap(map, 1000, 600);
  const box = layout.boxes.findIndex(({ parts, kind }) => kind === 'part' && parts[0] === 0);
  const found = callersAndCallees(map, layout, box);
  expect(found.callers.map(({ sites }) => sites)).toEqual([9, 8, 7, 6]);
  expect([found.callerParts, found.callsIn, found.calleeParts, found.callsOut]).toEqual([9, 45, 2, 7]);
  const window = { stretch: { x: 1, y: 1 }, scale: 1, x: 0, y: 0 };
  const labelOf = (at: number): string => map.label[at] ?? '';
  const drawing = drawMap({ map, layout, window, width: 1000, height: 600, measure: roughMeasure, labelOf, box });
  expect(drawing.shapes.filter(({ kind }) => kind === 'arrow')).toHaveLength(6);
  const sizes = drawing.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.size] : []));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
});

test('100,000 functions are few shapes: what is too small is one with its neighbours', () => {
  const map = mapOf(20, 50, 100);
  const { shapes } = mapPicture(map, { width: 1040, height: 760, measure: roughMeasure, name: 'prog' });
  expect(shapes.length).toBeLessThan(20_000);
  expect(shapes.length).toBeGreaterThan(500);
});

test('the table has every part with what ran of it', () => {
  const [head, first] = mapTable(mapOf(1, 2, 6));
  expect(head).toEqual(['folder', 'part', 'functions', 'ran', 'instructions']);
  expect(first?.slice(0, 4)).toEqual(['f0', expect.stringMatching(/^Part[01]$/), '6', '2']);
});
