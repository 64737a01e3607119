import { expect, test } from 'vitest';
import type { GraphNode } from '../../protocol/graph.js';
import type { PartBox, PartsOverview, RunBox, RunOverview } from '../../protocol/overview.js';
import { walk } from './keys.js';
import { partsScene } from './parts-scene.js';
import { runScene } from './run-scene.js';
import { rightOf, type Scene } from './scene.js';

const measure = (text: string, size: number): number => text.length * size * 0.6;
interface Point {
  x: number;
  y: number;
}

const room = { width: 1040, height: 600, measure };

function node(id: string): GraphNode {
  const counts = { callers: 1, callees: 1, unresolved: 0 };
  return { id, label: id, signature: `${id}()`, kind: 'function', module: 'a.c', ms: 2, ...counts };
}

/** A tree in which every function calls `fan` others, `levels` deep. */
function tree(fan: number, levels: number): RunOverview {
  const boxes: RunBox[] = [];
  const add = (parent: number, level: number): number => {
    const number = boxes.length;
    const id = `f${String(number)}`;
    const fixed = { via: 0, score: 0, passThrough: false, file: 'a.c', thread: 1 };
    const box = { id, label: id, parent, below: 1, children: level > 0 ? fan : 0, ...fixed, node: node(id) };
    boxes.push(box);
    for (let child = 0; child < box.children; child += 1) box.below += add(number, level - 1);
    box.score = box.below * (level > 0 ? 2 : 0) + 1;
    return box.below;
  };
  add(-1, levels);
  return { run: 'one', ran: boxes.length, libraryRan: 0, boxes, hubs: [] };
}

function overlaps({ boxes }: Scene): number {
  return boxes.flatMap((a, at) =>
    boxes.slice(at + 1).filter((b) => Math.abs(a.y - b.y) < 20 && a.x < rightOf(b) && b.x < rightOf(a)),
  ).length;
}

test('a run of any size fits the pane, and what is not drawn is counted', () => {
  const run = tree(5, 5);
  for (const width of [1040, 520, 360]) {
    const { scene, elsewhere } = runScene(run, new Set(), { ...room, width });
    expect(scene.width).toBeLessThanOrEqual(width);
    expect(scene.height).toBeLessThanOrEqual(room.height);
    expect(scene.boxes.length).toBeLessThanOrEqual(40);
    expect(overlaps(scene)).toBe(0);
    const hidden = scene.boxes.reduce((sum, { tab }) => sum + Number(tab?.text.replace(/\D/g, '') ?? 0), 0);
    expect(hidden + scene.boxes.length + elsewhere).toBe(run.ran);
  }
});

test('a small run is drawn whole', () => {
  const run = tree(2, 3);
  expect(runScene(run, new Set(), room).scene.boxes).toHaveLength(run.ran);
});

test('who is passed over is said on a dotted line', () => {
  const run = tree(1, 3);
  for (const box of run.boxes) box.passThrough = box.below > 1 && box.parent >= 0;
  run.ran = 500;
  const { scene } = runScene({ ...run, boxes: run.boxes }, new Set(), room);
  expect(scene.lines.filter(({ dotted }) => dotted).length).toBe(
    scene.texts.filter(({ text }) => /^via \d/.test(text)).length,
  );
});

test('of what is opened the best eight are drawn, and the rest is one row that opens in turn', () => {
  const run = tree(30, 1);
  const { scene } = runScene(run, new Set(['f0']), room);
  expect(scene.boxes.filter(({ parent }) => parent === 'f0')).toHaveLength(9);
  expect(scene.boxes.find(({ kind }) => kind === 'rest')?.label).toBe('22 more ran');
  const all = runScene(run, new Set(['f0', 'f0#rest']), room);
  expect(all.scene.boxes).toHaveLength(31);
});

/** Three under each, one after the other as the server tells them. */
function parts(count: number): PartsOverview {
  const boxes: PartBox[] = [];
  const add = (name: number, parent: number): void => {
    if (name >= count) return;
    const ran = name % 2;
    const shown = { kind: 'part' as const, label: `part ${String(name)}`, title: 'a.c', open: false, sure: true };
    const counts = { functions: 4, ran, size: 100 + name, sizeRan: ran * 50, observed: ran === 1 };
    const number = boxes.push({ id: `group:part:${String(name)}`, parent, ...shown, ...counts }) - 1;
    for (const child of [1, 2, 3]) add(3 * name + child, number);
  };
  add(0, -1);
  const lanes = [{ from: 3, to: 1, sites: 5, observed: false }];
  return { unit: 'part', boxes, lanes, hubs: [], parts: count, folded: { parts: 0, functions: 0, ran: 0 } };
}

test('parts have the same rows in both halves, and fewer where the pane is low', () => {
  const [regular, ran] = [false, true].map((showsRun) => partsScene(parts(24), showsRun, { ...room, width: 520 }));
  expect(regular?.scene.boxes.map(({ id, y }) => [id, y])).toEqual(ran?.scene.boxes.map(({ id, y }) => [id, y]));
  expect(regular?.drawn).toBe(24);
  const low = partsScene(parts(24), true, { ...room, height: 200 });
  expect(low.scene.height).toBeLessThanOrEqual(200);
  expect(low.drawn + low.left.parts).toBe(24);
  expect(ran?.scene.boxes.filter(({ dashed }) => dashed)).toHaveLength(12);
});

/** How often two lines of a drawing that share no end cross. */
function crossings({ lines }: Pick<Scene, 'lines'>): number {
  const pieces = lines.flatMap(({ points }, line) =>
    points.slice(1).map((to, at) => ({ line, from: points[at] ?? to, to })),
  );
  const side = (a: Point, b: Point, c: Point): number =>
    Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  return pieces.flatMap((one, at) =>
    pieces.slice(at + 1).filter((other) => {
      if (one.line === other.line) return false;
      const apart = side(one.from, one.to, other.from) * side(one.from, one.to, other.to) < 0;
      return apart && side(other.from, other.to, one.from) * side(other.from, other.to, one.to) < 0;
    }),
  ).length;
}

test('no line crosses another, at rest and where one box shows all of its calls', () => {
  const program = parts(24);
  program.lanes = Array.from({ length: 200 }, (_, at) => {
    const [from, to] = [(at * 7) % 24, (at * 11 + 5) % 24];
    return { from, to, sites: 200 - at, observed: at % 3 === 0 };
  }).filter(({ from, to }) => from !== to);
  for (const showsRun of [false, true]) {
    const { scene, linesFor } = partsScene(program, showsRun, { ...room, width: 690 });
    expect(crossings(scene)).toBe(0);
    expect(scene.lines.length).toBeGreaterThan(27);
    for (const { id } of scene.boxes) {
      expect(crossings({ lines: linesFor(id) }), id).toBe(0);
      expect(linesFor(id).filter(({ arrow, from, to }) => arrow && from !== id && to !== id)).toEqual([]);
    }
  }
});

test('no line of a part runs through a box', () => {
  const { scene } = partsScene(parts(24), true, { ...room, width: 520 });
  for (const { points, from, to } of scene.lines)
    for (const box of scene.boxes)
      for (const [at, end] of points.slice(1).entries()) {
        const start = points[at] ?? end;
        if (box.id === from || box.id === to) continue;
        const upright = start.x === end.x && start.x > box.x && start.x < rightOf(box);
        const between = box.y > Math.min(start.y, end.y) && box.y < Math.max(start.y, end.y);
        expect(upright && between, `${from} to ${to} through ${box.id}`).toBe(false);
      }
});

test('a long file beside a leaf does not keep its function out of the picture', () => {
  const run = tree(2, 2);
  const long = { ...run, boxes: run.boxes.map((box) => ({ ...box, file: `${'long_'.repeat(40)}.cc` })) };
  expect(runScene(long, new Set(), room).drawn).toBe(runScene(run, new Set(), room).drawn);
});

test('in a narrow pane labels are shorter before there are few boxes', () => {
  const run = tree(2, 4);
  const long = { ...run, boxes: run.boxes.map((box) => ({ ...box, label: `${box.label}_${'long_'.repeat(120)}` })) };
  const [wide, narrow] = [2400, 900].map((width) => runScene(long, new Set(), { ...room, width }));
  expect(narrow?.drawn).toBeGreaterThanOrEqual(Math.min(12, wide?.drawn ?? 0));
  const lengths = (one: typeof wide) => Math.max(...(one?.scene.boxes ?? []).map(({ label }) => label.length));
  expect(lengths(wide)).toBe(40);
  expect(lengths(narrow)).toBeLessThan(40);
});

test('arrow keys walk rows, to the caller and to the first callee', () => {
  const { scene } = runScene(tree(2, 2), new Set(), room);
  expect(walk(scene.boxes, null, 'ArrowDown')).toBe('f0');
  expect(walk(scene.boxes, 'f0', 'ArrowRight')).toBe('f1');
  expect(walk(scene.boxes, 'f1', 'ArrowLeft')).toBe('f0');
  expect(walk(scene.boxes, 'f2', 'ArrowDown')).toBe('f1');
  expect(walk(scene.boxes, 'f2', 'x')).toBeUndefined();
});
