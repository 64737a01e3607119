import type { Linkage, EagerReason } from '../../protocol/manifest.js';

/** The call graph of one linked program: what its manifests say, resolved across modules by linkage. */

/** Index of a function in `CallGraph.functions`. Cheap to keep in sets; never leaves the server. */
export type FunctionIndex = number;

export interface LinkedFunction {
  index: FunctionIndex;
  /** protocol/graph.ts, FunctionId. */
  id: string;
  symbol: string;
  label: string;
  signature: string;
  linkage: Linkage;
  /** Absolute path of the source of the module whose copy the linker chose. */
  source: string;
  file: string | undefined;
  line: number | undefined;
  instructions: number;
  type: string;
  /** Undefined for a lazy function. */
  reason: EagerReason | undefined;
}

export interface DirectCalls {
  to: FunctionIndex;
  sites: number;
}

/** Calls of one function through pointers of one type, or through one slot of one class's table. */
export interface IndirectCalls {
  /** Calls with the same key have the same candidates. */
  key: string;
  kind: 'candidate' | 'virtual';
  type: string;
  slot?: number | undefined;
  class?: string | undefined;
  sites: number;
  /** Of the first site. */
  line?: number | undefined;
}

export interface CallGraph {
  /** What it was linked from; a module that did not change since is the same object. */
  modules: readonly {
    readonly id: string;
    readonly source: string;
    readonly code: readonly { readonly signature: string }[];
  }[];
  functions: readonly LinkedFunction[];
  main: FunctionIndex | undefined;
  /** Files that its functions were compiled from. */
  files: ReadonlySet<string>;
  /** The same object in graphs that have the same functions at the same indices, eager or not: their runs are alike. */
  indices: object;
  /** How many functions are eager. */
  eager: number;
  find(id: string): FunctionIndex | undefined;
  /** The function that fills a slot: every copy of a lazy function has one. */
  atSlot(ref: { module: string; slot: number }): FunctionIndex | undefined;
  hasModule(id: string): boolean;
  /** Id of the module whose copy the linker chose. */
  moduleOf(index: FunctionIndex): string;
  /** The slot of the copy that the linker chose; undefined when that is eager. */
  slotOf(index: FunctionIndex): { module: string; slot: number } | undefined;
  directCalls(index: FunctionIndex): readonly DirectCalls[];
  /** The same without counts, and without making a list. */
  directCallees(index: FunctionIndex): Uint32Array;
  directCallers(index: FunctionIndex): Uint32Array;
  /** Calls to symbols that no AutoJIT module defines: symbol and number of sites. */
  externalCalls(index: FunctionIndex): ReadonlyMap<string, number>;
  /** What people call such a symbol. */
  externalName(symbol: string): string;
  indirectCalls(index: FunctionIndex): readonly IndirectCalls[];
  /** Number of indirect call sites without any candidate. */
  unresolved(index: FunctionIndex): number;
  /** Whom calls with this key may reach. */
  candidates(key: string): readonly FunctionIndex[];
  /** The keys by which calls may reach it. */
  candidateKeys(index: FunctionIndex): readonly string[];
  /** Its address is taken, in a table of virtual functions or elsewhere. */
  isAddressTaken(index: FunctionIndex): boolean;
  /** It stands in a table of virtual functions. */
  isVirtual(index: FunctionIndex): boolean;
  /** Functions that make calls with this key. */
  indirectCallersOf(key: string): ReadonlySet<FunctionIndex>;
  /** Functions whose address it hands on; those that stand in a table only where no call of the program may reach them. */
  passes(index: FunctionIndex): readonly FunctionIndex[];
  passedBy(index: FunctionIndex): readonly FunctionIndex[];
  /** Functions that it calls or may call. */
  callees(index: FunctionIndex): Iterable<FunctionIndex>;
  callers(index: FunctionIndex): readonly FunctionIndex[];
  /** Without making the lists where that can be helped: a common type has thousands of candidates. Externals count as callees. */
  countCallees(index: FunctionIndex): number;
  countCallers(index: FunctionIndex): number;
}
