import type { Members } from '../../protocol/graph.js';
import type { PartBox, PartLane, PartsOverview } from '../../protocol/overview.js';
import { entryOf } from '../call-graph/entry.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import { isTouched, type Overlay } from '../run/overlay.js';
import { entriesOf } from './entries.js';
import { firstCallers } from './first-callers.js';
import { functionNode } from './nodes.js';
import { membersIn } from './group-counts.js';
import { plainLabels } from './plain-labels.js';
import { type PartGraph, partGraphOf, type ProgramPart } from './part-graph.js';
import { placeOf } from './run-overview.js';

/** The largest of those that the program's start reaches; functions are small enough to be seen by forty. */
const MOST = { part: 24, function: 40 };
/** Parts that this share of all parts calls are used everywhere: lines to them would say nothing. */
const EVERYWHERE = 0.2;
/** In a program of few parts, every part is called by a fifth of them. */
const LEAST_PARTS_WITH_HUBS = 12;
/** A part that calls more has the others under whoever calls them next most. */
const MOST_CHILDREN = 12;
/** The page draws a few, and those of the box that is selected. */
const MOST_LANES = 400;
/** Functions of a part that was opened; the rest is one row. */
const MOST_ROWS = 8;
const MOST_ROWS_OPENED = 100;

export interface PartsInput {
  graph: CallGraph;
  owners: Ownership;
  overlay: Overlay;
  opened: ReadonlySet<string>;
  modulesMissing: number;
  goesOn: boolean;
}

export function partsOverview(input: PartsInput): PartsOverview {
  return new PartsPicture(input).overview();
}

/** Where a part hangs in the tree. */
interface Placed {
  part: number;
  parent: Placed | undefined;
  sure: boolean;
  children: Placed[];
}

class PartsPicture {
  private readonly pieces: PartGraph;
  /** What the program's start leads to. */
  private readonly led: ReadonlySet<number>;
  /** What may be drawn. */
  private readonly reached: ReadonlySet<number>;
  private readonly hubs: ReadonlySet<number>;
  private readonly boxes: PartBox[] = [];
  private readonly boxOf = new Map<number, number>();

  constructor(private readonly input: PartsInput) {
    this.pieces = partGraphOf(input.graph, input.owners);
    const start = this.start();
    this.led = this.ledTo(start);
    // There is room for all of a small program, and what nothing leads to may be called from outside.
    const all = this.ownEntry() === undefined || this.pieces.unit === 'function';
    this.reached = all ? new Set(this.pieces.parts.keys()) : this.led;
    this.hubs = this.everywhere(start);
  }

  overview(): PartsOverview {
    const start = this.start();
    const shown = this.largest(start);
    const roots = start === undefined ? [] : this.tree(start, shown);
    for (const root of roots) this.write(root, -1);
    // What is used everywhere has no place of its own in the tree; opened, it stands below.
    for (const part of this.hubs) {
      if (this.input.opened.has(this.pieces.parts[part]?.id ?? ''))
        this.write({ part, parent: undefined, sure: true, children: [] }, -1);
    }
    const folded = this.pieces.parts.filter((_, at) => !this.boxOf.has(at) && !this.hubs.has(at));
    return {
      unit: this.pieces.unit,
      boxes: this.boxes,
      lanes: this.lanes(roots),
      hubs: [...this.hubs].map((hub) => this.hub(hub)).sort((a, b) => b.callers - a.callers),
      parts: this.pieces.parts.length,
      folded: {
        parts: folded.length,
        functions: folded.reduce((sum, { functions }) => sum + functions.length, 0),
        ran: folded.reduce((sum, part) => sum + this.ranOf(part), 0),
        ...this.members(folded.flatMap(({ functions }) => functions)),
      },
    };
  }

  private start(): number | undefined {
    const own = this.ownEntry();
    if (own !== undefined) return own;
    // A test program's `main` is its framework's: the part with most of the code, or the largest test, has most to show.
    const entries = entriesOf(this.input.graph, this.input.owners);
    const { parts, unit } = this.pieces;
    const entered = parts.map(({ functions }) => unit === 'part' || functions.some((index) => entries.has(index)));
    const all = [...parts.keys()].sort((a, b) => (parts[b]?.size ?? 0) - (parts[a]?.size ?? 0));
    return all.find((part) => entered[part]) ?? all[0];
  }

  /** The part with the program's own start; undefined where that is a library's. */
  private ownEntry(): number | undefined {
    const entry = entryOf(this.input.graph);
    const at = entry === undefined ? -1 : (this.pieces.of[entry] ?? -1);
    return at < 0 ? undefined : at;
  }

  private ledTo(start: number | undefined): ReadonlySet<number> {
    const found = new Set(start === undefined ? [] : [start]);
    for (const part of found)
      for (const row of [this.pieces.calls[part], this.pieces.guesses[part]])
        for (const to of row?.keys() ?? []) found.add(to);
    return found;
  }

  private everywhere(start: number | undefined): Set<number> {
    const { parts } = this.pieces;
    if (parts.length < LEAST_PARTS_WITH_HUBS) return new Set();
    const least = Math.max(4, parts.length * EVERYWHERE);
    return new Set([...parts.keys()].filter((part) => part !== start && this.callersOf(part) >= least));
  }

  private callersOf(part: number): number {
    this.callers ??= this.countCallers();
    return this.callers[part] ?? 0;
  }

  private callers: Int32Array | undefined;

  /** Once for all: each part asked about each other is the square of them. */
  private countCallers(): Int32Array {
    const counts = new Int32Array(this.pieces.parts.length);
    for (const row of this.pieces.calls) for (const to of row.keys()) counts[to] = (counts[to] ?? 0) + 1;
    return counts;
  }

  private largest(start: number | undefined): Set<number> {
    const { parts } = this.pieces;
    const size = (part: number): number => (part === start ? Infinity : (parts[part]?.size ?? 0));
    return new Set(
      [...this.reached]
        .filter((part) => !this.hubs.has(part))
        .sort((a, b) => size(b) - size(a))
        .slice(0, MOST[this.pieces.unit]),
    );
  }

  /** Again and again the strongest call from a part inside to one outside; guesses only where no call is left. */
  private tree(start: number, shown: ReadonlySet<number>): Placed[] {
    const root: Placed = { part: start, parent: undefined, sure: true, children: [] };
    const roots = [root];
    const inside = new Map([[start, root]]);
    for (;;) {
      const found = this.strongest(inside, shown, this.pieces.calls);
      const next = found ?? this.strongest(inside, shown, this.pieces.guesses) ?? this.stranded(root, inside, shown);
      if (!next) return roots;
      // One that has too many below it calls its others all the same.
      const calls = next.parent && this.pieces.calls[next.parent.part]?.has(next.part);
      const placed: Placed = { ...next, sure: found !== undefined || calls === true, children: [] };
      (next.parent?.children ?? roots).push(placed);
      inside.set(next.part, placed);
    }
  }

  private strongest(
    inside: ReadonlyMap<number, Placed>,
    shown: ReadonlySet<number>,
    rows: PartGraph['calls'],
  ): { part: number; parent: Placed } | undefined {
    let best: { part: number; parent: Placed } | undefined;
    let most = 0;
    for (const [from, parent] of inside) {
      if (parent.children.length >= MOST_CHILDREN) continue;
      for (const [part, sites] of rows[from] ?? []) {
        if (sites <= most || inside.has(part) || !shown.has(part)) continue;
        best = { part, parent };
        most = sites;
      }
    }
    return best;
  }

  /** Reached only through parts that are not drawn. */
  private stranded(
    root: Placed,
    inside: ReadonlyMap<number, Placed>,
    shown: ReadonlySet<number>,
  ): { part: number; parent: Placed | undefined } | undefined {
    const part = [...shown].find((one) => !inside.has(one));
    if (part === undefined) return undefined;
    // Where a library starts the program, as that of a test framework, each of its tests is a start of its own.
    const alone = this.ownEntry() === undefined || !this.led.has(part);
    return { part, parent: alone ? undefined : root };
  }

  private write(placed: Placed, parent: number): void {
    const part = this.pieces.parts[placed.part];
    if (!part) return;
    const open = this.input.opened.has(part.id);
    const observed = placed.parent !== undefined && this.firstCalls(placed.parent.part, placed.part) > 0;
    const number = this.boxes.push({ ...this.boxFor(part, parent), sure: placed.sure, observed, open }) - 1;
    this.boxOf.set(placed.part, number);
    if (open) this.writeFunctions(part, number);
    for (const child of placed.children) this.write(child, number);
  }

  private boxFor(part: ProgramPart, parent: number): Omit<PartBox, 'sure' | 'observed' | 'open'> {
    const { graph } = this.input;
    const [only] = part.functions;
    const single = this.pieces.unit === 'function' && only !== undefined;
    const fn = single ? graph.functions[only] : undefined;
    return {
      id: fn?.id ?? part.id,
      label: part.label,
      title: part.title,
      parent,
      kind: single ? 'function' : 'part',
      functions: part.functions.length,
      ran: this.ranOf(part),
      size: part.size,
      sizeRan: part.functions.reduce((sum, index) => sum + (this.ran(index) ? this.sizeOf(index) : 0), 0),
      ...(fn && this.aboutFunction(fn)),
      ...this.members(part.functions),
    };
  }

  private aboutFunction(fn: LinkedFunction): Pick<PartBox, 'file' | 'entry' | 'node'> {
    const entry = entriesOf(this.input.graph, this.input.owners).get(fn.index);
    return { file: placeOf(this.input.graph, fn), ...(entry && { entry }), node: this.node(fn.index) };
  }

  /** Those that ran in their order, then those that most call from outside. */
  private writeFunctions(part: ProgramPart, parent: number): void {
    const { graph, opened } = this.input;
    const rest = `${part.id}#rest`;
    const order = (index: FunctionIndex): number => this.input.overlay.functions.get(index)?.order ?? Infinity;
    const outside = (index: FunctionIndex): number =>
      graph
        .directCallers(index)
        .reduce((sum, caller) => sum + (this.pieces.of[caller] === this.pieces.of[index] ? 0 : 1), 0);
    const sorted = [...part.functions].sort((a, b) => {
      const [one, other] = [order(a), order(b)];
      return one === other ? outside(b) - outside(a) : one - other;
    });
    const shown = sorted.slice(0, opened.has(rest) ? MOST_ROWS_OPENED : MOST_ROWS);
    const labels = plainLabels(graph, this.input.owners, shown);
    for (const index of shown) {
      const fn = graph.functions[index];
      if (!fn) continue;
      const ran = this.ran(index);
      this.boxes.push({
        ...{ id: fn.id, label: labels.get(index) ?? fn.label, title: fn.signature, parent, kind: 'function' },
        ...{ functions: 1, ran: ran ? 1 : 0, size: fn.instructions, sizeRan: ran ? fn.instructions : 0 },
        ...{ sure: true, observed: ran, open: false, ...this.aboutFunction(fn), ...this.members([index]) },
      });
    }
    const left = sorted.slice(shown.length);
    if (left.length === 0) return;
    const ran = left.filter((index) => this.ran(index));
    const size = (list: readonly FunctionIndex[]): number => list.reduce((sum, index) => sum + this.sizeOf(index), 0);
    this.boxes.push({
      ...{
        id: rest,
        label: `${String(left.length)} more`,
        title: `More functions of ${part.title}`,
        parent,
        kind: 'rest',
      },
      ...{ functions: left.length, ran: ran.length, size: size(left), sizeRan: size(ran) },
      ...{ sure: true, observed: ran.length > 0, open: false, ...this.members(left) },
    });
  }

  /** Calls among those drawn that the tree does not have, the strongest first. */
  private lanes(roots: readonly Placed[]): PartLane[] {
    const inTree = new Set<string>();
    const parts: Placed[] = [];
    const open = [...roots];
    for (let at = open.pop(); at; at = open.pop()) {
      parts.push(at);
      if (at.parent) inTree.add(`${String(at.parent.part)} ${String(at.part)}`);
      open.push(...at.children);
    }
    const all: PartLane[] = [];
    for (const { part: from } of parts) {
      for (const [to, sites] of this.pieces.calls[from] ?? []) {
        const [a, b] = [this.boxOf.get(from), this.boxOf.get(to)];
        if (a === undefined || b === undefined || inTree.has(`${String(from)} ${String(to)}`)) continue;
        all.push({ from: a, to: b, sites, observed: this.firstCalls(from, to) > 0 });
      }
    }
    return all.sort((a, b) => b.sites - a.sites).slice(0, MOST_LANES);
  }

  private hub(part: number): PartsOverview['hubs'][number] {
    const { id, label, functions } = this.pieces.parts[part] ?? { id: '', label: '', functions: [] };
    const ran = functions.filter((index) => this.ran(index)).length;
    return { id, label, callers: this.callersOf(part), functions: functions.length, ran, ...this.members(functions) };
  }

  private firstCalls(from: number, to: number): number {
    this.observed ??= this.countFirstCalls();
    return this.observed.get(`${String(from)} ${String(to)}`) ?? 0;
  }

  private observed: Map<string, number> | undefined;

  private countFirstCalls(): Map<string, number> {
    const counts = new Map<string, number>();
    const { graph, owners, overlay } = this.input;
    const open = [...firstCallers(graph, owners, overlay)];
    for (let caller = open.pop(); caller; caller = open.pop()) {
      open.push(...caller.children);
      const from = caller.parent ? (this.pieces.of[caller.parent.index] ?? -1) : -1;
      const to = this.pieces.of[caller.index] ?? -1;
      if (from < 0 || to < 0) continue;
      const key = `${String(from)} ${String(to)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  private members(of: readonly FunctionIndex[]): { members?: Members } {
    const { graph, overlay, goesOn } = this.input;
    if (!goesOn) return {};
    const functions = [...of].sort((a, b) => a - b).flatMap((index) => graph.functions[index] ?? []);
    return { members: membersIn(functions, overlay) };
  }

  private ranOf(part: ProgramPart): number {
    return part.functions.reduce((sum, index) => sum + (this.ran(index) ? 1 : 0), 0);
  }

  private ran(index: FunctionIndex): boolean {
    return isTouched(index, this.input.overlay);
  }

  private sizeOf(index: FunctionIndex): number {
    return this.input.graph.functions[index]?.instructions ?? 0;
  }

  private node(index: FunctionIndex): ReturnType<typeof functionNode> | undefined {
    const { graph, overlay, modulesMissing, owners } = this.input;
    const fn = graph.functions[index];
    return fn && functionNode(graph, fn, overlay, modulesMissing, owners);
  }
}
