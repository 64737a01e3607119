import { formatCount, plural } from '../text.js';
import { type ProgramMap, STATE_LETTERS } from '../views.js';
import { type Arrow, cutTo, type Drawing, FONT, type Measure, type Role, type Shape, SMALL_FONT } from './drawing.js';
import { callersAndCallees, type Neighbour } from './map-calls.js';
import { titleIn } from './map-titles.js';
import { FOLDER_TITLE, hasTitle, type MapBox, type MapLayout, TITLE } from './treemap.js';

/** Cells with a side below this are one. */
const SMALLEST = 3;
const BAR = 2.6;
const OVER_FROM = 3 * TITLE;
const NAME_FROM = 10;
/** Bold letters are so much wider. */
const BOLD = 1.12;

/**
 * Which part of the map is seen, and how large: screen = map × stretch × scale + x. A pane that changes its size a little stretches the map:
 * everything stays where it is known.
 */
export interface MapWindow {
  stretch: { x: number; y: number };
  scale: number;
  x: number;
  y: number;
}

export interface MapPicture {
  map: ProgramMap;
  layout: MapLayout;
  window: MapWindow;
  width: number;
  height: number;
  measure: Measure;
  /** Name of a function, where it is known. */
  labelOf(at: number): string;
  /** Place in `boxes` of the part that is selected, and the function in it. */
  box?: number | undefined;
  function?: number | undefined;
  found?: ReadonlySet<number> | undefined;
  /** Functions in which a program stands. */
  lit?: readonly number[];
}

const RAN = new Set([STATE_LETTERS.materialized, STATE_LETTERS.materializing, STATE_LETTERS.inlined]);

export function ranIn(map: ProgramMap, functions: readonly number[]): number {
  let ran = 0;
  for (const at of functions) if (hasRun(map, at)) ran += 1;
  return ran;
}

export function hasRun(map: ProgramMap, at: number): boolean {
  return RAN.has(map.states[at] ?? '');
}

interface Call extends Neighbour {
  /** It calls the part that is selected, or is called by it. */
  into: boolean;
}

interface Calls extends MapPicture {
  /** Of the part that is selected, those that are drawn. */
  calls: Call[];
}

export function drawMap(from: MapPicture): Drawing {
  const picture: Calls = { ...from, calls: callsOf(from) };
  const { layout, width, height } = picture;
  const shapes: Shape[] = [];
  for (const [at, box] of layout.boxes.entries()) {
    const seen = onScreen(box, picture.window);
    if (seen.x > width || seen.y > height || seen.x + seen.w < 0 || seen.y + seen.h < 0) continue;
    if (box.kind === 'folder') shapes.push(...folderShapes(box, seen, picture));
    else if (box.kind === 'library') shapes.push(...libraryShapes(box, seen, picture));
    else shapes.push(...partShapes(box, seen, picture, at));
  }
  shapes.push(...selectionShapes(picture));
  return { width, height, shapes };
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function onScreen({ x, y, w, h }: Box, { stretch, scale, x: dx, y: dy }: MapWindow): Box {
  const [across, down] = [stretch.x * scale, stretch.y * scale];
  return { x: x * across + dx, y: y * down + dy, w: w * across, h: h * down };
}

function folderShapes(box: MapBox, seen: Box, { map, measure }: MapPicture): Shape[] {
  const frame: Shape = { kind: 'rect', ...seen, fill: 'title', stroke: 'border' };
  if (seen.h < FOLDER_TITLE) return [frame];
  const label = cutTo(box.label, (seen.w - 10) / BOLD, FONT, measure);
  const count = `${formatCount(ranIn(map, box.functions))} of ${formatCount(box.functions.length)}`;
  const room = seen.w - 18 - measure(label, FONT) * BOLD;
  const y = seen.y + FOLDER_TITLE / 2;
  const title: Shape = { kind: 'text', x: seen.x + 5, y, text: label, size: FONT, fill: 'text', bold: true };
  if (measure(count, SMALL_FONT) > room) return [frame, title];
  const x = seen.x + 10 + measure(label, FONT) * BOLD;
  return [frame, title, { kind: 'text', x, y, text: count, size: SMALL_FONT, fill: 'quiet' }];
}

function libraryShapes(box: MapBox, seen: Box, { map, measure }: MapPicture): Shape[] {
  const ran = ranIn(map, box.functions);
  const share = ran / Math.max(1, box.functions.length);
  const text = cutTo(box.label, (seen.w - 12) / BOLD, FONT, measure);
  const y = seen.y + seen.h / 2;
  const shapes: Shape[] = [
    { kind: 'rect', ...seen, fill: 'title', stroke: 'border' },
    { kind: 'rect', x: seen.x, y: seen.y, w: seen.w * share, h: seen.h, fill: 'ran' },
    { kind: 'text', x: seen.x + 6, y, text, size: FONT, fill: 'text', bold: true },
  ];
  const more = `${formatCount(ran)} of ${formatCount(box.functions.length)} ran · not to scale`;
  const x = seen.x + 14 + measure(text, FONT) * BOLD;
  if (measure(more, SMALL_FONT) <= seen.x + seen.w - 6 - x)
    shapes.push({ kind: 'text', x, y, text: more, size: SMALL_FONT, fill: 'text' });
  return shapes;
}

function partShapes(box: MapBox, seen: Box, picture: Calls, at: number): Shape[] {
  const cells = cellShapes(box, picture);
  const frame: Shape = { kind: 'rect', ...seen, stroke: 'border' };
  return [...cells, frame, ...titleShapes(box, seen, picture, at)];
}

/** Name, how many ran, and the same as a bar. */
function titleShapes(box: MapBox, seen: Box, picture: Calls, at: number): Shape[] {
  const { map, measure, box: selected } = picture;
  // Without room of its own, it lies over the functions.
  if (seen.h < (hasTitle(box.h) ? TITLE : OVER_FROM) || seen.w < 24) return [];
  const ran = ranIn(map, box.functions);
  const label = titleIn(picture.layout, at, seen.w - 8, measure);
  const y = seen.y + (TITLE - BAR) / 2;
  const bar = { kind: 'rect' as const, x: seen.x + 2, y: seen.y + TITLE - BAR - 1, h: BAR };
  const shapes: Shape[] = [
    { kind: 'rect', x: seen.x, y: seen.y, w: seen.w, h: TITLE, fill: 'title' },
    { ...bar, w: seen.w - 4, fill: 'idleEdge' },
    { ...bar, w: ((seen.w - 4) * ran) / Math.max(1, box.functions.length), fill: 'accent' },
  ];
  if (label === '') return shapes;
  shapes.push({ kind: 'text', x: seen.x + 4, y, text: label, size: FONT, fill: 'text', bold: at === selected });
  const count = `${formatCount(ran)} of ${formatCount(box.functions.length)}`;
  // The number of calls stands there.
  if (picture.calls.some((call) => call.box === at)) return shapes;
  if (measure(label, FONT) + measure(count, SMALL_FONT) + 16 <= seen.w)
    shapes.push({
      kind: 'text',
      x: seen.x + seen.w - 4,
      y,
      text: count,
      size: SMALL_FONT,
      fill: 'quiet',
      align: 'right',
    });
  return shapes;
}

function cellShapes(box: MapBox, picture: MapPicture): Shape[] {
  const { layout, window, width, height } = picture;
  const shapes: Shape[] = [];
  const small = new SmallCells();
  // One place for all: in each frame of 100,000 functions, one for each would be what takes the time.
  const seen = { x: 0, y: 0, w: 0, h: 0 };
  for (const at of box.functions) {
    putOnScreen(seen, layout.places, at * 4, window);
    if (seen.x > width || seen.y > height || seen.x + seen.w < 0 || seen.y + seen.h < 0) continue;
    if (seen.w < SMALLEST || seen.h < SMALLEST) small.add(seen, hasRun(picture.map, at));
    else shapes.push(...cell(at, seen, picture));
  }
  return [...small.shapes(), ...shapes];
}

function putOnScreen(seen: Box, places: Float32Array, first: number, { stretch, scale, x, y }: MapWindow): void {
  seen.x = (places[first] ?? 0) * stretch.x * scale + x;
  seen.y = (places[first + 1] ?? 0) * stretch.y * scale + y;
  seen.w = (places[first + 2] ?? 0) * stretch.x * scale;
  seen.h = (places[first + 3] ?? 0) * stretch.y * scale;
}

export function cellOf({ places }: MapLayout, at: number): Box {
  const first = at * 4;
  return { x: places[first] ?? 0, y: places[first + 1] ?? 0, w: places[first + 2] ?? 0, h: places[first + 3] ?? 0 };
}

function cell(at: number, { x, y, w, h }: Box, picture: MapPicture): Shape[] {
  const { measure, found } = picture;
  const fill = found && !found.has(at) ? 'idle' : fillOf(picture.map, at);
  const shapes: Shape[] = [
    { kind: 'rect', x, y, w: w - 1, h: h - 1, fill, ...(fill !== 'ran' && { stroke: 'idleEdge' as const }) },
  ];
  if (w < 30 || h < 16) return shapes;
  const name = inPart(picture.labelOf(at), picture.map, at);
  const text = cutTo(name, w - 8, SMALL_FONT, measure, NAME_FROM);
  if (text !== '') shapes.push({ kind: 'text', x: x + 4, y: y + 9, text, size: SMALL_FONT, fill: 'text' });
  return shapes;
}

/** In the box of its class, a method needs no class before its name. */
function inPart(label: string, { parts, part }: ProgramMap, at: number): string {
  const prefix = `${parts.parts[part[at] ?? -1]?.label ?? ''}::`;
  return label.startsWith(prefix) ? label.slice(prefix.length) : label;
}

function fillOf({ states }: ProgramMap, at: number): Role {
  const state = states[at] ?? '';
  if (RAN.has(state)) return 'ran';
  if (state === STATE_LETTERS.eager) return 'eager';
  return state === STATE_LETTERS.failed ? 'failed' : 'idle';
}

/** What is too small stands side by side in a corner: one rectangle, filled to the share that ran. */
class SmallCells {
  private count = 0;
  private ran = 0;
  private left = Infinity;
  private top = Infinity;
  private right = -Infinity;
  private bottom = -Infinity;

  add({ x, y, w, h }: Box, ran: boolean): void {
    this.count += 1;
    if (ran) this.ran += 1;
    this.left = Math.min(this.left, x);
    this.top = Math.min(this.top, y);
    this.right = Math.max(this.right, x + w);
    this.bottom = Math.max(this.bottom, y + h);
  }

  shapes(): Shape[] {
    const { count, left, top, right, bottom } = this;
    if (count === 0) return [];
    const height = ((bottom - top) * this.ran) / count;
    return [
      { kind: 'rect', x: left, y: top, w: right - left, h: bottom - top, fill: 'idle', stroke: 'idleEdge' },
      { kind: 'rect', x: left, y: bottom - height, w: right - left, h: height, fill: 'ran' },
    ];
  }
}

function callsOf({ map, layout, box }: MapPicture): Call[] {
  if (box === undefined || layout.boxes[box]?.kind !== 'part') return [];
  const { callers, callees } = callersAndCallees(map, layout, box);
  return [...callers.map((one) => ({ ...one, into: true })), ...callees.map((one) => ({ ...one, into: false }))];
}

function selectionShapes(picture: Calls): Shape[] {
  const { layout, window, box, measure, calls } = picture;
  const shapes: Shape[] = [];
  const selected = layout.boxes[box ?? -1];
  if (selected && selected.kind !== 'folder') {
    const here = onScreen(selected, window);
    calls.forEach((call, at) => shapes.push(...callShapes(call, here, (at + 1) / (calls.length + 1), picture)));
    for (const call of calls)
      shapes.push(badge(call, call.into, picture), ...number(call, call.into, picture, measure));
    shapes.push({ kind: 'rect', ...here, stroke: 'accent', width: 2.5 });
  }
  const outline = (at: number, width: number): void => {
    if ((layout.places[at * 4 + 2] ?? 0) > 0)
      shapes.push({ kind: 'rect', ...onScreen(cellOf(layout, at), window), stroke: 'accent', width });
  };
  for (const at of picture.lit ?? []) outline(at, 1.5);
  if (picture.function !== undefined) outline(picture.function, 2);
  return shapes;
}

function callShapes(line: Call, here: Box, along: number, { layout, window }: MapPicture): Shape[] {
  const box = layout.boxes[line.box];
  if (!box) return [];
  const there = onScreen(box, window);
  const [near, far] = [edge(here, along, there), edge(there, 0.5, here)];
  const [from, to] = line.into ? [far, near] : [near, far];
  const bend = 0.12;
  const points: Arrow['points'] = [
    ...from,
    ...([(from[0] + to[0]) / 2 + (to[1] - from[1]) * bend, (from[1] + to[1]) / 2 - (to[0] - from[0]) * bend] as const),
    ...to,
  ];
  const stroke = { kind: 'rect' as const, ...there, stroke: 'accent' as const, width: 1.5, dashed: !line.into };
  return [stroke, { kind: 'arrow', points, stroke: 'accent', width: 1.6, dashed: !line.into }];
}

/** Ends are spread along the side that the other part lies on: none hides another. */
function edge({ x, y, w, h }: Box, along: number, other: Box): readonly [number, number] {
  const [dx, dy] = [other.x + other.w / 2 - (x + w / 2), other.y + other.h / 2 - (y + h / 2)];
  if (Math.abs(dx) / w > Math.abs(dy) / h) return [dx > 0 ? x + w : x, y + h * along];
  return [x + w * along, dy > 0 ? y + h : y];
}

function badgeBox(line: Neighbour, { layout, window, measure }: MapPicture): Box {
  const there = onScreen(layout.boxes[line.box] ?? { x: 0, y: 0, w: 0, h: 0 }, window);
  const w = measure(String(line.sites), SMALL_FONT) + 12;
  return { x: there.x + there.w - w - 2, y: there.y + 1, w, h: 15 };
}

/** Calls stand in place of the title's count, so that no text is hidden. */
function badge(line: Neighbour, into: boolean, picture: MapPicture): Shape {
  return { kind: 'rect', ...badgeBox(line, picture), fill: into ? 'accent' : 'ground', stroke: 'accent', radius: 7 };
}

function number(line: Neighbour, into: boolean, picture: MapPicture, measure: Measure): Shape[] {
  const { x, y, w, h } = badgeBox(line, picture);
  const text = String(line.sites);
  const left = x + (w - measure(text, SMALL_FONT)) / 2;
  return [{ kind: 'text', x: left, y: y + h / 2, text, size: SMALL_FONT, fill: into ? 'onAccent' : 'accent' }];
}

/** What the map has of the program, and what of that ran. */
export function mapText(map: ProgramMap, layout: MapLayout): string {
  const count = map.id.length;
  const { ran, share } = sumsOf(map);
  const parts = layout.boxes.filter(({ kind }) => kind === 'part');
  const together = parts.reduce((sum, { parts: inside }) => sum + (inside.length > 1 ? inside.length : 0), 0);
  const named = parts.reduce((sum, { parts: inside }) => sum + inside.length, 0);
  return [
    map.run ? `${formatCount(ran)} of ${plural(count, 'function')} ran` : plural(count, 'function'),
    ...(map.run ? [`${Math.round(100 * share)} % of the code`] : []),
    `${plural(named, 'part')}${together > 0 ? `, ${formatCount(together)} of them in "smaller"` : ''}`,
  ].join(' · ');
}

const sums = new WeakMap<ProgramMap, { ran: number; share: number }>();

/** Said with each frame, and the same for as long as the map is. */
function sumsOf(map: ProgramMap): { ran: number; share: number } {
  const known = sums.get(map);
  if (known) return known;
  let [ran, all, reached] = [0, 0, 0];
  map.size.forEach((size, at) => {
    all += size;
    if (!hasRun(map, at)) return;
    ran += 1;
    reached += size;
  });
  const found = { ran, share: reached / Math.max(1, all) };
  sums.set(map, found);
  return found;
}
