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
  /** Number of indirect call sites without any candidate. */
  unresolved: number;
}

export interface DirectCalls {
  to: FunctionIndex;
  sites: number;
}

/** Calls of one function through pointers of one type. */
export interface IndirectCalls {
  type: string;
  kind: 'candidate' | 'virtual';
  sites: number;
}

export interface CallGraph {
  functions: readonly LinkedFunction[];
  byId: ReadonlyMap<string, FunctionIndex>;
  /** `<module id>:<slot>` of every copy of a lazy function. */
  bySlot: ReadonlyMap<string, FunctionIndex>;
  main: FunctionIndex | undefined;
  directCalls(index: FunctionIndex): readonly DirectCalls[];
  /** The same without counts, and without making a list. */
  directCallees(index: FunctionIndex): Uint32Array;
  directCallers(index: FunctionIndex): Uint32Array;
  /** Calls to symbols that no AutoJIT module defines: symbol and number of sites. */
  externalCalls(index: FunctionIndex): ReadonlyMap<string, number>;
  indirectCalls(index: FunctionIndex): readonly IndirectCalls[];
  /** Whom a call through a pointer of this type may reach. */
  candidates(type: string): readonly FunctionIndex[];
  /** The type by which a call through a pointer may reach it; undefined when its address is never taken. */
  candidateType(index: FunctionIndex): string | undefined;
  /** Functions that call through a pointer of this type. */
  indirectCallersOf(type: string): ReadonlySet<FunctionIndex>;
  /** Functions that it calls or may call. */
  callees(index: FunctionIndex): Iterable<FunctionIndex>;
  callers(index: FunctionIndex): readonly FunctionIndex[];
  /** Without making the lists: a common type has thousands of candidates. Externals count as callees. */
  countCallees(index: FunctionIndex): number;
  countCallers(index: FunctionIndex): number;
}

export function slotKey(ref: { module: string; slot: number }): string {
  return `${ref.module}:${String(ref.slot)}`;
}
