import * as z from 'zod';
import { EagerReason, Linkage } from './manifest.js';

/**
 * The one model of a program as its views see it. Direction: server -> extension -> webview, and server core -> cli.
 */

/** Exactly the state words that people see (`stale` marks a whole program, see ProgramSummary). */
export const FunctionState = z.enum(['stub', 'materializing', 'materialized', 'eager', 'failed']);
export type FunctionState = z.infer<typeof FunctionState>;

/**
 * Identity of a function that survives rebuilds: the linker symbol, or `<absolute source>#<symbol>` for one with
 * internal linkage. Externals (libc …) are `ext:<symbol>`; the runtime's resolver is `runtime:resolve`.
 */
export const FunctionId = z.string().min(1);
export type FunctionId = z.infer<typeof FunctionId>;

export const GraphView = z.enum(['regular', 'autojit', 'live']);
export type GraphView = z.infer<typeof GraphView>;

export const EdgeKind = z.enum([
  /** A call to a named function. */
  'direct',
  /** A call through a pointer whose type fits this address-taken function. */
  'candidate',
  /** A virtual call that may reach this function. */
  'virtual',
  /** A stub's jump to the resolver (AutoJIT view). */
  'runtime',
  /** Seen in a run: this caller's call materialized the callee (live view). */
  'observed',
]);
export type EdgeKind = z.infer<typeof EdgeKind>;

export const GraphNode = z.object({
  id: FunctionId,
  /** Short demangled name, for the node. */
  label: z.string(),
  /** Full demangled name or signature. */
  signature: z.string(),
  kind: z.enum(['function', 'external', 'runtime']),
  /** Base name of the module's source, for grouping; empty for externals. */
  module: z.string(),
  linkage: Linkage.optional(),
  /** Absent for externals and the runtime. */
  state: FunctionState.optional(),
  reason: EagerReason.optional(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  /** Milliseconds in the engine, code bytes, thread and caller of the run that is shown. */
  ms: z.number().nonnegative().optional(),
  bytes: z.int().nonnegative().optional(),
  thread: z.int().optional(),
  materializedBy: FunctionId.optional(),
  /** 1-based order of materialization in the run that is shown. */
  order: z.int().positive().optional(),
  /** Counts in the whole program, not in the slice. */
  callers: z.int().nonnegative(),
  callees: z.int().nonnegative(),
  /** Indirect call sites in this function that have no candidate. */
  unresolved: z.int().nonnegative(),
});
export type GraphNode = z.infer<typeof GraphNode>;

export const GraphEdge = z.object({
  id: z.string(),
  from: FunctionId,
  to: FunctionId,
  kind: EdgeKind,
  /** Call sites behind this edge. */
  sites: z.int().positive(),
});
export type GraphEdge = z.infer<typeof GraphEdge>;

/** What a picture covers; never shown without it. */
export const Coverage = z.object({
  shown: z.int().nonnegative(),
  functions: z.int().nonnegative(),
  materialized: z.int().nonnegative(),
  eager: z.int().nonnegative(),
  unresolvedSites: z.int().nonnegative(),
  /** Unix milliseconds of the program file. */
  builtAt: z.number(),
  /** Sources newer than the build, by absolute path. */
  stale: z.array(z.string()),
  /** True when the limit cut the slice. */
  truncated: z.boolean(),
});
export type Coverage = z.infer<typeof Coverage>;

export const GraphSlice = z.object({
  program: z.string(),
  view: GraphView,
  root: FunctionId.optional(),
  run: z.string().optional(),
  nodes: z.array(GraphNode),
  edges: z.array(GraphEdge),
  coverage: Coverage,
});
export type GraphSlice = z.infer<typeof GraphSlice>;

export const GraphQuery = z.object({
  /** Absolute path of the program file. */
  program: z.string(),
  view: GraphView,
  /** Start here; absent: `main` if there is one, else the whole program up to the limit. */
  root: FunctionId.optional(),
  depthOut: z.int().min(0).max(50),
  depthIn: z.int().min(0).max(50),
  externals: z.boolean(),
  /** The run whose state is shown; absent: the latest of this program. */
  run: z.string().optional(),
  /** Most nodes to return. */
  limit: z.int().min(1).max(1500),
});
export type GraphQuery = z.infer<typeof GraphQuery>;
