import { formatBytes, formatCount, formatMs } from '../text.js';
import type { Metric, RunTree } from '../views.js';
import {
  cutTo,
  type Drawing,
  edgeRole,
  partRole,
  FONT,
  type Measure,
  type Role,
  type Shape,
  SMALL_FONT,
} from './drawing.js';
import { type Hues, isFunction } from './frames.js';
import { chainLines, type Icicle, LINE, type MergedFrame, type PlacedFrame, READABLE } from './icicle.js';
import { OTHER } from './palette.js';

const EDGE = 2;
const PAD = 6;
/** Room for the mark that a frame goes on outside, and the least that is left of a frame for it. */
const GOES_ON = 12;
const LEAST_CUT = 60;

interface Drawn {
  tree: RunTree;
  icicle: Icicle;
  hues: Hues;
  metric: Metric;
  measure: Measure;
  width: number;
  height: number;
  /** Node of the tree that is selected, and those that are lit: the callers of a program that stands. */
  selected?: number | undefined;
  lit?: ReadonlySet<number>;
  /** Only these are in colour. */
  found?: ReadonlySet<number> | undefined;
}

/** The icicle as shapes. */
export function drawRun(drawn: Drawn): Drawing {
  const { icicle, width, height } = drawn;
  const shapes: Shape[] = [];
  for (const one of icicle.merged) shapes.push(...mergedShapes(one, drawn));
  for (const frame of icicle.frames) shapes.push(...frameShapes(inPane(frame, width), drawn));
  for (const frame of icicle.frames) shapes.push(...marks(frame, drawn));
  return { width, height, shapes };
}

/** One that goes on behind the pane's edge keeps its name in sight. */
function inPane(frame: PlacedFrame, width: number): PlacedFrame {
  const over = frame.x + frame.w + GOES_ON - width;
  return over > 0 && frame.w - over >= LEAST_CUT && !frame.turned ? { ...frame, w: frame.w - over } : frame;
}

function mergedShapes({ x, y, w, h, functions }: MergedFrame, { measure }: Drawn): Shape[] {
  const rect: Shape = { kind: 'rect', x, y, w, h: h - 1, fill: 'faint', stroke: 'outline' };
  if (h < READABLE) return [rect];
  const text = `+${formatCount(functions)}`;
  const wide = Math.max(w, Math.ceil(measure(text, SMALL_FONT)) + 8);
  return [
    { ...rect, w: wide },
    { kind: 'text', x: x + 4, y: y + h / 2, text, size: SMALL_FONT, fill: 'quiet' },
  ];
}

function frameShapes(frame: PlacedFrame, drawn: Drawn): Shape[] {
  const { x, y, w, h } = frame;
  const hue = hueOf(frame, drawn);
  const pale = drawn.found !== undefined && !frame.nodes.some((node) => drawn.found?.has(node));
  const fill: Role = pale ? 'faint' : partRole(hue);
  const shapes: Shape[] = [
    { kind: 'rect', x, y, w: w - 1, h: h - 1, fill, stroke: 'outline' },
    { kind: 'rect', x, y, w: EDGE, h: h - 1, fill: edgeRole(hue) },
  ];
  if (h < READABLE) return shapes;
  shapes.push(...(frame.turned ? turnedText(frame, drawn) : levelText(frame, drawn)));
  return shapes;
}

function hueOf({ nodes }: PlacedFrame, { tree, hues }: Drawn): number {
  const [first = -1] = nodes;
  if (!isFunction(tree, first)) return OTHER;
  return hues.hueOf(tree.part[first] ?? -1);
}

function levelText(frame: PlacedFrame, { tree, metric, measure }: Drawn): Shape[] {
  const { x, y, w, h } = frame;
  const names = frame.nodes.map((node) => nameOf(tree, node));
  const value = valueText(frame, metric);
  const room = w - EDGE - 2 * PAD;
  const valueWidth = measure(value, SMALL_FONT);
  const lines = chainLines(names, Math.max(1, Math.floor((h - 2) / LINE)));
  const thread = threadOf(tree, frame);
  if (thread !== '' && (lines.length + 1) * LINE <= h) lines.push(thread);
  const top = y + h / 2 - ((lines.length - 1) * LINE) / 2 - 0.5;
  const shapes: Shape[] = [];
  const withValue = room - valueWidth - 8 >= 30;
  lines.forEach((line, at) => {
    const space = at === 0 && withValue ? room - valueWidth - 8 : room;
    const text = cutTo(line, space, FONT, measure);
    const fill: Role = line === thread && at > 0 ? 'quiet' : 'text';
    if (text !== '')
      shapes.push({
        kind: 'text',
        x: x + EDGE + PAD - 2,
        y: top + at * LINE,
        text,
        size: fill === 'quiet' ? SMALL_FONT : FONT,
        fill,
      });
  });
  if (withValue)
    shapes.push({ kind: 'text', x: x + w - PAD, y: top, text: value, size: SMALL_FONT, fill: 'quiet', align: 'right' });
  return shapes;
}

function turnedText(frame: PlacedFrame, { tree, metric, measure }: Drawn): Shape[] {
  const { x, y, w, h } = frame;
  const thread = threadOf(tree, frame);
  const value = `${thread === '' ? '' : `${thread} · `}${valueText(frame, metric)}`;
  const valueWidth = measure(value, SMALL_FONT);
  const names = frame.nodes.map((node) => nameOf(tree, node)).join(' › ');
  const name = cutTo(names, h - valueWidth - 24, FONT, measure);
  const length = measure(name, FONT) + 10 + valueWidth;
  const from = y + h / 2 + length / 2;
  const middle = x + (w - 1 + EDGE) / 2;
  return [
    { kind: 'text', x: middle, y: from, text: name, size: FONT, fill: 'text', turned: true },
    {
      kind: 'text',
      x: middle,
      y: from - measure(name, FONT) - 10,
      text: value,
      size: SMALL_FONT,
      fill: 'quiet',
      turned: true,
    },
  ];
}

function marks(frame: PlacedFrame, { tree, selected, lit, width, icicle }: Drawn): Shape[] {
  const { x, y, w, h, nodes } = frame;
  const shapes: Shape[] = [];
  const isSelected = selected !== undefined && nodes.includes(selected);
  if (isSelected || nodes.some((node) => lit?.has(node)))
    shapes.push({
      kind: 'rect',
      x: x + 1,
      y: y + 0.5,
      w: w - 3,
      h: Math.max(2, h - 2),
      stroke: 'accent',
      width: isSelected ? 2 : 1.5,
    });
  const last = nodes.at(-1) ?? -1;
  const goesOn = (icicle.standing.ends.get(nodes[0] ?? -1) ?? y) > y && tree.parent.includes(last, last);
  if (goesOn && h >= READABLE && x + LEAST_CUT + GOES_ON <= width && x + w + GOES_ON > width)
    shapes.push({ kind: 'text', x: width - 10, y: y + h / 2, text: '›', size: FONT, fill: 'text' });
  return shapes;
}

export function nameOf(tree: RunTree, node: number): string {
  return tree.label[node] ?? '';
}

export function valueText({ value, functions }: { value: number; functions: number }, metric: Metric): string {
  if (metric === 'count') return formatCount(functions);
  return metric === 'bytes' ? formatBytes(value) : formatMs(value / 1000);
}

function threadOf(tree: RunTree, { nodes, root }: PlacedFrame): string {
  const thread = tree.thread[nodes[0] ?? -1] ?? 0;
  return root && thread > 1 ? `thread ${thread}` : '';
}
