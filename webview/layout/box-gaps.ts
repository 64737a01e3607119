/** What a layered layout knows of a function, or of a folded group. */
export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Ids of the boxes around it, inner ones first. */
  boxes: readonly string[];
}

/** A box is drawn this much larger on each side than what is in it: its padding, and the borders of both (style.ts). */
export const BOX_RIM = 17;
/** Pixels between two boxes that stand one above the other. */
export const BOX_GAP = 14;
/** Each takes a look at all boxes. */
const MOST_CUTS = 200;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Middle of the first and the last thing in it, as the layout placed them. */
  first: number;
  last: number;
}

/**
 * How far down things move, by where the layout placed them, so that boxes do not touch: dagre leaves between two boxes about what two rims take.
 * Whatever stands below the upper box of a pair that is too close moves, so all keeps its order and nothing gets closer.
 */
export function spread(nodes: readonly Placed[]): (y: number) => number {
  const cuts: { below: number; by: number }[] = [];
  const shift = (y: number): number => cuts.reduce((sum, { below, by }) => sum + (y > below ? by : 0), 0);
  while (cuts.length < MOST_CUTS) {
    const pair = closePair(boxesOf(nodes, shift));
    if (!pair) break;
    const [above, below] = pair;
    cuts.push({ below: above.last, by: BOX_GAP - (below.top - above.bottom) });
  }
  return shift;
}

function closePair(boxes: readonly Box[]): [Box, Box] | undefined {
  for (const above of boxes) {
    const below = boxes.find(
      ({ first, top, left, right }) =>
        first > above.last &&
        // Sums of fractions are never quite exact.
        top - above.bottom < BOX_GAP - 0.01 &&
        left < above.right + BOX_GAP &&
        right > above.left - BOX_GAP,
    );
    if (below) return [above, below];
  }
  return undefined;
}

function boxesOf(nodes: readonly Placed[], shift: (y: number) => number): Box[] {
  const boxes = new Map<string, Box>();
  for (const { x, y, width, height, boxes: around } of nodes) {
    const at = y + shift(y);
    for (const [level, id] of around.entries()) {
      const rim = BOX_RIM * (level + 1);
      const known = boxes.get(id);
      boxes.set(id, {
        left: Math.min(known?.left ?? Infinity, x - width / 2 - rim),
        right: Math.max(known?.right ?? -Infinity, x + width / 2 + rim),
        top: Math.min(known?.top ?? Infinity, at - height / 2 - rim),
        bottom: Math.max(known?.bottom ?? -Infinity, at + height / 2 + rim),
        first: Math.min(known?.first ?? Infinity, y),
        last: Math.max(known?.last ?? -Infinity, y),
      });
    }
  }
  return [...boxes.values()];
}
