import type { PartLane } from '../../protocol/overview.js';
import { rounded } from './rounded.js';
import type { SceneBox, SceneLine } from './scene.js';

/** Calls beside those of the tree: right-angled, to the right of the boxes, and none across another. */

const STEP = 7;
const FIRST = 12;
const MOST = 9;
const MOST_OUT = 2;
/** Of one box that is selected. */
const MOST_OF_ONE = 24;
/** Ends on one box are spread over so many pixels of its height. */
const SPREAD = 14;

export interface LaneRoom {
  /** Boxes by their numbers, in the order of their rows. */
  boxes: ReadonlyMap<number, SceneBox>;
  /** Where lines may leave a box and what is written beside it. */
  rightOf: (box: SceneBox) => number;
  showsRun: boolean;
  most: number;
}

interface Lane {
  lane: PartLane;
  from: SceneBox;
  to: SceneBox;
  /** Rows of its upper and its lower end. */
  top: number;
  bottom: number;
  x: number;
}

/** The strongest that cross none of those that are there already. */
export function restingLanes(lanes: readonly PartLane[], room: LaneRoom): SceneLine[] {
  const chosen: Lane[] = [];
  const out = new Map<number, number>();
  for (const lane of placeable(lanes, room)) {
    const before = out.get(lane.lane.from) ?? 0;
    if (chosen.length >= MOST || before >= MOST_OUT || chosen.some((other) => cross(lane, other))) continue;
    out.set(lane.lane.from, before + 1);
    chosen.push(lane);
  }
  return drawn(chosen, room);
}

/** All of one box: they meet at it, so none crosses another. */
export function lanesOf(id: string, lanes: readonly PartLane[], room: LaneRoom): SceneLine[] {
  const own = placeable(lanes, room).filter(({ from, to }) => from.id === id || to.id === id);
  return drawn(own.slice(0, MOST_OF_ONE), room);
}

function placeable(lanes: readonly PartLane[], { boxes, showsRun }: LaneRoom): Lane[] {
  const rows = new Map([...boxes.values()].map((box, row) => [box.id, row]));
  const all = lanes.flatMap((lane): Lane[] => {
    const [from, to] = [boxes.get(lane.from), boxes.get(lane.to)];
    if (!from || !to) return [];
    const ends = [rows.get(from.id) ?? 0, rows.get(to.id) ?? 0];
    return [{ lane, from, to, top: Math.min(...ends), bottom: Math.max(...ends), x: 0 }];
  });
  // What the run did is said before what the program may do.
  return showsRun ? [...all.filter(({ lane }) => lane.observed), ...all.filter(({ lane }) => !lane.observed)] : all;
}

/** One begins inside of the other and ends outside. */
function cross(a: Lane, b: Lane): boolean {
  const apart = a.bottom <= b.top || b.bottom <= a.top;
  const nested = (a.top >= b.top && a.bottom <= b.bottom) || (b.top >= a.top && b.bottom <= a.bottom);
  return !apart && !nested;
}

/** The short ones are near the boxes, those around them farther right. */
function drawn(lanes: readonly Lane[], room: LaneRoom): SceneLine[] {
  const boxes = [...room.boxes.values()];
  const placed: Lane[] = [];
  for (const lane of [...lanes].sort((a, b) => a.bottom - a.top - (b.bottom - b.top))) {
    const beside = boxes.slice(lane.top, lane.bottom + 1).map((box) => room.rightOf(box));
    const inside = placed.filter((other) => other.top < lane.bottom && other.bottom > lane.top);
    const x = Math.max(Math.max(...beside) + FIRST, ...inside.map((other) => other.x + STEP));
    if (x <= room.most) placed.push({ ...lane, x });
  }
  const ends = endsOf(placed);
  return placed.map((lane) => lineOf(lane, ends, room));
}

/** How far from the middle of a box each line ends: so that neither runs through another where several end. */
function endsOf(lanes: readonly Lane[]): (box: SceneBox, lane: Lane) => number {
  const at = new Map<string, number>();
  const byBox = new Map<SceneBox, Lane[]>();
  for (const lane of lanes) for (const box of [lane.from, lane.to]) byBox.set(box, [...(byBox.get(box) ?? []), lane]);
  for (const [box, list] of byBox) {
    const up = list.filter((lane) => other(lane, box).y < box.y);
    const down = list.filter((lane) => other(lane, box).y > box.y).reverse();
    const step = Math.min(4, SPREAD / Math.max(1, list.length - 1));
    [...up, ...down].forEach((lane, place) => {
      at.set(`${box.id} ${String(lanes.indexOf(lane))}`, (place - (list.length - 1) / 2) * step);
    });
  }
  return (box, lane) => at.get(`${box.id} ${String(lanes.indexOf(lane))}`) ?? 0;
}

function other({ from, to }: Lane, box: SceneBox): SceneBox {
  return from === box ? to : from;
}

function lineOf(one: Lane, ends: ReturnType<typeof endsOf>, { rightOf, showsRun }: LaneRoom): SceneLine {
  const { lane, from, to, x } = one;
  const [out, into] = [from.y + ends(from, one), to.y + ends(to, one)];
  const points = [
    { x: rightOf(from), y: out },
    { x, y: out },
    { x, y: into },
    { x: rightOf(to), y: into },
  ];
  const ran = showsRun && lane.observed;
  return {
    ...{ from: from.id, to: to.id, points, path: rounded(points), arrow: true, width: ran ? 1.8 : 1.1, ran },
    quiet: showsRun && !lane.observed,
  };
}
