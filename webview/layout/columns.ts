import { BOX_GAP, BOX_RIM } from './box-gaps.js';
import type { Point } from './layout-messages.js';

/** What a layout by levels knows of a function, or of a folded group. */
export interface Leveled {
  id: string;
  /** How far from the root; equal numbers share a level. */
  level: number;
  /** Where in its level. */
  order: number;
  width: number;
  height: number;
  /** The box around it, absent: none. */
  box: string | undefined;
}

/** More would be a line that nobody can see whole: the level goes on beside it. */
const MOST_ROWS = 60;
/** Pixels between neighbours, as in the layered layout (layout-worker.ts). */
const ROW_GAP = 20;
const LEVEL_GAP = 56;
const COLUMN_GAP = 24;

/**
 * Levels from left to right, as columns as dense as their text allows. Cytoscape's breadth-first layout puts as much between two neighbours as the
 * longest name takes, which is right for rows and tears columns apart until nothing can be read. Neighbours of one box stay together.
 */
export function inColumns(nodes: readonly Leveled[]): Record<string, Point> {
  const positions: Record<string, Point> = {};
  const levels = grouped(nodes, ({ level }) => level);
  let left = 0;
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    const sorted = byBox(levels.get(level) ?? []);
    const count = Math.ceil(sorted.length / MOST_ROWS);
    const rows = Math.ceil(sorted.length / count);
    for (let first = 0; first < sorted.length; first += rows) {
      const column = sorted.slice(first, first + rows);
      const width = Math.max(...column.map((node) => node.width));
      place(column, left + width / 2, positions);
      left += width + COLUMN_GAP + 2 * BOX_RIM;
    }
    left += LEVEL_GAP - COLUMN_GAP;
  }
  return positions;
}

/** In their order, but those of one box behind the first of them. */
function byBox(nodes: readonly Leveled[]): Leveled[] {
  const inOrder = [...nodes].sort((a, b) => a.order - b.order);
  const groups = grouped(inOrder, ({ id, box }) => box ?? id);
  return [...groups.values()].flat();
}

function grouped<K>(nodes: readonly Leveled[], keyOf: (node: Leveled) => K): Map<K, Leveled[]> {
  const groups = new Map<K, Leveled[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return groups;
}

/** From top to bottom, the middle of all at 0. */
function place(column: readonly Leveled[], x: number, positions: Record<string, Point>): void {
  let bottom = 0;
  const tops = column.map((node, index) => {
    const above = column[index - 1];
    const rims = above && above.box !== node.box ? rimOf(above) + rimOf(node) + BOX_GAP - ROW_GAP : 0;
    const top = above ? bottom + ROW_GAP + Math.max(0, rims) : 0;
    bottom = top + node.height;
    return top;
  });
  for (const [index, node] of column.entries())
    positions[node.id] = { x, y: (tops[index] ?? 0) + node.height / 2 - bottom / 2 };
}

function rimOf({ box }: Leveled): number {
  return box === undefined ? 0 : BOX_RIM;
}
