import type { StateChange } from '../../protocol/graph.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { Overlay } from '../run/overlay.js';
import { functionNode } from './nodes.js';
import { MOST_GUESSES } from './walk.js';

export interface ChangedRun {
  id: string;
  graph: CallGraph;
  overlay: Overlay;
  ownership: Ownership;
  modulesMissing: number;
}

/** What a run made of a function, for those who show pictures of it. */
export function stateChange(
  { id, graph, overlay, ownership, modulesMissing }: ChangedRun,
  fn: LinkedFunction,
): StateChange {
  const run = overlay.functions.get(fn.index);
  const caller = callerOf(overlay, fn.index);
  const ownCaller = ownCallerOf(overlay, ownership, fn.index);
  return {
    run: id,
    node: functionNode(graph, fn, overlay, modulesMissing, ownership),
    number: fn.index,
    ...(caller !== undefined && { caller }),
    ...(ownCaller !== undefined && { ownCaller }),
    foreseen: caller !== undefined && isForeseen(graph, caller, fn.index),
    size: fn.instructions,
    ...(run && { at: run.at, kept: run.kept }),
  };
}

/** What ran inside of others was brought in by the first of them. */
function callerOf({ functions, inlined }: Overlay, index: FunctionIndex): FunctionIndex | undefined {
  const run = functions.get(index);
  if (run) return run.caller ?? run.with;
  const [host] = inlined.get(index) ?? [];
  return host;
}

function ownCallerOf(overlay: Overlay, ownership: Ownership, index: FunctionIndex): FunctionIndex | undefined {
  const seen = new Set<FunctionIndex>([index]);
  for (let at = callerOf(overlay, index); at !== undefined && !seen.has(at); at = callerOf(overlay, at)) {
    if (ownership.isOwn(at)) return at;
    seen.add(at);
  }
  return undefined;
}

/** As pictures follow calls (walk.ts). */
function isForeseen(graph: CallGraph, from: FunctionIndex, to: FunctionIndex): boolean {
  if (graph.directCallees(from).includes(to) || graph.passes(from).includes(to)) return true;
  return graph.indirectCalls(from).some(({ key }) => {
    const candidates = graph.candidates(key);
    return candidates.length <= MOST_GUESSES && candidates.includes(to);
  });
}
