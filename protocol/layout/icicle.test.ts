import { expect, test } from 'vitest';
import type { RunTree } from '../views.js';
import { cutTo, roughMeasure } from './drawing.js';
import { framesOf } from './frames.js';
import { chainLines, type Icicle, layOutIcicle } from './icicle.js';
import { runPicture, runText } from './run-picture.js';

/** Callers by number, in order of first calls; -1 for a root. */
function tree(parent: number[], more: Partial<RunTree> = {}): RunTree {
  const zeros = parent.map(() => 0);
  return {
    ...{ program: '/p', builtAt: 0, functions: 100, inlined: 0, parts: { folders: [], parts: [] } },
    id: parent.map((_, at) => `f${at}`),
    label: parent.map((_, at) => `function_${at}`),
    ...{ parent, part: zeros, count: parent.map(() => 1), bytes: zeros, time: zeros },
    ...{ thread: zeros, via: zeros, others: zeros },
    ...more,
  };
}

/** Repeatable numbers from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** As runs are: most first calls are made by what was called lately. */
function grown(functions: number, seed = 7): number[] {
  const random = numbers(seed);
  return Array.from({ length: functions }, (_, at) => (at === 0 ? -1 : Math.floor(at - 1 - (at - 1) * random() ** 4)));
}

const OPTIONS = { metric: 'count', height: 620, measure: roughMeasure } as const;
const lay = (one: RunTree, more = {}): Icicle => layOutIcicle(one, { ...OPTIONS, ...more });

test('single-call chains are one frame, and a fork ends them', () => {
  const frames = framesOf(tree([-1, 0, 1, 2, 2]), 'count', undefined);
  expect(frames.map(({ nodes }) => nodes)).toEqual([[0, 1, 2]]);
  expect(frames[0]?.children.map(({ nodes, functions }) => [nodes, functions])).toEqual([
    [[3], 1],
    [[4], 1],
  ]);
  expect(frames[0]?.functions).toBe(5);
});

test('a library is no part of a chain', () => {
  const [frame] = framesOf(tree([-1, 0], { id: ['main', 'group:library:std'] }), 'count', undefined);
  expect(frame?.nodes).toEqual([0]);
});

test('names of a chain take the lines that there are', () => {
  const names = ['a', 'b', 'c', 'd'];
  expect(chainLines(['a'], 3)).toEqual(['a']);
  expect(chainLines(names, 1)).toEqual(['a › …']);
  expect(chainLines(names, 2)).toEqual(['a', '› … › d']);
  expect(chainLines(names, 3)).toEqual(['a', '› 2 more', '› d']);
  expect(chainLines(names, 4)).toEqual(['a', '› b', '› c', '› d']);
});

test('siblings stand in order of first call, in their caller, and none over another', () => {
  const icicle = lay(tree(grown(400)));
  for (const frame of icicle.frames) {
    for (const other of icicle.frames) {
      if (frame === other) continue;
      const apart =
        frame.x + frame.w <= other.x + 0.01 ||
        other.x + other.w <= frame.x + 0.01 ||
        frame.y + frame.h <= other.y + 0.01 ||
        other.y + other.h <= frame.y + 0.01;
      expect(apart, `${frame.nodes.join()} and ${other.nodes.join()}`).toBe(true);
    }
  }
});

test('every function is drawn or counted, whatever the size', () => {
  for (const functions of [1, 2, 30, 963, 10_000]) {
    const one = tree(grown(functions));
    const icicle = lay(one);
    expect(icicle.functions).toBe(functions);
    expect(icicle.drawn).toBeLessThanOrEqual(functions);
    expect(runText(one, icicle)).toContain(`${functions.toLocaleString('en')} function`);
    const inMerges = icicle.merged.reduce((sum, one) => sum + one.functions, 0);
    expect(icicle.drawn + inMerges).toBeLessThanOrEqual(functions);
  }
});

test('a run that goes on moves nothing that stands', () => {
  const parents = grown(600);
  let before = lay(tree(parents.slice(0, 200)), { headroom: 0.35 });
  const few = before.frames.length;
  for (let size = 210; size <= 390; size += 20) {
    const now = lay(tree(parents.slice(0, size)), { standing: before.standing });
    for (const frame of before.frames) {
      const after = now.standing.frames.get(frame.nodes[0] ?? -1);
      expect(after, `frame ${frame.nodes.join()} at ${size}`).toBeDefined();
      expect([after?.x, after?.y, after?.w]).toEqual([frame.x, frame.y, frame.w]);
    }
    expect(now.functions).toBe(size);
    before = now;
  }
  expect(before.frames.length).toBeGreaterThan(few);
});

test('a frame of a chain that forks later keeps its place and its callees', () => {
  const first = lay(tree([-1, 0, 1, 2, 2]));
  const then = lay(tree([-1, 0, 1, 2, 2, 1]), { standing: first.standing });
  expect(then.frames.map(({ nodes }) => nodes)).toContainEqual([0, 1, 2]);
  for (const node of [3, 4])
    expect(then.standing.frames.get(node)).toMatchObject(first.standing.frames.get(node) ?? {});
});

test('a pivot fills the height, and heights follow the metric', () => {
  const bytes = [10, 10, 70, 10];
  const one = tree([-1, 0, 0, 0], { bytes });
  expect(lay(one, { root: 2 }).frames.map(({ nodes, h }) => [nodes, h])).toEqual([[[2], 620]]);
  const third = lay(one, { metric: 'bytes' }).frames.find(({ nodes }) => nodes[0] === 2);
  expect(third?.h).toBeCloseTo(620 * 0.7);
});

test('10,000 functions that ran are readable: no label below eleven pixels, none over its frame', () => {
  const picture = runPicture(tree(grown(10_000)), { metric: 'count', width: 1400, height: 860, measure: roughMeasure });
  const texts = picture.shapes.filter((shape) => shape.kind === 'text');
  expect(texts.length).toBeGreaterThan(30);
  expect(Math.min(...texts.map(({ size }) => size))).toBeGreaterThanOrEqual(11);
});

test('a name that does not fit is cut in its middle, or left out', () => {
  expect(cutTo('short', 100, 12, roughMeasure)).toBe('short');
  const cut = cutTo('sqlite3ExprCodeRunJustOnce', 90, 12, roughMeasure);
  expect(cut).toMatch(/^sqlite.*….*nce$/);
  expect(roughMeasure(cut, 12)).toBeLessThanOrEqual(90);
  expect(cutTo('sqlite3ExprCodeRunJustOnce', 12, 12, roughMeasure)).toBe('');
});
