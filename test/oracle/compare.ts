import path from 'node:path';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../../server/call-graph/model.js';
import { stateOf, type Overlay } from '../../server/run/overlay.js';
import type { Pair } from './pairs.js';

/** What compilers make tells nobody that it was entered: thunks jump on, wrappers of thread-local variables call what initializes them. */
const SILENT =
  /thunk to |^thread-local (wrapper|initialization) routine|^__clang_call_terminate$|^\.omp_task_|^__tls_init$|^_GLOBAL__sub_I_/;

/** How the graph of a program holds against what a regular build of it was seen to do. */
export interface Findings {
  /** Calls among the program's own functions that were seen, each pair once. */
  pairs: number;
  /** Of those, the regular graph does not have these. */
  missing: string[];
  /** Functions that ran. */
  ran: number;
  /** Of those, a run by AutoJIT shows these as stubs. */
  neverCalled: string[];
  /** First calls that the live graph shows. */
  observed: number;
  /** Of those, these were not seen in the regular program. */
  invented: string[];
}

export interface Regular {
  /** Whether it can tell that this function was entered; what it inlined, it cannot. */
  isTold: (fn: LinkedFunction) => boolean;
  /** Libraries that came compiled jump on to what they call last: then it is their caller that called. */
  librariesJump: boolean;
}

const INSTRUMENTED: Regular = { isTold: ({ signature }) => !SILENT.test(signature), librariesJump: false };

export function compare(
  pairs: readonly Pair[],
  graph: CallGraph,
  run: Overlay,
  { isTold, librariesJump }: Regular = INSTRUMENTED,
): Findings {
  const isSilent = (index: FunctionIndex): boolean => {
    const fn = graph.functions[index];
    return fn !== undefined && !isTold(fn);
  };
  const seen = new Seen(graph, isSilent);
  for (const pair of pairs) seen.add(pair);
  const neverCalled = [...seen.ran].filter((index) => {
    const fn = graph.functions[index];
    return fn !== undefined && stateOf(fn, run) === 'stub';
  });
  const invented: string[] = [];
  let observed = 0;
  for (const [from, callees] of run.observed)
    for (const to of callees) {
      observed += 1;
      if (librariesJump && seen.entered.has(to) && graph.externalCalls(from).size > 0) continue;
      if (!seen.has(from, to) && !isSilent(from) && !isSilent(to) && !seen.inside(from, to, run))
        invented.push(`${seen.label(from)} -> ${seen.label(to)}`);
    }
  return {
    ...{ pairs: seen.calls.size, missing: [...seen.missing].sort(), ran: seen.ran.size },
    ...{ neverCalled: neverCalled.map((index) => seen.label(index)).sort(), observed, invented: invented.sort() },
  };
}

/** The pairs as functions of the graph. */
class Seen {
  readonly calls = new Set<string>();
  readonly missing = new Set<string>();
  readonly ran = new Set<FunctionIndex>();
  /** From code that is not the program's. */
  readonly entered = new Set<FunctionIndex>();
  private readonly names: ReadonlyMap<string, FunctionIndex>;

  constructor(
    private readonly graph: CallGraph,
    private readonly isSilent: (index: FunctionIndex) => boolean,
  ) {
    this.names = namesOf(graph);
  }

  add({ caller, callee, through, exported }: Pair): void {
    const to = this.find(callee);
    const from = caller && this.find(caller);
    const [calling, called] = [this.labelOf(from, caller), this.labelOf(to, callee)];
    if (to === undefined) this.missing.add(`${calling} -> ${called} (no such function)`);
    else this.ran.add(to);
    if (caller === undefined && to !== undefined) this.entered.add(to);
    if (caller === undefined || to === undefined) return;
    if (from === undefined) {
      this.missing.add(`${calling} -> ${called} (no such caller)`);
      return;
    }
    this.calls.add(`${String(from)} ${String(to)}`);
    // The library has the function too, and calls the program's; with a jump where that is the last thing that it does.
    if (exported && (through || this.graph.externalCalls(from).size > 0)) return;
    if (!this.leadsTo(from, to, through))
      this.missing.add(`${calling} -> ${called}${through ? ' (through a library)' : ''}`);
  }

  /** What a library calls somebody handed to it: whoever was there last, or one of those before. */
  private leadsTo(from: FunctionIndex, to: FunctionIndex, through: boolean, passed = new Set([from])): boolean {
    const { graph, isSilent } = this;
    for (const callee of graph.callees(from)) {
      if (callee === to) return true;
      if (passed.has(callee) || !isSilent(callee)) continue;
      passed.add(callee);
      if (this.leadsTo(callee, to, through, passed)) return true;
    }
    if (graph.passes(from).includes(to)) return true;
    const isHandedOn = (index: FunctionIndex): boolean =>
      graph.passedBy(index).length > 0 || graph.isAddressTaken(index);
    return through && (isHandedOn(to) || graph.callers(to).some((caller) => isSilent(caller) && isHandedOn(caller)));
  }

  has(from: FunctionIndex, to: FunctionIndex): boolean {
    return this.calls.has(`${String(from)} ${String(to)}`);
  }

  /** Whether something that was inlined into `from` made the call. */
  inside(from: FunctionIndex, to: FunctionIndex, { inlined }: Overlay): boolean {
    return [...inlined].some(([index, hosts]) => hosts.has(from) && this.has(index, to));
  }

  label(index: FunctionIndex): string {
    return this.graph.functions[index]?.signature ?? String(index);
  }

  private labelOf(index: FunctionIndex | undefined, names: readonly string[] | undefined): string {
    return index === undefined ? (names?.[0] ?? 'outside') : this.label(index);
  }

  private find(names: readonly string[]): FunctionIndex | undefined {
    for (const name of names) {
      const index = name.includes('#') ? this.names.get(name) : (this.graph.find(name) ?? this.names.get(name));
      if (index !== undefined) return index;
    }
    return undefined;
  }
}

/** By `source base name#symbol` and, for what is global here and local there, by symbol. */
function namesOf(graph: CallGraph): Map<string, FunctionIndex> {
  const names = new Map<string, FunctionIndex>();
  for (const { index, symbol, source } of graph.functions) {
    names.set(`${path.basename(source)}#${symbol}`, index);
    if (!names.has(symbol)) names.set(symbol, index);
  }
  return names;
}
