import type { FunctionId } from '../../protocol/graph.js';
import type { RunTimeline } from '../../protocol/lsp.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Overlay } from '../run/overlay.js';

/** One function that a run called, with what other programs want to know of it. */
export interface RecordedCall {
  id: FunctionId;
  /** Its signature; of a run without its program, the label that was kept. */
  name: string;
  symbol: string;
  file: string | undefined;
  line: number | undefined;
  /** 1-based. */
  order: number;
  /** Milliseconds since the start, when its code was there; `ms` of them went into making it. */
  at: number;
  ms: number;
  bytes: number;
  kept: boolean;
  /** 0 where nobody kept it. */
  thread: number;
  /** Who called it first. */
  by: RecordedCall | undefined;
}

/** The run tree: each function has one first caller, which came before it. */
export interface RecordedRun {
  /** The command line. */
  name: string;
  program: string;
  /** Unix milliseconds. */
  startedAt: number;
  /** In the order in which the program came to them. */
  calls: readonly RecordedCall[];
}

type About = Pick<RecordedRun, 'name' | 'program' | 'startedAt'>;

/** A run on the call graph of its program. */
export function recordedRun(about: About, graph: CallGraph, overlay: Overlay): RecordedRun {
  const callers = new Map<FunctionId, FunctionId | undefined>();
  const calls: RecordedCall[] = [];
  for (const [index, run] of overlay.functions) {
    const fn = graph.functions[index];
    if (!fn || run.order === undefined) continue;
    callers.set(fn.id, idOf(graph, run.caller ?? run.with));
    const { order, at, ms, bytes, kept, thread } = run;
    calls.push({ ...placeOf(fn), order, at, ms, bytes, kept, thread, by: undefined });
  }
  return { ...about, calls: linked(calls, callers) };
}

/** A run of which there is nothing but what was kept of it. */
export function recordedTimeline({ run, materializations }: RunTimeline): RecordedRun {
  const callers = new Map(materializations.map(({ id, by }) => [id, by]));
  const calls = materializations.map(({ id, label, order, at, ms, bytes, kept }): RecordedCall => ({
    ...{ id, name: label, symbol: id.slice(id.lastIndexOf('#') + 1), file: undefined, line: undefined },
    ...{ order, at, ms, bytes, kept, thread: 0, by: undefined },
  }));
  return { name: run.name, program: run.program, startedAt: run.startedAt, calls: linked(calls, callers) };
}

/** From the first caller of all to the function itself. */
export function stackOf(call: RecordedCall): RecordedCall[] {
  const stack: RecordedCall[] = [];
  for (let at: RecordedCall | undefined = call; at; at = at.by) stack.push(at);
  return stack.reverse();
}

/** A caller that came later (in another process of the run, or it failed at first) is none in a tree. */
function linked(calls: RecordedCall[], callers: ReadonlyMap<FunctionId, FunctionId | undefined>): RecordedCall[] {
  const known = new Map(calls.map((call) => [call.id, call]));
  for (const call of calls) {
    const by = callers.get(call.id);
    const caller = by === undefined ? undefined : known.get(by);
    if (caller && caller.order < call.order) call.by = caller;
  }
  return calls.sort((a, b) => a.order - b.order);
}

function idOf(graph: CallGraph, index: FunctionIndex | undefined): FunctionId | undefined {
  return index === undefined ? undefined : graph.functions[index]?.id;
}

function placeOf({ id, signature, symbol, file, line }: LinkedFunction) {
  return { id, name: signature, symbol, file, line };
}
