import type { RunTree } from '../views.js';
import { FONT, type Measure, SMALL_FONT } from './drawing.js';
import { type Frame, framesOf as makeFrames, isFunction } from './frames.js';
import type { Metric } from '../views.js';

/** Below this height a frame has no text, below that it is merged with its neighbours, and below the last a merge is not drawn. */
export const READABLE = 12.5;
const MERGED = 3;
const MERGE_DRAWN = 3.5;
const NARROW = 26;
const WIDEST = 215;
const TRUNK_WIDTH = 21;
const TRUNK_FROM = 120;
/** From this height a trunk's name may be cut. */
const TRUNK_CUT_FROM = 150;
const TRUNK_SHARE = 0.55;
const BETWEEN_ROOTS = 6;
export const LINE = 14;

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface PlacedFrame extends Box {
  /** Numbers of the tree's columns: a function, or several that call each other and nothing else. */
  nodes: number[];
  functions: number;
  value: number;
  turned: boolean;
  root: boolean;
}

/** Frames too small to be drawn: they are counted here. */
export interface MergedFrame extends Box {
  /** First of the nodes of each. */
  nodes: number[];
  functions: number;
}

/** What stands, so that a run that goes on moves none of it. */
export interface Standing {
  scale: number;
  /** Frames of the tree that were there. */
  size: number;
  frames: ReadonlyMap<number, PlacedFrame>;
  merged: readonly MergedFrame[];
  /** By the first node of a frame: where the frames that it calls end, and how wide they are. */
  ends: ReadonlyMap<number, number>;
  widths: ReadonlyMap<number, number>;
  /** By node: the next one of its chain. */
  chains: ReadonlyMap<number, number>;
}

export interface Icicle {
  frames: PlacedFrame[];
  merged: MergedFrame[];
  /** Functions in all of it; in frames that are drawn; the others are in merges, drawn or not. */
  functions: number;
  drawn: number;
  width: number;
  standing: Standing;
}

export interface IcicleOptions {
  metric: Metric;
  /** The frame that fills the height; undefined: all roots. */
  root?: number | undefined;
  height: number;
  measure: Measure;
  /** What stands stays: only what is new is placed. */
  standing?: Standing | undefined;
  /** Part of the height that stays free for what still comes. */
  headroom?: number;
}

/** Where the frames of a run stand: from left to right who called whom, from top to bottom the order of first calls. */
export function layOutIcicle(tree: RunTree, options: IcicleOptions): Icicle {
  const tops = makeFrames(tree, options.metric, options.root, options.standing?.chains);
  return new Icicles(tree, options, tops).lay();
}

class Icicles {
  private readonly frames: PlacedFrame[] = [];
  private readonly merged: MergedFrame[] = [];
  private readonly ends = new Map<number, number>();
  private readonly widths = new Map<number, number>();
  private readonly scale: number;
  private drawn = 0;

  constructor(
    private readonly tree: RunTree,
    private readonly options: IcicleOptions,
    private readonly tops: readonly Frame[],
  ) {
    const total = tops.reduce((sum, { value }) => sum + value, 0);
    const gaps = BETWEEN_ROOTS * Math.max(0, tops.length - 1);
    const room = Math.max(0, options.height - gaps) * (1 - (options.headroom ?? 0));
    this.scale = options.standing?.scale ?? room / Math.max(1, total);
  }

  lay(): Icicle {
    this.family(this.tops, -1, 0, 0, this.options.height, BETWEEN_ROOTS);
    const { frames, merged, ends, widths, scale } = this;
    const chains = new Map<number, number>();
    for (const { nodes } of frames) nodes.slice(1).forEach((next, at) => chains.set(nodes[at] ?? -1, next));
    const byFirst = new Map(frames.map((frame) => [frame.nodes[0] ?? -1, frame]));
    return {
      frames,
      merged,
      functions: this.tops.reduce((sum, frame) => sum + frame.functions, 0),
      drawn: this.drawn,
      width: Math.max(0, ...frames.map(({ x, w }) => x + w)),
      standing: { scale, size: this.tree.id.length, frames: byFirst, merged, ends, widths, chains },
    };
  }

  /** Frames with one caller, from `top` downwards; none reaches over `limit`. */
  private family(members: readonly Frame[], caller: number, x: number, top: number, limit: number, gap: number): void {
    const { standing } = this.options;
    const width = standing?.widths.get(caller) ?? this.widthOf(members, limit - top);
    let y = standing?.ends.get(caller) ?? top;
    if (standing) y = Math.max(y, this.keep(members, standing, limit));
    const fresh = standing ? members.filter((frame) => firstOf(frame) >= standing.size) : members;
    y = this.stack(fresh, { x, y, width, limit, gap });
    this.widths.set(caller, width);
    this.ends.set(caller, y);
  }

  /** Frames that stand stay where they are; each may grow down to the next one. Answers where the last one ends. */
  private keep(members: readonly Frame[], standing: Standing, limit: number): number {
    const known = members.flatMap((frame) => {
      const before = standing.frames.get(firstOf(frame));
      return before ? [{ frame, before }] : [];
    });
    let end = 0;
    for (const [at, { frame, before }] of known.entries()) {
      const below = known[at + 1]?.before.y ?? limit;
      const h = Math.min(Math.max(before.h, Math.min(this.heightOf(frame), below - before.y)), below - before.y);
      this.put(frame, { x: before.x, y: before.y, w: before.w, h }, before.turned);
      end = before.y + h;
    }
    this.keepMerged(members, standing);
    return end;
  }

  private stack(
    members: readonly Frame[],
    { x, y, width, limit, gap }: { x: number; y: number; width: number; limit: number; gap: number },
  ): number {
    let small: { nodes: number[]; functions: number; h: number } | undefined;
    const flush = (): void => {
      if (small && small.h >= MERGE_DRAWN) {
        const { nodes, functions, h } = small;
        this.merged.push({ nodes, functions, x, y, w: NARROW, h });
      }
      y += small?.h ?? 0;
      small = undefined;
    };
    for (const frame of members) {
      const h = this.heightOf(frame);
      // A hair's breadth of rounding is no reason to leave a frame out.
      if (h < MERGED || y + (small?.h ?? 0) + h > limit + 0.5) {
        small ??= { nodes: [], functions: 0, h: 0 };
        small.nodes.push(firstOf(frame));
        small.functions += frame.functions;
        small.h = Math.min(small.h + h, Math.max(0, limit - y));
        continue;
      }
      flush();
      const turned = this.isTrunk(frame, h);
      this.put(frame, { x, y, w: turned ? TRUNK_WIDTH : width, h }, turned);
      y += h + gap;
    }
    flush();
    return y;
  }

  private put(frame: Frame, box: Box, turned: boolean): void {
    const { nodes, children, functions, value } = frame;
    const root = (this.tree.parent[firstOf(frame)] ?? -1) < 0;
    this.frames.push({ ...box, nodes, functions, value, turned, root });
    for (const node of nodes) this.drawn += this.tree.count[node] ?? 0;
    if (children.length > 0) this.family(children, firstOf(frame), box.x + box.w, box.y, box.y + box.h, 0);
  }

  /** Merges that stand; what was added to one of their frames is counted in them. */
  private keepMerged(members: readonly Frame[], { merged }: Standing): void {
    const functions = new Map(members.map((frame) => [firstOf(frame), frame.functions]));
    for (const one of merged) {
      if (!functions.has(one.nodes[0] ?? -1)) continue;
      this.merged.push({ ...one, functions: one.nodes.reduce((sum, node) => sum + (functions.get(node) ?? 0), 0) });
    }
  }

  private heightOf({ value }: Frame): number {
    return value * this.scale;
  }

  private isTrunk(frame: Frame, h: number): boolean {
    if (h < TRUNK_FROM || !isFunction(this.tree, firstOf(frame))) return false;
    const biggest = Math.max(0, ...frame.children.map(({ value }) => value));
    if (biggest < TRUNK_SHARE * frame.value) return false;
    return h >= TRUNK_CUT_FROM || this.options.measure(this.turnedLabel(frame), FONT) + 12 <= h;
  }

  private turnedLabel(frame: Frame): string {
    return `${frame.nodes.map((node) => this.tree.label[node] ?? '').join(' › ')}  ${String(frame.functions)}`;
  }

  private widthOf(members: readonly Frame[], room: number): number {
    let widest = NARROW;
    for (const frame of members) {
      const h = Math.min(this.heightOf(frame), room);
      if (h < READABLE || this.isTrunk(frame, h)) continue;
      widest = Math.max(widest, this.labelWidth(frame, h));
    }
    return Math.min(widest, WIDEST);
  }

  private labelWidth(frame: Frame, h: number): number {
    const { measure } = this.options;
    const names = frame.nodes.map((node) => this.tree.label[node] ?? '');
    const [first = '', ...others] = chainLines(names, Math.floor(h / LINE));
    const count = measure(String(frame.functions), SMALL_FONT);
    const lines = [measure(first, FONT) + 10 + count, ...others.map((line) => measure(line, FONT))];
    return Math.ceil(Math.max(...lines)) + 14;
  }
}

/** The names of a chain in as many lines as there are. */
export function chainLines(names: readonly string[], lines: number): string[] {
  const [first = '', ...others] = names;
  const last = others.at(-1);
  if (last === undefined) return [first];
  if (lines < 2) return [`${first} › …`];
  if (others.length < lines) return [first, ...others.map((name) => `› ${name}`)];
  if (lines < 3) return [first, `› … › ${last}`];
  const shown = others.slice(0, lines - 3);
  return [
    ...[first, ...shown.map((name) => `› ${name}`)],
    ...[`› ${String(others.length - shown.length - 1)} more`, `› ${last}`],
  ];
}

function firstOf({ nodes }: Frame): number {
  return nodes[0] ?? -1;
}
