import { BOX_RIM } from './box-gaps.js';
import type { Arrangement, LayoutInput, Point } from './layout-messages.js';

const ROW_GAP = 20;
const LEVEL_GAP = 56;
/** Below a box stands its rim, and some room that tells that what follows is not in it. */
const BELOW = ROW_GAP + 2 * BOX_RIM;
/** With more news than this share, a picture is better laid out anew. */
const MOST_NEWS = 0.5;

export interface Appended {
  places: Arrangement;
  /** What came: it stands outside of its box until all is laid out again, since that box would grow over others. */
  loose: ReadonlySet<string>;
}

/**
 * Places for what a run that goes on brings into a picture: beside those that its caller called before, below all that stands
 * there. Nothing that stands moves. Undefined where that would make no picture.
 */
export function appended(
  { nodes, edges }: Pick<LayoutInput, 'nodes' | 'edges'>,
  known: Arrangement,
): Appended | undefined {
  const boxes = new Set(nodes.flatMap(({ parent }) => parent ?? []));
  const single = nodes.filter(({ id }) => !boxes.has(id));
  const sizes = new Map(single.map((node) => [node.id, node]));
  const positions: Record<string, Point> = {};
  for (const { id } of single) {
    const place = known.positions[id];
    if (place) positions[id] = place;
  }
  const news = single.filter(({ id }) => positions[id] === undefined);
  if (news.length > MOST_NEWS * (single.length - news.length)) return undefined;
  const callers = new Map<string, string[]>();
  const callees = new Map<string, string[]>();
  for (const { from, to } of edges) {
    callers.set(to, [...(callers.get(to) ?? []), from]);
    callees.set(from, [...(callees.get(from) ?? []), to]);
  }
  const bottomOf = (x: number, width: number): number => {
    let bottom = -Infinity;
    for (const [id, at] of Object.entries(positions)) {
      const size = sizes.get(id);
      if (size && Math.abs(at.x - x) < (size.width + width) / 2 + ROW_GAP)
        bottom = Math.max(bottom, at.y + size.height / 2);
    }
    return bottom;
  };
  const lowest = (): number => Math.max(0, ...Object.values(positions).map(({ y }) => y));
  const columnOf = (id: string, width: number): number => {
    const caller = callers.get(id)?.find((one) => positions[one] !== undefined);
    const from = caller === undefined ? undefined : positions[caller];
    if (caller === undefined || !from) return Math.min(0, ...Object.values(positions).map(({ x }) => x));
    const beside = callees.get(caller)?.flatMap((one) => positions[one]?.x ?? []) ?? [];
    const right = beside.filter((x) => x > from.x);
    if (right.length > 0) return Math.min(...right);
    return from.x + (sizes.get(caller)?.width ?? 0) / 2 + LEVEL_GAP + width / 2;
  };
  // Who is called by one that came as well comes after it.
  const waiting = [...news];
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ id }) => callers.get(id)?.some((one) => positions[one] !== undefined));
    const [node] = waiting.splice(Math.max(0, ready), 1);
    if (!node) break;
    const x = columnOf(node.id, node.width);
    const bottom = bottomOf(x, node.width);
    positions[node.id] = { x, y: (bottom === -Infinity ? lowest() : bottom) + BELOW + node.height / 2 };
  }
  return { places: { positions, curves: known.curves }, loose: new Set(news.map(({ id }) => id)) };
}
