import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Overlay } from '../run/overlay.js';
import type { Filter } from './filter.js';
import { Neighbours } from './walk.js';

export interface Path {
  direction: 'forward' | 'backward' | 'none';
  calls: number;
  /** Every function on a shortest way, in order of their distance; the two ends alone where there is none. */
  functions: FunctionIndex[];
}

/** All shortest ways from one function to another; when there is none, those back. */
export function findPath(
  graph: CallGraph,
  filter: Filter,
  overlay: Overlay,
  from: FunctionIndex,
  to: FunctionIndex,
): Path {
  const forward = shortest(graph, filter, overlay, from, to);
  if (forward) return { direction: 'forward', calls: forward.calls, functions: forward.functions };
  const backward = shortest(graph, filter, overlay, to, from);
  if (backward) return { direction: 'backward', calls: backward.calls, functions: backward.functions };
  return { direction: 'none', calls: 0, functions: [...new Set([from, to])] };
}

function shortest(
  graph: CallGraph,
  filter: Filter,
  overlay: Overlay,
  from: FunctionIndex,
  to: FunctionIndex,
): { calls: number; functions: FunctionIndex[] } | undefined {
  const distance = new Map([[from, 0]]);
  const out = new Neighbours(graph, filter, overlay, 'out');
  let level = [from];
  for (let step = 1; level.length > 0 && !distance.has(to); step += 1) {
    const next: FunctionIndex[] = [];
    for (const index of level) {
      for (const callee of out.of(index)) {
        if (distance.has(callee) || (filter.isHub(callee) && callee !== to)) continue;
        distance.set(callee, step);
        next.push(callee);
      }
    }
    level = next;
  }
  const calls = distance.get(to);
  if (calls === undefined) return undefined;
  return { calls, functions: backtrack(graph, filter, overlay, distance, to, calls) };
}

/** From the end back to the start, over callers that are one call nearer to the start. */
function backtrack(
  graph: CallGraph,
  filter: Filter,
  overlay: Overlay,
  distance: ReadonlyMap<FunctionIndex, number>,
  to: FunctionIndex,
  calls: number,
): FunctionIndex[] {
  const found = new Set([to]);
  let level = [to];
  for (let step = calls - 1; step >= 0; step -= 1) {
    // A new one for each level: a type whose callers were seen once may have others that are nearer.
    const inward = new Neighbours(graph, filter, overlay, 'in');
    const next: FunctionIndex[] = [];
    for (const index of level) {
      for (const caller of inward.of(index)) {
        if (distance.get(caller) !== step || found.has(caller)) continue;
        found.add(caller);
        next.push(caller);
      }
    }
    level = next;
  }
  return [...found].reverse();
}
