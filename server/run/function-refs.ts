import type { FunctionRef } from '../../protocol/trace.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';

const keyOf = ({ module, slot }: FunctionRef): string => `${module} ${String(slot)}`;

/** Which function the runtime means. A program that reloads runs code of several builds at once: those of the newest are what is shown. */
export class FunctionRefs {
  /** What reloads brought -> what it took the place of. */
  private readonly roots = new Map<string, FunctionRef>();
  constructor(
    private readonly graph: CallGraph,
    /** Of earlier builds, the newest last. */
    private readonly older: readonly CallGraph[],
  ) {}

  /** A reload put the one in the place of the other. */
  exchange(ref: FunctionRef, root: FunctionRef): void {
    const first = this.roots.get(keyOf(root)) ?? root;
    // A build that was there before has the functions that it had.
    if (keyOf(first) !== keyOf(ref)) this.roots.set(keyOf(ref), first);
  }

  find(ref: FunctionRef): FunctionIndex | undefined {
    const root = this.roots.get(keyOf(ref));
    return this.inBuilds(ref) ?? (root && this.inBuilds(root));
  }

  /** Of a function of the build that was there first. */
  ofFirst(index: FunctionIndex): FunctionIndex | undefined {
    const [first] = this.older;
    return first ? sameFunction(first, index, this.graph) : index;
  }

  private inBuilds(ref: FunctionRef): FunctionIndex | undefined {
    const now = this.graph.atSlot(ref);
    if (now !== undefined) return now;
    for (const build of [...this.older].reverse()) {
      const then = build.atSlot(ref);
      if (then !== undefined) return sameFunction(build, then, this.graph);
    }
    return undefined;
  }
}

/** A function of one build in another. */
export function sameFunction(of: CallGraph, index: FunctionIndex, graph: CallGraph): FunctionIndex | undefined {
  const then = of.functions[index];
  // What a rebuild left alone is the same object in both.
  if (!then || graph.functions[index] === then) return then?.index;
  return graph.find(then.id);
}
