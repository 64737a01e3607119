import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Overlay } from '../run/overlay.js';
import type { Filter } from './filter.js';

export type Direction = 'in' | 'out';

/** A pointer that may lead to more says nothing of the program: pictures follow such a call only when somebody asks. */
export const MOST_GUESSES = 100;

/**
 * Neighbours over calls. Calls with one key have the same candidates, so one walk looks at each key once: a common type has thousands of candidates and thousands of callers.
 */
export class Neighbours {
  private readonly seenKeys = new Set<string>();
  /** Callees to callers of the calls that a run made; made when a walk asks. */
  private observedCallers: Map<FunctionIndex, FunctionIndex[]> | undefined;

  constructor(
    private readonly graph: CallGraph,
    private readonly filter: Filter,
    private readonly overlay: Overlay,
    private readonly direction: Direction,
    /** Keys with more candidates or more callers than `most` are not followed, but noted in `left`. */
    private readonly guesses: { most: number; left: Set<string> } = { most: Infinity, left: new Set() },
  ) {}

  *of(index: FunctionIndex): Iterable<FunctionIndex> {
    if (this.direction === 'out') yield* this.callees(index);
    else yield* this.callers(index);
  }

  private *callees(index: FunctionIndex): Iterable<FunctionIndex> {
    const { follows } = this.filter;
    if (follows.direct) yield* this.graph.directCallees(index);
    for (const { key, kind } of this.graph.indirectCalls(index)) {
      if (!follows[kind] || this.seenKeys.has(key)) continue;
      this.seenKeys.add(key);
      const candidates = this.graph.candidates(key);
      if (this.follows(key, candidates.length)) yield* candidates;
    }
    if (follows.passes) yield* this.graph.passes(index);
    yield* this.overlay.observed.get(index) ?? [];
  }

  private *callers(index: FunctionIndex): Iterable<FunctionIndex> {
    const { follows } = this.filter;
    if (follows.direct) yield* this.graph.directCallers(index);
    for (const key of follows.virtual || follows.candidate ? this.graph.candidateKeys(index) : []) {
      if (this.seenKeys.has(key)) continue;
      this.seenKeys.add(key);
      const callers = this.graph.indirectCallersOf(key);
      if (!this.follows(key, callers.size)) continue;
      for (const caller of callers) {
        if (this.graph.indirectCalls(caller).some((call) => call.key === key && follows[call.kind])) yield caller;
      }
    }
    if (follows.passes) yield* this.graph.passedBy(index);
    this.observedCallers ??= inverted(this.overlay.observed);
    yield* this.observedCallers.get(index) ?? [];
  }

  private follows(key: string, guesses: number): boolean {
    const follows = guesses <= this.guesses.most;
    if (follows) this.guesses.left.delete(key);
    else this.guesses.left.add(key);
    return follows;
  }
}

function inverted(
  observed: ReadonlyMap<FunctionIndex, ReadonlySet<FunctionIndex>>,
): Map<FunctionIndex, FunctionIndex[]> {
  const callers = new Map<FunctionIndex, FunctionIndex[]>();
  for (const [from, callees] of observed) {
    for (const to of callees) {
      const list = callers.get(to);
      if (list) list.push(from);
      else callers.set(to, [from]);
    }
  }
  return callers;
}
