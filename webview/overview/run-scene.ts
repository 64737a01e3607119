import type { RunBox, RunOverview } from '../../protocol/overview.js';
import { formatCount, formatMs, MOST_LETTERS, plural, shortened } from '../../protocol/text.js';
import { type Drawn, select, type Selection } from './run-select.js';
import { boxWidth, type Measure, rightOf, type Scene, type SceneBox, SMALL_TEXT, tabWidth } from './scene.js';

/** A run as a tree from left to right: one row a leaf, a parent in the middle of its children. */

const PAD = 10;
const GAP = 24;
const LEAST_ROW = 23;
const MOST_ROW = 34;
/** Above a root where there are several: which thread it is. */
const TITLE = 17;
const BETWEEN = 14;
/** Lines bend within this, then run level. */
const BEND = 18;

export interface Room {
  width: number;
  height: number;
  measure: Measure;
}

export interface RunScene {
  scene: Scene;
  /** Functions with a box of their own, and those in no box. */
  drawn: number;
  elsewhere: number;
}

export function runScene(run: RunOverview, opened: ReadonlySet<string>, room: Room): RunScene {
  const { sizes, selection } = chosen(run, opened, room);
  return { scene: place(selection, run, opened, sizes, room), drawn: selection.drawn, elsewhere: selection.elsewhere };
}

/** Of labels, before a narrow pane draws fewer boxes than this. */
const SHORTER = [26, 18];
const FEW_BOXES = 12;

function chosen(run: RunOverview, opened: ReadonlySet<string>, room: Room): { sizes: Sizes; selection: Selection } {
  const withLabels = (letters: number): { sizes: Sizes; selection: Selection } => {
    const sizes = new Sizes(room.measure, letters);
    return { sizes, selection: select(run.boxes, run.ran, opened, (one) => fits(one, sizes, room)) };
  };
  let best = withLabels(MOST_LETTERS);
  for (const letters of SHORTER) {
    if (best.selection.drawn >= Math.min(FEW_BOXES, run.ran)) break;
    const tried = withLabels(letters);
    if (tried.selection.drawn > best.selection.drawn) best = tried;
  }
  return best;
}

class Sizes {
  private readonly labels = new Map<RunBox, number>();

  constructor(
    readonly measure: Measure,
    private readonly letters: number,
  ) {}

  text({ label }: RunBox): string {
    return shortened(label, this.letters);
  }

  label(box: RunBox): number {
    let width = this.labels.get(box);
    if (width === undefined) this.labels.set(box, (width = boxWidth(this.text(box), this.measure, box.parent < 0)));
    return width;
  }

  whole({ box, inside }: Drawn): number {
    return this.label(box) + (inside > 0 ? tabWidth(`+${formatCount(inside)}`, this.measure) : 0);
  }

  gap(children: readonly Drawn[]): number {
    const most = Math.max(0, ...children.map(({ via }) => via));
    return most === 0 ? GAP : GAP + Math.ceil(this.measure(viaText(most), SMALL_TEXT)) + 6;
  }

  note({ box }: Drawn): number {
    return Math.ceil(this.measure(noteOf(box), SMALL_TEXT)) + 8;
  }
}

/** A file beside a leaf: where its name is long, its function's says more. */
const noteOf = ({ file }: RunBox): string => shortened(file, 24);
const viaText = (via: number): string => `via ${formatCount(via)}`;

function rowsOf({ children, more }: Drawn): number {
  const own = children.reduce((sum, child) => sum + rowsOf(child), 0) + (more > 0 ? 1 : 0);
  return Math.max(1, own);
}

function reachOf(drawn: Drawn, sizes: Sizes): number {
  const { children } = drawn;
  if (children.length === 0) return sizes.whole(drawn) + sizes.note(drawn);
  return sizes.whole(drawn) + sizes.gap(children) + Math.max(...children.map((child) => reachOf(child, sizes)));
}

function overhead({ roots }: Selection): number {
  const threads = new Set(roots.map(({ box }) => box.thread)).size;
  return 2 * PAD + (threads > 1 ? threads * (TITLE + BETWEEN) : 0);
}

function fits(selection: Selection, sizes: Sizes, { width, height }: Room): boolean {
  const rows = selection.roots.reduce((sum, root) => sum + rowsOf(root), 0);
  if (rows * LEAST_ROW + overhead(selection) > height) return false;
  return selection.roots.every((root) => reachOf(root, sizes) + 2 * PAD <= width);
}

function place(selection: Selection, run: RunOverview, opened: ReadonlySet<string>, sizes: Sizes, room: Room): Scene {
  const { roots } = selection;
  const rows = roots.reduce((sum, root) => sum + rowsOf(root), 0);
  const row = Math.min(MOST_ROW, Math.max(LEAST_ROW, (room.height - overhead(selection)) / Math.max(1, rows)));
  const scene: Scene = { width: 0, height: 0, boxes: [], lines: [], texts: [], bars: [], separators: [] };
  const placer = new Placer(scene, run, opened, sizes, row);
  const threads = new Set(roots.map(({ box }) => box.thread)).size;
  roots.forEach((root, at) => {
    const begins = threads > 1 && roots[at - 1]?.box.thread !== root.box.thread;
    if (begins && at > 0) {
      scene.separators.push(placer.top + BETWEEN / 2);
      placer.top += BETWEEN;
    }
    if (begins) {
      placer.top += TITLE;
      placer.title(root);
    }
    placer.put(root, PAD, undefined);
  });
  scene.width =
    Math.max(...scene.boxes.map((box) => rightOf(box) + (box.note ? placer.noteWidth(box.note) : 0)), 0) + PAD;
  scene.height = placer.top + PAD;
  return scene;
}

class Placer {
  top = PAD;

  constructor(
    private readonly scene: Scene,
    private readonly run: RunOverview,
    private readonly opened: ReadonlySet<string>,
    private readonly sizes: Sizes,
    private readonly row: number,
  ) {}

  put(drawn: Drawn, x: number, parent: SceneBox | undefined): SceneBox {
    const box = this.boxOf(drawn, x, parent);
    this.scene.boxes.push(box);
    const left = rightOf(box) + this.sizes.gap(drawn.children);
    const placed = drawn.children.map((child) => ({ child, at: this.put(child, left, box) }));
    if (drawn.more > 0) placed.push({ child: drawn, at: this.rest(drawn, left, box) });
    if (placed.length === 0) {
      box.y = this.top + this.row / 2;
      this.top += this.row;
      box.note = noteOf(drawn.box);
    } else box.y = ((placed[0]?.at.y ?? 0) + (placed.at(-1)?.at.y ?? 0)) / 2;
    for (const { child, at } of placed) this.line(box, at, child === drawn ? 0 : child.via, child);
    return box;
  }

  /** Which thread a tree belongs to, above the first row of it: its root stands in the middle. */
  title({ box }: Drawn): void {
    const text = box.thread === 1 ? 'main thread' : `thread ${box.thread}`;
    const width = this.sizes.measure(text, SMALL_TEXT);
    this.scene.texts.push({ x: PAD, y: this.top - 6, text, width });
  }

  noteWidth(note: string): number {
    return this.sizes.measure(note, SMALL_TEXT) + 8;
  }

  private boxOf(drawn: Drawn, x: number, parent: SceneBox | undefined): SceneBox {
    const { box, inside } = drawn;
    const { node } = box;
    const text = `+${formatCount(inside)}`;
    return {
      ...{ id: box.id, x, y: 0, width: this.sizes.label(box), label: this.sizes.text(box) },
      ...(node ? { kind: 'function', node } : { kind: 'group' }),
      title: titleOf(drawn),
      ...(node && { heat: heatOf(node.ms ?? 0) }),
      root: box.parent < 0,
      failed: node?.state === 'failed',
      opens: box.children > 0,
      open: this.opened.has(box.id),
      ...(inside > 0 && {
        tab: {
          text,
          width: tabWidth(text, this.sizes.measure),
          title: `${plural(inside, 'function')} more ran inside it`,
        },
      }),
      ...(parent && { parent: parent.id }),
    };
  }

  private rest(drawn: Drawn, x: number, parent: SceneBox): SceneBox {
    const label = `${formatCount(drawn.more)} more ran`;
    const box: SceneBox = {
      ...{
        id: `${drawn.box.id}#rest`,
        x,
        y: this.top + this.row / 2,
        width: boxWidth(label, this.sizes.measure),
        label,
      },
      ...{ title: `More functions that ${drawn.box.label} called first`, kind: 'rest', parent: parent.id, opens: true },
    };
    this.top += this.row;
    this.scene.boxes.push(box);
    return box;
  }

  private line(from: SceneBox, to: SceneBox, via: number, { box }: Drawn): void {
    const [start, end] = [rightOf(from), to.x];
    const bend = Math.min(BEND, (end - start) / 2);
    const middle = start + bend;
    const path = `M${start} ${from.y}C${start + bend * 0.6} ${from.y} ${middle - bend * 0.6} ${to.y} ${middle} ${to.y}L${end} ${to.y}`;
    const share = Math.sqrt(box.below / Math.max(1, this.run.ran));
    this.scene.lines.push({
      ...{ from: from.id, to: to.id, path, width: 1.1 + 3.4 * share, dotted: via > 0, ran: true, arrow: true },
      points: [
        { x: start, y: from.y },
        { x: middle, y: to.y },
        { x: end, y: to.y },
      ],
    });
    if (via === 0) return;
    const text = viaText(via);
    const width = this.sizes.measure(text, SMALL_TEXT);
    this.scene.texts.push({ x: end - 12 - width, y: to.y, text, width, boxed: true });
  }
}

/** In the engine less than 1, 3, 8 ms, or more. */
export function heatOf(ms: number): 0 | 1 | 2 | 3 {
  return ms < 1 ? 0 : ms < 3 ? 1 : ms < 8 ? 2 : 3;
}

function titleOf({ box, inside }: Drawn): string {
  const { node } = box;
  if (!node) return `${box.label}\n${plural(box.below, 'function')} ran`;
  return [
    node.signature,
    [
      node.ms === undefined ? '' : `${formatMs(node.ms)} in the engine`,
      node.materializedByName === undefined ? '' : `first called from ${node.materializedByName}`,
      inside > 0 ? `${plural(inside, 'function')} ran inside it` : '',
      plural(node.callers, 'caller'),
    ]
      .filter((part) => part !== '')
      .join(' · '),
  ].join('\n');
}
