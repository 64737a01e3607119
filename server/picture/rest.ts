import type { FunctionIndex } from '../call-graph/model.js';
import type { GroupIndex } from './grouping.js';

/** Who draws more at once draws a hairball (docs/decisions/028-what-starts-folded.md). */
export const MOST_AT_ONCE = 100;

/** Where a function stands: what a folding knows of it. */
export interface Standing {
  /** The folded box that it is drawn as a part of. */
  foldedIn(index: FunctionIndex): GroupIndex | undefined;
  /** The open box around a function that is drawn itself, or around a folded box. */
  boxAround(index: FunctionIndex, folded: GroupIndex | undefined): GroupIndex | undefined;
  /** The innermost box around it that the person opened. */
  openedAround(box: GroupIndex | undefined): GroupIndex | undefined;
}

/**
 * The functions that are not drawn although nothing folds them, with the box in which they are left; those at the end of
 * `functions` go first. A box that the person opened has room of its own; what the person asked for is always drawn.
 */
export function restOf(
  functions: Iterable<FunctionIndex>,
  asked: ReadonlySet<FunctionIndex>,
  standing: Standing,
): Map<FunctionIndex, GroupIndex | undefined> {
  const rest = new Map<FunctionIndex, GroupIndex | undefined>();
  const drawnBoxes = new Set<GroupIndex>();
  const drawnIn = new Map<GroupIndex | undefined, number>();
  for (const index of functions) {
    const folded = standing.foldedIn(index);
    if (folded !== undefined && drawnBoxes.has(folded)) continue;
    const box = standing.boxAround(index, folded);
    const room = standing.openedAround(box);
    const drawn = drawnIn.get(room) ?? 0;
    if (drawn >= MOST_AT_ONCE && !asked.has(index)) {
      rest.set(index, box);
      continue;
    }
    if (folded !== undefined) drawnBoxes.add(folded);
    drawnIn.set(room, drawn + 1);
  }
  return rest;
}
