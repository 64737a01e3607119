import type { GraphGroup, Members } from '../../protocol/graph.js';
import { membersOf } from '../../protocol/states.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { isTouched, stateOf, type Overlay } from '../run/overlay.js';
import type { GroupIndex } from './grouping.js';

/** Functions in the order of their numbers. */
export function membersIn(functions: readonly LinkedFunction[], overlay: Overlay): Members {
  return membersOf(functions.map((fn) => [fn.index, stateOf(fn, overlay)] as const));
}

export type GroupCounts = Pick<GraphGroup, 'functions' | 'materialized' | 'inlined' | 'failed' | 'touchedByOther'>;

/** What became of the functions that are shown, for each group that one of them is in. */
export function countGroups(
  graph: CallGraph,
  shown: Iterable<FunctionIndex>,
  groupsOf: (index: FunctionIndex) => readonly GroupIndex[],
  overlay: Overlay,
  other: Overlay | undefined,
): Map<GroupIndex, GroupCounts> {
  const all = new Map<GroupIndex, GroupCounts>();
  for (const index of shown) {
    const fn = graph.functions[index];
    if (!fn) continue;
    const state = stateOf(fn, overlay);
    for (const group of groupsOf(index)) {
      const counts = all.get(group) ?? { functions: 0, materialized: 0, inlined: 0, failed: 0 };
      counts.functions += 1;
      if (state === 'materialized') counts.materialized += 1;
      if (state === 'inlined') counts.inlined += 1;
      if (state === 'failed') counts.failed += 1;
      if (other) counts.touchedByOther = (counts.touchedByOther ?? 0) + (isTouched(index, other) ? 1 : 0);
      all.set(group, counts);
    }
  }
  return all;
}
