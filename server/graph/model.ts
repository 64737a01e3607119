import type { Linkage, EagerReason } from '../../protocol/manifest.js';
import type { EdgeKind } from '../../protocol/graph.js';

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

export interface OutEdge {
  to: FunctionIndex;
  kind: Extract<EdgeKind, 'direct' | 'candidate' | 'virtual'>;
  sites: number;
}

export interface CallGraph {
  functions: readonly LinkedFunction[];
  byId: ReadonlyMap<string, FunctionIndex>;
  /** `<module id>:<slot>` of every copy of a lazy function. */
  bySlot: ReadonlyMap<string, FunctionIndex>;
  main: FunctionIndex | undefined;
  directCalls(index: FunctionIndex): readonly OutEdge[];
  /** Calls to symbols that no AutoJIT module defines: symbol and number of sites. */
  externalCalls(index: FunctionIndex): ReadonlyMap<string, number>;
  /** Direct calls, then candidates of indirect sites. A function and kind stands once. */
  callees(index: FunctionIndex): readonly OutEdge[];
  callers(index: FunctionIndex): readonly FunctionIndex[];
}

export function slotKey(ref: { module: string; slot: number }): string {
  return `${ref.module}:${String(ref.slot)}`;
}
