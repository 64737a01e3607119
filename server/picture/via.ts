import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { EdgeSet, Places } from './edges.js';

/** Functions of libraries that one looks through: iterators of Rust are many deep. */
export const STEPS = 60;

/**
 * Calls from own code through a library's back to own code, as lines from the one to the other; `closed` are the boxes of libraries. Returns
 * where they lead: no line has to go on there from the box, to which everything goes.
 */
export function addCallsBack(
  graph: CallGraph,
  callers: Iterable<FunctionIndex>,
  owners: Ownership,
  places: Places,
  closed: ReadonlySet<string>,
  edges: EdgeSet,
): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const index of callers) {
    const from = places.elementOf(index);
    if (from === undefined || !owners.isOwn(index)) continue;
    for (const first of graph.directCallees(index)) {
      const library = owners.libraryOf(first);
      if (library === undefined || !closed.has(places.elementOf(first) ?? '')) continue;
      for (const back of calledBack(graph, owners, first, STEPS)) {
        const to = places.elementOf(back);
        if (to === undefined || to === from) continue;
        edges.addVia(from, to, library);
        reached.add(to);
      }
    }
  }
  return reached;
}

/** Own functions that a library's function calls: its templates call what they are given. It looks through so many of the library's. */
export function calledBack(
  graph: CallGraph,
  owners: Ownership,
  library: FunctionIndex,
  steps: number,
): Set<FunctionIndex> {
  const own = new Set<FunctionIndex>();
  const seen = new Set([library]);
  for (const at of seen) {
    for (const to of graph.directCallees(at)) {
      if (owners.isOwn(to)) own.add(to);
      else if (seen.size < steps) seen.add(to);
    }
  }
  return own;
}
