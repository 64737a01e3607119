import type { PartBox, PartsOverview } from '../../protocol/overview.js';
import { formatCount, MOST_LETTERS, plural, shortened } from '../../protocol/text.js';
import { ENTRIES } from './entry-words.js';
import { type LaneRoom, lanesOf, restingLanes } from './lanes.js';
import { rounded } from './rounded.js';
import type { Room } from './run-scene.js';
import { boxWidth, rightOf, type Scene, type SceneBox, type SceneLine, SMALL_TEXT } from './scene.js';

/** The parts of a program, each indented under the part that calls it most; the same places whether they ran or not. */

const PAD = 10;
const INDENT = 27;
const LEAST_INDENT = 8;
/** A label that is cut shorter says nothing. */
const LEAST_LETTERS = 8;
const LEAST_ROW = 22;
const MOST_ROW = 26;
const LEAST_BARS = 70;

export interface PartsScene {
  scene: Scene;
  /** All lines when this box is selected. */
  linesFor: (id: string | null) => SceneLine[];
  /** Parts with a row, and what is left out of those that the server told. */
  drawn: number;
  left: { parts: number; functions: number; ran: number };
}

export function partsScene(parts: PartsOverview, showsRun: boolean, room: Room): PartsScene {
  const kept = fitting(parts.boxes, Math.max(2, Math.floor((room.height - 2 * PAD) / LEAST_ROW)));
  const left = parts.boxes.filter((box, at) => !kept.has(at) && box.kind !== 'rest');
  const { scene, linesFor } = new PartsPlacer(parts, kept, showsRun, room).place();
  return {
    scene,
    linesFor,
    drawn: [...kept].filter((at) => parts.boxes[at]?.kind === parts.unit).length,
    left: {
      parts: left.length,
      functions: left.reduce((sum, box) => sum + box.functions, 0),
      ran: left.reduce((sum, box) => sum + box.ran, 0),
    },
  };
}

/** As many as there are rows: again and again the smallest part goes that has none below it. What was opened stays. */
function fitting(boxes: readonly PartBox[], rows: number): Set<number> {
  const kept = new Set(boxes.keys());
  const opened = boxes.some(({ open }) => open);
  while (kept.size > rows && !opened) {
    const parents = new Set([...kept].map((at) => boxes[at]?.parent));
    const leaves = [...kept].filter((at) => !parents.has(at) && at > 0);
    const smallest = leaves.sort((a, b) => (boxes[a]?.size ?? 0) - (boxes[b]?.size ?? 0))[0];
    if (smallest === undefined) break;
    kept.delete(smallest);
  }
  return kept;
}

/** Parts of a function that stand for themselves nowhere (a variant of its destructor) run with it. */
function shareOf({ kind, size, sizeRan, ran }: PartBox): number {
  if (kind === 'function') return ran > 0 ? 1 : 0;
  return size === 0 ? 0 : sizeRan / size;
}

class PartsPlacer {
  private readonly scene: Scene = { width: 0, height: 0, boxes: [], lines: [], texts: [], bars: [], separators: [] };
  private readonly placed = new Map<number, SceneBox>();
  private readonly row: number;
  private readonly indent: number;

  constructor(
    private readonly parts: PartsOverview,
    private readonly kept: ReadonlySet<number>,
    private readonly showsRun: boolean,
    private readonly room: Room,
  ) {
    this.row = Math.min(MOST_ROW, Math.max(LEAST_ROW, (room.height - 2 * PAD) / Math.max(1, kept.size)));
    const deepest = Math.max(...[...kept].map((at) => this.level(at)), 0);
    this.indent = Math.min(INDENT, Math.max(LEAST_INDENT, Math.floor((room.width * 0.35) / Math.max(1, deepest))));
  }

  place(): Pick<PartsScene, 'scene' | 'linesFor'> {
    let y = PAD + this.row / 2;
    for (const at of [...this.kept].sort((a, b) => a - b)) {
      const part = this.parts.boxes[at];
      if (!part) continue;
      this.put(part, at, y);
      y += this.row;
    }
    const { scene, parts } = this;
    const tree = [...scene.lines];
    const room: LaneRoom = {
      ...{ boxes: this.placed, showsRun: this.showsRun, most: this.room.width - LEAST_BARS - PAD },
      rightOf: (box) => this.endOf(box),
    };
    const resting = restingLanes(parts.lanes, room);
    scene.lines.push(...resting);
    const ends = [...scene.boxes.map((box) => this.endOf(box)), ...resting.flatMap(({ points }) => points[1]?.x ?? 0)];
    const bars = Math.max(Math.max(...ends) + 24, this.room.width * 0.62);
    this.bars(bars);
    scene.height = y - this.row / 2 + PAD;
    scene.width = Math.max(this.room.width, ...scene.boxes.map((box) => this.endOf(box) + PAD));
    const linesFor = (id: string | null): SceneLine[] =>
      id === null || !scene.boxes.some((box) => box.id === id)
        ? [...tree, ...resting]
        : [...tree, ...lanesOf(id, parts.lanes, { ...room, most: Math.max(room.most, bars - 10) })];
    return { scene, linesFor };
  }

  /** With what is written beside it. */
  private endOf(box: SceneBox): number {
    return rightOf(box) + (box.note === undefined ? 0 : Math.ceil(this.room.measure(box.note, SMALL_TEXT)) + 9);
  }

  private level(at: number): number {
    let level = 0;
    for (let up = this.parts.boxes[at]?.parent ?? -1; up >= 0; up = this.parts.boxes[up]?.parent ?? -1) level += 1;
    return level;
  }

  private put(part: PartBox, at: number, y: number): void {
    const { measure } = this.room;
    const parent = this.placed.get(part.parent);
    const count = this.countOf(part);
    const x = PAD + this.level(at) * this.indent;
    const most = this.room.width - PAD - x;
    const besides = count === '' ? 0 : Math.ceil(measure(count, SMALL_TEXT)) + 10;
    const label = this.fitting(part.label, most - besides, at === 0);
    const width = boxWidth(label, measure, at === 0) + besides;
    const written = this.noteOf(part);
    const note = width + measure(written, SMALL_TEXT) + 9 <= most ? written : '';
    const box: SceneBox = {
      ...{
        id: part.id,
        x,
        y,
        width,
        label,
        kind: part.kind,
        title: this.titleOf(part),
      },
      ...(count !== '' && { count }),
      ...(note !== '' && { note }),
      root: at === 0,
      opens: part.kind !== 'function',
      open: part.open,
      ...(parent && { parent: parent.id }),
      ...(part.node && { node: part.node }),
      ...(this.showsRun && { share: shareOf(part), dashed: part.ran === 0 && part.node?.state !== 'eager' }),
      ...(this.showsRun && part.node?.state === 'failed' && { failed: true }),
    };
    this.scene.boxes.push(box);
    this.placed.set(at, box);
    if (parent) this.branch(part, parent, box);
  }

  /** Cut at its end where the pane is too narrow, down to where it would say nothing. */
  private fitting(label: string, most: number, bold: boolean): string {
    let letters = Math.min(label.length, MOST_LETTERS);
    while (boxWidth(shortened(label, letters), this.room.measure, bold) > most && letters > LEAST_LETTERS) letters -= 1;
    return shortened(label, letters);
  }

  /** Who calls it from outside, and its file where the one above it is in another. */
  private noteOf({ entry, file, kind, parent }: PartBox): string {
    if (kind !== 'function') return '';
    const called = entry === undefined || entry === 'main' ? '' : ENTRIES[entry].word;
    const same = file === undefined || file === this.parts.boxes[parent]?.file || this.parts.unit === 'part';
    return [called, same ? '' : file].filter(Boolean).join(' · ');
  }

  private countOf({ kind, functions, ran }: PartBox): string {
    if (kind === 'function') return '';
    if (!this.showsRun) return formatCount(functions);
    return kind === 'rest' ? `${formatCount(ran)} ran` : `${formatCount(ran)} of ${formatCount(functions)}`;
  }

  private titleOf({ title, functions, ran, open, kind }: PartBox): string {
    const what = this.showsRun
      ? `${formatCount(ran)} of ${plural(functions, 'function')} ran`
      : plural(functions, 'function');
    return `${title}\n${what}${kind === 'part' ? `\nDouble-click ${open ? 'closes' : 'opens'} it` : ''}`;
  }

  /** From the parent's lower edge down to the row, then right. */
  private branch(part: PartBox, from: SceneBox, to: SceneBox): void {
    const x = from.x + this.indent / 2;
    const points = [
      { x, y: from.y + 10 },
      { x, y: to.y },
      { x: to.x, y: to.y },
    ];
    this.scene.lines.push({
      ...{ from: from.id, to: to.id, points, path: rounded(points), arrow: false, dashed: !part.sure },
      ran: this.showsRun && part.observed,
      quiet: this.showsRun && !part.observed,
      width: this.showsRun && part.observed ? 1.8 : 1.1,
    });
  }

  private bars(x: number): void {
    const most = this.room.width - PAD - x;
    if (most < LEAST_BARS * 0.6) return;
    const largest = Math.max(1, ...[...this.kept].map((at) => this.parts.boxes[at]?.size ?? 0));
    for (const [at, box] of this.placed) {
      const part = this.parts.boxes[at];
      if (!part || part.kind === 'rest') continue;
      const width = Math.max(2, (part.size / largest) * most);
      this.scene.bars.push({
        x,
        y: box.y,
        width,
        ran: this.showsRun ? (part.sizeRan / Math.max(1, part.size)) * width : 0,
      });
    }
  }
}
