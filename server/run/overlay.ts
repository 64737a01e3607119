import type { FunctionState, GraphNode } from '../../protocol/graph.js';
import type { StateCounts } from '../../protocol/lsp.js';
import { countStates as countAll, type NODE_FACTS } from '../../protocol/states.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { sameFunction } from './function-refs.js';
import { type FunctionRun, noCounts, type RunState } from './run-state.js';

/** A run seen on a call graph: what every view of states is made from. */
export interface Overlay {
  functions: ReadonlyMap<FunctionIndex, FunctionRun>;
  observed: ReadonlyMap<FunctionIndex, ReadonlySet<FunctionIndex>>;
  /** Functions whose bodies are inside of others that were called -> those others. */
  inlined: ReadonlyMap<FunctionIndex, ReadonlySet<FunctionIndex>>;
  /** How many of the functions are in each state. */
  counts: Readonly<Record<FunctionRun['state'] | 'inlined', number>>;
}

export const NO_RUN: Overlay = { functions: new Map(), observed: new Map(), inlined: new Map(), counts: noCounts() };

/**
 * A run of an older build keeps the call graph it ran with; on the graph of the new build it is shown for the functions
 * that both have.
 */
export function overlayOn(graph: CallGraph, run: RunState, runGraph: CallGraph): Overlay {
  if (graph.indices === runGraph.indices) return run;
  const known = translated.get(run);
  if (known?.graph === graph && known.changes === run.changes) return known.overlay;
  const overlay = translate(graph, run, runGraph);
  translated.set(run, { graph, changes: run.changes, overlay });
  return overlay;
}

const translated = new WeakMap<RunState, { graph: CallGraph; changes: number; overlay: Overlay }>();

function translate(graph: CallGraph, run: RunState, runGraph: CallGraph): Overlay {
  const indexNow = (index: FunctionIndex): FunctionIndex | undefined => sameFunction(runGraph, index, graph);
  const functions = new Map<FunctionIndex, FunctionRun>();
  const counts = noCounts();
  for (const [index, state] of run.functions) {
    const now = indexNow(index);
    // One that the new build has eagerly is eager, whatever it was.
    if (now === undefined || graph.functions[now]?.reason) continue;
    counts[state.state] += 1;
    const caller = state.caller === undefined ? undefined : indexNow(state.caller);
    const broughtBy = state.with === undefined ? undefined : indexNow(state.with);
    const same = caller === state.caller && broughtBy === state.with;
    functions.set(now, same ? state : { ...state, caller, with: broughtBy });
  }
  const related = (pairs: ReadonlyMap<FunctionIndex, ReadonlySet<FunctionIndex>>): Map<number, Set<number>> => {
    const result = new Map<FunctionIndex, Set<FunctionIndex>>();
    for (const [of, others] of pairs) {
      const now = indexNow(of);
      const known = now === undefined ? [] : [...others].map(indexNow).filter((index) => index !== undefined);
      if (now !== undefined && known.length > 0) result.set(now, new Set(known));
    }
    return result;
  };
  const inlined = related(run.inlined);
  for (const index of inlined.keys()) if (!functions.has(index) && !graph.functions[index]?.reason) counts.inlined += 1;
  return { functions, observed: related(run.observed), inlined, counts };
}

/** The run as it was after its first `order` materializations. */
export function overlayUntil(overlay: Overlay, order: number): Overlay {
  const functions = new Map([...overlay.functions].filter(([, run]) => (run.order ?? Infinity) <= order));
  const there = (pairs: Overlay['observed'], both: boolean): Map<FunctionIndex, Set<FunctionIndex>> => {
    const kept = new Map<FunctionIndex, Set<FunctionIndex>>();
    for (const [of, others] of pairs) {
      const known = new Set([...others].filter((index) => functions.has(index)));
      if (known.size > 0 && (!both || functions.has(of))) kept.set(of, known);
    }
    return kept;
  };
  const inlined = there(overlay.inlined, false);
  const counts = noCounts();
  for (const { state } of functions.values()) counts[state] += 1;
  for (const index of inlined.keys()) if (!functions.has(index)) counts.inlined += 1;
  return { functions, observed: there(overlay.observed, true), inlined, counts };
}

export function stateOf(fn: LinkedFunction, overlay: Overlay): FunctionState {
  if (fn.reason) return 'eager';
  return overlay.functions.get(fn.index)?.state ?? (overlay.inlined.has(fn.index) ? 'inlined' : 'stub');
}

/** What a run made of a function, as every view tells it (protocol/states.ts). */
export function factsOf(graph: CallGraph, fn: LinkedFunction, overlay: Overlay): RunFacts {
  const run = overlay.functions.get(fn.index);
  const caller = graph.functions[run?.caller ?? run?.with ?? -1];
  return {
    state: stateOf(fn, overlay),
    ...(run?.state === 'materialized' && { tier: run.tier, ms: run.ms, bytes: run.bytes, order: run.order }),
    ...(run && { thread: run.thread }),
    ...generationOf(run),
    materializedBy: caller?.id,
    materializedByName: caller?.label,
    inlinedInto: inlinedInto(graph, fn.index, overlay),
  };
}

type RunFacts = Pick<GraphNode, (typeof NODE_FACTS)[number]> & { state: FunctionState };

/** What views tell of reloads. */
function generationOf(run: FunctionRun | undefined): { generation?: number; waiting?: true } {
  return {
    ...(run?.generation !== undefined && { generation: run.generation }),
    ...(run?.waiting !== undefined && { waiting: true }),
  };
}

/** Whether its code ran, or was about to: called, or inside of what was called. */
export function isTouched(index: FunctionIndex, overlay: Overlay): boolean {
  return overlay.functions.has(index) || overlay.inlined.has(index);
}

/** Whom the text of a function names that it ran inside of. */
const MAX_HOSTS = 3;

/** Of a function that is nothing but inlined: `f, g and 2 more`. */
export function inlinedInto(graph: CallGraph, index: FunctionIndex, overlay: Overlay): string | undefined {
  const hosts = overlay.functions.has(index) ? undefined : overlay.inlined.get(index);
  if (!hosts) return undefined;
  const names = [...new Set([...hosts].flatMap((host) => graph.functions[host]?.label ?? []))];
  const more = names.length - MAX_HOSTS;
  return `${names.slice(0, MAX_HOSTS).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/** The same for a whole program, whose functions a run mostly never touched. */
export function countProgram(graph: CallGraph, overlay: Overlay): StateCounts {
  const { materializing, materialized, inlined, failed } = overlay.counts;
  const functions = graph.functions.length;
  const stub = functions - graph.eager - materializing - materialized - inlined - failed;
  return { functions, stub, materializing, materialized, inlined, eager: graph.eager, failed };
}

export function countStates(functions: Iterable<LinkedFunction>, overlay: Overlay): StateCounts {
  return countAll([...functions].map((fn) => stateOf(fn, overlay)));
}
