import { callersOf, childrenOf, type Hues, isFunction } from '../../protocol/layout/frames.js';
import {
  type Icicle,
  layOutIcicle,
  type MergedFrame,
  type PlacedFrame,
  type Standing,
} from '../../protocol/layout/icicle.js';
import { drawRun, nameOf, valueText } from '../../protocol/layout/run-drawing.js';
import { huesByInk, legendOf, runName, runPicture, runText } from '../../protocol/layout/run-picture.js';
import { runTable } from '../../protocol/layout/tables.js';
import { formatCount, plural } from '../../protocol/text.js';
import type { Metric, RunTree } from '../../protocol/views.js';
import { ViewBar } from './bar.js';
import { SceneCanvas } from './canvas.js';
import { partsLegend } from './parts-legend.js';
import { Glide } from './glide.js';
import { Pointer } from './pointer.js';
import type { ViewPicture } from './saved.js';
import type { ViewEvents } from './view-events.js';

const MARGIN = 8;
/** A live picture is laid out anew when it has this many times the functions, or nothing came for a while. */
const GROWTH = 2;
const PAUSE_MS = 1200;
const HEADROOM = 0.35;

export interface RunChoices {
  metric: Metric;
  /** The function whose frame fills the height. */
  pivot: string | null;
}

/** Who called whom first, from left to right; live while the program runs. */
export class RunView {
  readonly element = document.createElement('section');
  private readonly bar = new ViewBar('Callers of the frame that is shown');
  private readonly legend = partsLegend();
  private readonly scene: SceneCanvas;
  private readonly glide = new Glide();
  private tree: RunTree | undefined;
  private choices: RunChoices = { metric: 'count', pivot: null };
  private icicle: Icicle | undefined;
  private hues: Hues | undefined;
  private children: number[][] = [];
  /** What the last full layout was made for; another one is made when that is other. */
  private laidOutFor = '';
  private laidOutAt = 0;
  private settle: ReturnType<typeof setTimeout> | undefined;
  private panned = 0;
  /** A picture that is so many times as high as the pane, and how far it was drawn up. */
  private scale = 1;
  private raised = 0;
  private later: ReadonlySet<string> = new Set();
  private picked: string | null = null;
  private searched = '';
  private stack: readonly string[] = [];
  private shownText = '';

  constructor(private readonly events: ViewEvents & { onRunChoice(choice: Partial<RunChoices>): void }) {
    this.element.className = 'program-view run-view';
    const stage = document.createElement('div');
    stage.className = 'stage';
    stage.tabIndex = 0;
    stage.setAttribute('role', 'group');
    stage.setAttribute(
      'aria-label',
      'Run tree. Arrow keys walk along first calls, Space makes a frame the root, Enter opens its source.',
    );
    this.scene = new SceneCanvas(() => this.show());
    stage.append(this.scene.element);
    this.element.append(this.bar.element, stage, this.legend.element);
    new ResizeObserver(() => this.layOut(false)).observe(stage);
    new Pointer(stage, {
      onHover: (at) => this.hover(at),
      onClick: (at) => this.click(at),
      onSettled: (at) => this.pivotAt(at),
      onDouble: (at) => this.open(at),
      onPan: (dx, dy) => this.pan(dx, dy),
      onWheel: (wheel) => this.wheel(wheel),
    });
    stage.addEventListener('keydown', (event) => this.key(event));
  }

  /** A run that goes on, or another one. */
  set(tree: RunTree, choices: RunChoices): void {
    this.tree = tree;
    this.choices = choices;
    this.children = childrenOf(tree);
    this.layOut(true);
  }

  select(id: string | null): boolean {
    this.picked = id;
    this.paint();
    return id !== null && (this.tree?.id.includes(id) ?? false);
  }

  /** Functions in which the program stands. */
  light(ids: readonly string[]): void {
    this.stack = ids;
    this.paint();
  }

  /** How many functions of the run have that in their names. */
  search(text: string): number {
    this.searched = text.trim().toLowerCase();
    this.paint();
    return this.found()?.size ?? 0;
  }

  /** Replay: frames of what came later are pale. */
  replay(later: ReadonlySet<string>): void {
    this.later = later;
    this.paint();
  }

  /** Higher frames have more names; the picture is then higher than the pane. */
  zoom(by: number): void {
    const before = this.scale;
    this.scale = Math.min(16, Math.max(1, before * by));
    const middle = this.scene.size.height / 2;
    this.raised = middle - ((middle - this.raised) * this.scale) / before;
    this.layOut(false);
  }

  fit(): void {
    [this.scale, this.panned, this.raised] = [1, 0, 0];
    this.layOut(false);
  }

  /** As it is saved: all of it, however far it goes to the right. */
  picture(): ViewPicture | undefined {
    const { tree, choices } = this;
    const { palette, fontFamily: font, measure } = this.scene;
    const { width, height } = this.scene.size;
    if (!tree) return undefined;
    const options = { metric: choices.metric, root: this.root(), width, height: height + 78, measure };
    const covers = `${this.shownText} · ${runName(tree.run)}`;
    return { drawing: runPicture(tree, options), palette, font, covers, data: tree, table: runTable(tree) };
  }

  /** Of all of the picture. */
  private get height(): number {
    return Math.round(this.scene.size.height * this.scale);
  }

  private root(): number | undefined {
    const { pivot } = this.choices;
    const at = pivot === null ? -1 : (this.tree?.id.indexOf(pivot) ?? -1);
    return at < 0 ? undefined : at;
  }

  /** `grown`: only the run went on, perhaps. What stands stays then, until there is much that is new, or a pause. */
  private layOut(grown: boolean): void {
    const { tree, height } = this;
    if (!tree || this.scene.size.width === 0 || height === 0) return;
    const live = isLive(tree);
    const key = JSON.stringify([tree.program, tree.run?.id, this.root(), this.choices.metric, height]);
    const keeps = grown && key === this.laidOutFor && this.icicle !== undefined;
    const news = tree.id.length !== this.icicle?.standing.size;
    // The room that was left for what comes is given back when nothing comes any more.
    const settled = live || this.settle === undefined;
    if (!keeps || news || !settled) this.layOutAnew(tree, { keeps, live, key, height });
    else if (live) this.recount(tree);
    this.show();
  }

  private layOutAnew(
    tree: RunTree,
    { keeps, live, key, height }: { keeps: boolean; live: boolean; key: string; height: number },
  ): void {
    const stands = keeps && live && tree.id.length < this.laidOutAt * GROWTH;
    this.arrange(tree, { stands, live, root: this.root(), height });
    if (!stands) [this.laidOutFor, this.laidOutAt] = [key, tree.id.length];
    clearTimeout(this.settle);
    this.settle = stands ? setTimeout(() => this.rest(), PAUSE_MS) : undefined;
  }

  /** Frames are what they were; those of libraries may hold more functions. */
  private recount(tree: RunTree): void {
    this.arrange(tree, { stands: true, live: true, root: this.root(), height: this.height });
  }

  private arrange(
    tree: RunTree,
    { stands, live, root, height }: { stands: boolean; live: boolean; root: number | undefined; height: number },
  ): void {
    const standing: Standing | undefined = stands ? this.icicle?.standing : undefined;
    const before = this.icicle?.standing.frames;
    const headroom = live ? HEADROOM : 0;
    const { measure } = this.scene;
    this.icicle = layOutIcicle(tree, { metric: this.choices.metric, root, height, measure, standing, headroom });
    // A colour that changes its meaning while one looks is as bad as a place that does.
    if (!stands || !this.hues) this.hues = huesByInk(tree, this.icicle);
    if (!stands && before && !this.events.reducedMotion()) this.glide.start(before, () => this.paint());
  }

  /** Nothing came for a while: all that did is laid out well. */
  private rest(): void {
    this.settle = undefined;
    this.laidOutFor = '';
    this.layOut(true);
  }

  private show(): void {
    const { tree, icicle } = this;
    if (!tree || !icicle) return;
    this.panned = Math.min(0, Math.max(this.panned, this.scene.size.width - MARGIN * 2 - icicle.width));
    this.raised = Math.min(0, Math.max(this.raised, this.scene.size.height - this.height));
    const root = this.root();
    const way = root === undefined ? [] : callersOf(tree, root);
    const all = {
      label: tree.parent.filter((parent) => parent < 0).length > 1 ? 'All threads' : nameOf(tree, 0),
      go: () => this.pivot(null),
    };
    const steps = way.map((at) => ({ label: nameOf(tree, at), go: () => this.pivot(tree.id[at] ?? null) }));
    const only = all.label === steps[0]?.label;
    const hint =
      root === undefined
        ? 'click a frame to make it the root'
        : `${formatCount(icicle.functions)} of ${formatCount(sum(tree.count))}`;
    this.bar.way(only ? [all, ...steps.slice(1)] : [all, ...steps], hint);
    this.bar.choose('Height by', METRICS, this.choices.metric, (metric) => this.events.onRunChoice({ metric }));
    if (this.hues) this.legend.set(legendOf(tree, this.hues), 'top to bottom: order of first call', this.scene.palette);
    this.paint();
  }

  private paint(): void {
    const { tree, icicle, hues } = this;
    const { width, height } = this.scene.size;
    if (!tree || !icicle || !hues || width === 0) return;
    const shown = this.glide.running
      ? { ...icicle, frames: icicle.frames.map((frame) => this.glide.at(frame)) }
      : icicle;
    const inner = width - 2 * MARGIN;
    const drawing = drawRun({
      ...{ tree, icicle: shown, hues, metric: this.choices.metric, measure: this.scene.measure },
      ...{
        width: inner - this.panned,
        height,
        selected: this.selectedNode(),
        found: this.found(),
        lit: this.lit(tree),
      },
    });
    this.scene.paint(drawing, { scale: 1, x: MARGIN + this.panned, y: this.raised });
    this.shownText = runText(tree, icicle, inner - this.panned);
    this.events.onStatus(this.shownText, tree.run);
    expose({
      frames: icicle.frames.map((frame) => ({ ...frame, label: nameOf(tree, frame.nodes[0] ?? -1) })),
      merged: icicle.merged,
      lit: [...this.lit(tree)].map((at) => nameOf(tree, at)),
      panned: this.panned,
      scale: this.scale,
      raised: this.raised,
      pale: this.later.size === 0 ? 0 : tree.id.filter((id) => this.later.has(id)).length,
      status: this.shownText,
    });
  }

  private selectedNode(): number | undefined {
    const at = this.picked === null ? -1 : (this.tree?.id.indexOf(this.picked) ?? -1);
    return at < 0 ? undefined : at;
  }

  private lit(tree: RunTree): ReadonlySet<number> {
    if (this.stack.length === 0) return new Set();
    const stack = new Set(this.stack);
    return new Set(tree.id.flatMap((id, at) => (stack.has(id) ? [at] : [])));
  }

  private found(): ReadonlySet<number> | undefined {
    const { tree, searched, later } = this;
    if (!tree || (searched === '' && later.size === 0)) return undefined;
    const fits = (label: string, at: number): boolean =>
      label.toLowerCase().includes(searched) && !later.has(tree.id[at] ?? '');
    return new Set(tree.label.flatMap((label, at) => (fits(label, at) ? [at] : [])));
  }

  private frameAt({ x, y }: { x: number; y: number }): PlacedFrame | undefined {
    const [left, top] = [x - MARGIN - this.panned, y - this.raised];
    return this.icicle?.frames.find((frame) => holds(frame, left, top));
  }

  private mergedAt({ x, y }: { x: number; y: number }): MergedFrame | undefined {
    return this.icicle?.merged.find((one) => holds(one, x - MARGIN - this.panned, y - this.raised));
  }

  /** Of a chain, the function whose line the pointer is on cannot be told apart in all sizes: the first one stands for it. */
  private functionAt(at: { x: number; y: number }): number | undefined {
    return this.frameAt(at)?.nodes[0];
  }

  private hover(at: { x: number; y: number } | undefined): void {
    const { tree } = this;
    const frame = at && this.frameAt(at);
    if (!tree || !at) return this.events.onTip(undefined, at);
    if (frame) return this.events.onTip(this.describe(frame), at);
    const merged = this.mergedAt(at);
    this.events.onTip(merged && [`${plural(merged.functions, 'function')} in small frames`, 'Click to see them'], at);
  }

  private describe(frame: PlacedFrame): string[] {
    const { tree } = this;
    if (!tree) return [];
    const [first = -1] = frame.nodes;
    const caller = tree.parent[first] ?? -1;
    const via = tree.via[first] ?? 0;
    const by =
      caller < 0
        ? 'Begins here'
        : `First called by ${nameOf(tree, caller)}${via > 0 ? ` via ${plural(via, 'library function')}` : ''}`;
    const others = tree.others[first] ?? 0;
    const also =
      others === 1 ? '1 other function that ran calls it' : `${plural(others, 'other function')} that ran call it`;
    const own = sum(frame.nodes.map((node) => tree.count[node] ?? 0));
    const kind = isFunction(tree, first)
      ? `${plural(frame.functions, 'function')} in it and below`
      : `${plural(own, 'function')} of a library`;
    const time = valueText({ value: sum(frame.nodes.map((node) => tree.time[node] ?? 0)), functions: 0 }, 'time');
    const bytes = valueText({ value: sum(frame.nodes.map((node) => tree.bytes[node] ?? 0)), functions: 0 }, 'bytes');
    const part = tree.parts.parts[tree.part[first] ?? -1]?.title ?? '';
    return [
      frame.nodes.map((node) => nameOf(tree, node)).join(' › '),
      others > 0 ? `${by}; ${also} too` : by,
      `${kind} · ${bytes} · ${time} in the engine`,
      part,
    ];
  }

  private click(at: { x: number; y: number }): void {
    const { tree } = this;
    const node = this.functionAt(at);
    if (!tree) return;
    this.events.onPick(node === undefined || !isFunction(tree, node) ? null : (tree.id[node] ?? null));
  }

  /** After a click that was no double click: that frame fills the height; the leftmost one goes back to its caller. */
  private pivotAt(at: { x: number; y: number }): void {
    const { tree } = this;
    if (!tree) return;
    const merged = this.mergedAt(at);
    if (merged) return this.pivotTo(tree.parent[merged.nodes[0] ?? -1]);
    const node = this.functionAt(at);
    if (node === undefined) return;
    if (!isFunction(tree, node)) return;
    this.pivotTo(node === this.root() ? tree.parent[node] : node);
  }

  private pivotTo(node: number | undefined): void {
    const id = node === undefined || node < 0 ? null : (this.tree?.id[node] ?? null);
    this.pivot(id);
  }

  private pivot(id: string | null): void {
    [this.panned, this.scale, this.raised] = [0, 1, 0];
    if (id !== this.choices.pivot) this.events.onRunChoice({ pivot: id });
  }

  private open(at: { x: number; y: number }): void {
    const node = this.functionAt(at);
    const id = node === undefined ? undefined : this.tree?.id[node];
    if (id !== undefined && !id.startsWith('group:')) this.events.onOpen(id);
  }

  private pan(dx: number, dy = 0): void {
    this.panned += dx;
    this.raised += dy;
    this.show();
  }

  /** The wheel goes along the tree; with the control key it zooms, as in the graph, and a picture that is zoomed is scrolled. */
  private wheel({ dx, dy, zoom }: { dx: number; dy: number; zoom: boolean }): void {
    if (zoom) this.zoom(Math.exp(-dy / 300));
    else if (this.scale > 1) this.pan(-dx, -dy);
    else this.pan(-(Math.abs(dx) > Math.abs(dy) ? dx : dy));
  }

  private key(event: KeyboardEvent): void {
    const { tree } = this;
    if (!tree || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.selectedNode();
    if (event.key === 'Enter' && this.picked !== null) this.events.onOpen(this.picked);
    else if (event.key === ' ' && at !== undefined) this.pivotTo(at === this.root() ? tree.parent[at] : at);
    else if (event.key === 'Backspace') this.pivotTo(tree.parent[this.root() ?? -1]);
    else if (event.key === 'Escape') this.leave();
    else if (ZOOM_KEYS.includes(event.key)) this.zoomByKey(event.key);
    else if (event.key.startsWith('Arrow')) this.pickNode(this.step(tree, at, event.key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private zoomByKey(key: string): void {
    if (key === '0') this.fit();
    else this.zoom(key === '+' ? 1.25 : 0.8);
  }

  /** What is selected first, then the frame that is the root. */
  private leave(): void {
    if (this.picked !== null || this.choices.pivot === null) this.events.onPick(null);
    else this.pivot(null);
  }

  /** Along first calls: to the caller, to whom it called first, to those before and behind it. */
  private step(tree: RunTree, at: number | undefined, key: string): number | undefined {
    if (at === undefined) return this.root() ?? 0;
    const caller = tree.parent[at] ?? -1;
    if (key === 'ArrowLeft') return caller < 0 ? at : caller;
    const below = (this.children[at] ?? []).filter((child) => isFunction(tree, child));
    if (key === 'ArrowRight') return below[0] ?? at;
    const beside =
      caller < 0
        ? tree.id.flatMap((_, one) => ((tree.parent[one] ?? -1) < 0 ? [one] : []))
        : (this.children[caller] ?? []);
    const others = beside.filter((one) => isFunction(tree, one));
    const place = others.indexOf(at) + (key === 'ArrowDown' ? 1 : -1);
    return others[place] ?? at;
  }

  private pickNode(node: number | undefined): void {
    const { tree } = this;
    const id = node === undefined ? undefined : tree?.id[node];
    if (tree && id !== undefined) this.events.onPick(id);
  }
}

const ZOOM_KEYS = ['+', '-', '0'];

const METRICS: { value: Metric; label: string }[] = [
  { value: 'count', label: 'count' },
  { value: 'bytes', label: 'bytes' },
  { value: 'time', label: 'engine time' },
];

function isLive({ run }: RunTree): boolean {
  return run?.status === 'running' || run?.status === 'starting';
}

function holds(box: { x: number; y: number; w: number; h: number }, x: number, y: number): boolean {
  return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** For tests: a canvas cannot be asked what is on it. */
function expose(run: object): void {
  const views = (globalThis as { autojitViews?: object }).autojitViews ?? {};
  Object.assign(globalThis, { autojitViews: { ...views, run } });
}
