import type { PartBox, PartLane, PartsOverview } from '../../protocol/overview.js';
import { formatCount, plural } from '../../protocol/text.js';
import type { Room } from './run-scene.js';
import { boxWidth, rightOf, type Scene, type SceneBox, short, SMALL_TEXT } from './scene.js';

/** The parts of a program, each indented under the part that calls it most; the same places whether they ran or not. */

const PAD = 10;
const INDENT = 27;
const NARROW_INDENT = 14;
const LEAST_ROW = 22;
const MOST_ROW = 26;
const LANE = 7;
const LEAST_BARS = 70;

export interface PartsScene {
  scene: Scene;
  /** Parts with a row, and what is left out of those that the server told. */
  drawn: number;
  left: { parts: number; functions: number; ran: number };
}

export function partsScene(parts: PartsOverview, showsRun: boolean, room: Room): PartsScene {
  const kept = fitting(parts.boxes, Math.max(4, Math.floor((room.height - 2 * PAD) / LEAST_ROW)));
  const left = parts.boxes.filter((box, at) => !kept.has(at) && box.kind !== 'rest');
  const scene = new PartsPlacer(parts, kept, showsRun, room).place();
  return {
    scene,
    drawn: [...kept].filter((at) => parts.boxes[at]?.kind === 'part').length,
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
    this.indent = room.width < 360 || deepest * INDENT > room.width * 0.35 ? NARROW_INDENT : INDENT;
  }

  place(): Scene {
    let y = PAD + this.row / 2;
    for (const at of [...this.kept].sort((a, b) => a - b)) {
      const part = this.parts.boxes[at];
      if (!part) continue;
      this.put(part, at, y);
      y += this.row;
    }
    const lanesEnd = this.lanes();
    this.bars(lanesEnd);
    this.scene.height = y - this.row / 2 + PAD;
    this.scene.width = Math.max(this.room.width, ...this.scene.boxes.map((box) => rightOf(box) + PAD));
    return this.scene;
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
    const label = short(part.label);
    const width = boxWidth(label, measure, at === 0) + (count === '' ? 0 : Math.ceil(measure(count, SMALL_TEXT)) + 10);
    const box: SceneBox = {
      ...{
        id: part.id,
        x: PAD + this.level(at) * this.indent,
        y,
        width,
        label,
        kind: part.kind,
        title: this.titleOf(part),
      },
      ...(count !== '' && { count }),
      root: at === 0,
      opens: part.kind !== 'function',
      open: part.open,
      ...(parent && { parent: parent.id }),
      ...(part.node && { node: part.node }),
      ...(this.showsRun && { share: part.size === 0 ? 0 : part.sizeRan / part.size, dashed: part.ran === 0 }),
      ...(this.showsRun && part.node?.state === 'failed' && { failed: true }),
    };
    this.scene.boxes.push(box);
    this.placed.set(at, box);
    if (parent) this.branch(part, parent, box);
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

  /** Beside the boxes, right-angled. Answers where they end. */
  private lanes(): number {
    const taken: { x: number; top: number; bottom: number }[] = [];
    let end = Math.max(...this.scene.boxes.map(rightOf), 0);
    const most = this.room.width - LEAST_BARS - PAD;
    const ends = new Map<string, number>();
    for (const lane of this.parts.lanes) {
      const [from, to] = [this.placed.get(lane.from), this.placed.get(lane.to)];
      if (!from || !to) continue;
      const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
      const between = this.scene.boxes.filter(({ y }) => y >= top - 1 && y <= bottom + 1);
      let x = Math.max(...between.map(rightOf)) + 12;
      while (taken.some((one) => Math.abs(one.x - x) < LANE - 1 && one.top <= bottom && one.bottom >= top)) x += LANE;
      if (x > most) continue;
      taken.push({ x, top, bottom });
      end = Math.max(end, x);
      this.lane(lane, from, to, x, ends);
    }
    return end;
  }

  private lane(lane: PartLane, from: SceneBox, to: SceneBox, x: number, ends: Map<string, number>): void {
    const offset = (box: SceneBox): number => {
      const before = ends.get(box.id) ?? 0;
      ends.set(box.id, before + 1);
      return [3, -3, 6, -6, 0][before % 5] ?? 0;
    };
    const [out, into] = [from.y + offset(from), to.y + offset(to)];
    const points = [
      { x: rightOf(from), y: out },
      { x, y: out },
      { x, y: into },
      { x: rightOf(to), y: into },
    ];
    const ran = this.showsRun && lane.observed;
    this.scene.lines.push({
      ...{ from: from.id, to: to.id, points, path: rounded(points), arrow: true, width: ran ? 1.8 : 1.1, ran },
      quiet: this.showsRun && !lane.observed,
    });
  }

  private bars(lanesEnd: number): void {
    const x = Math.max(lanesEnd + 24, this.room.width * 0.62);
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

const RADIUS = 4;

/** Level and upright pieces with round corners. */
function rounded(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, at) => {
    const [before, next] = [points[at], rest[at + 1]];
    if (!before || !next) {
      path += `L${point.x} ${point.y}`;
      return;
    }
    const near = (other: { x: number; y: number }): string => {
      const length = Math.hypot(other.x - point.x, other.y - point.y) || 1;
      const by = Math.min(RADIUS, length / 2) / length;
      return `${point.x + (other.x - point.x) * by} ${point.y + (other.y - point.y) * by}`;
    };
    path += `L${near(before)}Q${point.x} ${point.y} ${near(next)}`;
  });
  return path;
}
