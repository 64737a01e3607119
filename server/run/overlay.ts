import type { FunctionState } from '../../protocol/graph.js';
import type { StateCounts } from '../../protocol/lsp.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../graph/model.js';
import type { FunctionRun, RunState } from './run-state.js';

/** A run seen on a call graph: what every view of states is made from. */
export interface Overlay {
  functions: ReadonlyMap<FunctionIndex, FunctionRun>;
  observed: ReadonlyMap<FunctionIndex, ReadonlySet<FunctionIndex>>;
}

export const NO_RUN: Overlay = { functions: new Map(), observed: new Map() };

/**
 * A run of an older build keeps the call graph it ran with; on the graph of the new build it is shown for the functions
 * that both have.
 */
export function overlayOn(graph: CallGraph, run: RunState, runGraph: CallGraph): Overlay {
  if (graph === runGraph) return run;
  const known = translated.get(run);
  if (known?.graph === graph && known.changes === run.changes) return known.overlay;
  const overlay = translate(graph, run, runGraph);
  translated.set(run, { graph, changes: run.changes, overlay });
  return overlay;
}

const translated = new WeakMap<RunState, { graph: CallGraph; changes: number; overlay: Overlay }>();

function translate(graph: CallGraph, run: RunState, runGraph: CallGraph): Overlay {
  const indexNow = (index: FunctionIndex): FunctionIndex | undefined => {
    const then = runGraph.functions[index];
    // What a rebuild left alone is the same object in both.
    if (!then || graph.functions[index] === then) return then?.index;
    return graph.find(then.id);
  };
  const functions = new Map<FunctionIndex, FunctionRun>();
  for (const [index, state] of run.functions) {
    const now = indexNow(index);
    if (now === undefined) continue;
    functions.set(now, {
      ...state,
      caller: state.caller === undefined ? undefined : indexNow(state.caller),
      with: state.with === undefined ? undefined : indexNow(state.with),
    });
  }
  const observed = new Map<FunctionIndex, Set<FunctionIndex>>();
  for (const [from, callees] of run.observed) {
    const now = indexNow(from);
    if (now === undefined) continue;
    const known = [...callees].map(indexNow).filter((index) => index !== undefined);
    if (known.length > 0) observed.set(now, new Set(known));
  }
  return { functions, observed };
}

export function stateOf(fn: LinkedFunction, overlay: Overlay): FunctionState {
  if (fn.reason) return 'eager';
  return overlay.functions.get(fn.index)?.state ?? 'stub';
}

/** The same for a whole program, whose functions a run mostly never touched. */
export function countProgram(graph: CallGraph, overlay: Overlay): StateCounts {
  const touched = { materializing: 0, materialized: 0, failed: 0 };
  for (const [index, { state }] of overlay.functions) if (!graph.functions[index]?.reason) touched[state] += 1;
  const functions = graph.functions.length;
  const stub = functions - graph.eager - touched.materializing - touched.materialized - touched.failed;
  return { functions, stub, ...touched, eager: graph.eager };
}

export function countStates(functions: Iterable<LinkedFunction>, overlay: Overlay): StateCounts {
  const counts: StateCounts = { functions: 0, stub: 0, materializing: 0, materialized: 0, eager: 0, failed: 0 };
  for (const fn of functions) {
    counts.functions += 1;
    counts[stateOf(fn, overlay)] += 1;
  }
  return counts;
}
