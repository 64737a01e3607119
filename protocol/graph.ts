import * as z from 'zod';
import { EagerReason, Linkage } from './manifest.js';

/**
 * The one model of a program as its views see it. Direction: server -> extension -> webview, and server core -> cli.
 */

/** How much was made of an optimized function: a draft, fast, at its first call; or a final, at its module's level. */
export const Tier = z.enum(['draft', 'final']);
export type Tier = z.infer<typeof Tier>;

/** Exactly the state words that people see (`stale` marks a whole program, see ProgramSummary). */
export const FunctionState = z.enum(['stub', 'materializing', 'materialized', 'inlined', 'eager', 'failed']);
export type FunctionState = z.infer<typeof FunctionState>;

/**
 * Identity of a function that survives rebuilds: the linker symbol, or `<absolute source>#<symbol>` for one with
 * internal linkage. Externals (libc …) are `ext:<symbol>`; the runtime's resolver is `runtime:resolve`.
 */
export const FunctionId = z.string().min(1);
export type FunctionId = z.infer<typeof FunctionId>;

/** `difference`: what one run never touched, or what two runs touched differently. */
export const GraphView = z.enum(['regular', 'autojit', 'live', 'difference']);
export type GraphView = z.infer<typeof GraphView>;

export const EdgeKind = z.enum([
  /** A call to a named function. */
  'direct',
  /** A call through a pointer whose type fits this address-taken function. */
  'candidate',
  /** A virtual call that may reach this function. */
  'virtual',
  /** Hands on the address of this function, so that whoever gets it may call it: threads, signal handlers, comparisons. */
  'passes',
  /** Calls code of a library, which calls it. */
  'via',
  /** A stub's jump to the resolver (AutoJIT view). */
  'runtime',
  /** Seen in a run: this caller's call materialized the callee (live view). */
  'observed',
]);
export type EdgeKind = z.infer<typeof EdgeKind>;

/** Which of the runs that are compared touched it: A is the run that is shown, B the other one. */
export const Touched = z.enum(['a', 'b', 'both', 'never']);
export type Touched = z.infer<typeof Touched>;

/** Id of a group: `group:<what>:<path>`; no function has such an id. */
export const GroupId = z.string().startsWith('group:');
export type GroupId = z.infer<typeof GroupId>;

/**
 * Functions that stand behind one element of a picture, by their states: their numbers in the program, as the first and how many,
 * back to back. There while a run goes on, so that whoever shows the picture can tell what a change in the run makes of it. Eager
 * functions are left out: a run never changes them.
 */
export const Members = z.partialRecord(FunctionState, z.array(z.int().nonnegative()));
export type Members = z.infer<typeof Members>;

/** Functions that are drawn as one box, or folded into one node. */
export const GraphGroup = z.object({
  id: GroupId,
  /**
   * `rest`: what would make a picture too large to read. `fan`: callees, or callers, of one function, more than can be told apart.
   * `shared`: what everything calls.
   */
  kind: z.enum(['folder', 'module', 'namespace', 'cycle', 'rest', 'library', 'fan', 'shared']),
  label: z.string(),
  /** Full path or name, for the tooltip. */
  title: z.string(),
  /** The box around it. */
  parent: GroupId.optional(),
  /** Folded: its functions are not among the nodes, and edges lead to the group itself. */
  folded: z.boolean(),
  /** Functions of the picture that are in it, and what became of them. */
  functions: z.int().nonnegative(),
  materialized: z.int().nonnegative(),
  /** Ran inside of others, without a call of their own. */
  inlined: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Difference view: how many the other run touched. */
  touchedByOther: z.int().nonnegative().optional(),
  /** When it is folded. */
  members: Members.optional(),
});
export type GraphGroup = z.infer<typeof GraphGroup>;

export const GraphNode = z.object({
  id: FunctionId,
  /** Short demangled name, for the node. */
  label: z.string(),
  /** Full demangled name or signature. */
  signature: z.string(),
  kind: z.enum(['function', 'external', 'runtime']),
  /** Base name of the module's source, with folders where another of the program has that name; empty for externals. */
  module: z.string(),
  /** The library that it is code of; absent for the program's own. */
  library: z.string().optional(),
  /** An instance of a template: what all its instances are called, `ns::Type<…>::method`. */
  template: z.string().optional(),
  /** The innermost box that it stands in. */
  box: GroupId.optional(),
  linkage: Linkage.optional(),
  /** Absent for externals and the runtime. */
  state: FunctionState.optional(),
  /** When it is materialized, and its program has tiers. */
  tier: Tier.optional(),
  /** How often reloads have exchanged it in the run; absent: never. */
  generation: z.int().positive().optional(),
  /** It was in use before the last of them, and has not been called since. */
  waiting: z.literal(true).optional(),
  reason: EagerReason.optional(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  /** Milliseconds in the engine, code bytes, thread and caller of the run that is shown. */
  ms: z.number().nonnegative().optional(),
  bytes: z.int().nonnegative().optional(),
  thread: z.int().optional(),
  materializedBy: FunctionId.optional(),
  /** Short name of that caller, which need not be in the picture. */
  materializedByName: z.string().optional(),
  /** State `inlined`: short names of the functions that it ran inside of, as text: `f, g and 2 more`. */
  inlinedInto: z.string().optional(),
  /** 1-based order of materialization in the run that is shown. */
  order: z.int().positive().optional(),
  /** Counts in the whole program, not in the slice. */
  callers: z.int().nonnegative(),
  callees: z.int().nonnegative(),
  /** What everything calls, and this function too, with short names: drawn here, without a line. */
  shared: z.array(z.object({ id: FunctionId, label: z.string() })).optional(),
  /** So many of its callees are not in the picture, and would come into it; absent where all are. */
  more: z.int().positive().optional(),
  /** Indirect call sites in this function that have no candidate. */
  unresolved: z.int().nonnegative(),
  /** Why there may be callers that nobody can see; absent when `callers` is all there are. */
  callersUnknown: z.string().optional(),
  /** Difference view only; absent where no trace can tell, as for eager functions. */
  touched: Touched.optional(),
});
export type GraphNode = z.infer<typeof GraphNode>;

/** What one run made of one function, and what pictures need beside that to take it in (states.ts). */
export const StateChange = z.object({
  run: z.string(),
  node: GraphNode,
  /** Its number in the program, as in `Members`. */
  number: z.int().nonnegative(),
  /** The number of the function whose call materialized it, and of the nearest one before that which is no library's. */
  caller: z.int().nonnegative().optional(),
  ownCaller: z.int().nonnegative().optional(),
  /** Calls of the program's code lead from that caller to it: what is drawn with the caller had it before it ran. */
  foreseen: z.boolean(),
  /** IR instructions. */
  size: z.int().nonnegative(),
  /** Milliseconds since the program's start, and whether its image was kept from an earlier run; of what was called. */
  at: z.number().nonnegative().optional(),
  kept: z.boolean().optional(),
});
export type StateChange = z.infer<typeof StateChange>;

export const GraphEdge = z.object({
  id: z.string(),
  /** A function, or a folded group. */
  from: FunctionId,
  to: FunctionId,
  kind: EdgeKind,
  /** Call sites behind this edge. */
  sites: z.int().positive(),
  /** Kind `via`: whose code is between. */
  library: z.string().optional(),
  /** Difference view: the runs in which it was observed. */
  touched: Touched.exclude(['never']).optional(),
});
export type GraphEdge = z.infer<typeof GraphEdge>;

/** What a picture covers; never shown without it. */
export const Coverage = z.object({
  shown: z.int().nonnegative(),
  functions: z.int().nonnegative(),
  materialized: z.int().nonnegative(),
  /** Ran inside of others, without a call of their own. */
  inlined: z.int().nonnegative(),
  eager: z.int().nonnegative(),
  unresolvedSites: z.int().nonnegative(),
  /** Unix milliseconds of the program file. */
  builtAt: z.number(),
  /** Sources newer than the build, by absolute path. */
  stale: z.array(z.string()),
  /** True when the limit cut the slice. */
  truncated: z.boolean(),
  /** Functions in reach that a filter leaves out, hubs among them. */
  filtered: z.int().nonnegative(),
  hubs: z.int().nonnegative(),
  /** Types of calls through pointers that were not followed: each has more than 100 candidates, or callers. */
  vague: z.int().nonnegative(),
  /** Functions that are shown as a part of a folded group. */
  folded: z.int().nonnegative(),
  /** Modules whose manifest could not be read: their functions and calls are missing here. */
  modulesMissing: z.int().nonnegative(),
});
export type Coverage = z.infer<typeof Coverage>;

/** Whether one function reaches another over calls, and how. */
export const PathResult = z.object({
  from: FunctionId,
  to: FunctionId,
  /** `backward`: nothing leads from `from` to `to`, but from `to` to `from`. */
  direction: z.enum(['forward', 'backward', 'none']),
  /** Calls on the shortest way; 0 where there is none. */
  calls: z.int().nonnegative(),
});
export type PathResult = z.infer<typeof PathResult>;

export const GraphSlice = z.object({
  program: z.string(),
  view: GraphView,
  root: FunctionId.optional(),
  run: z.string().optional(),
  /** The run that it is compared with. */
  other: z.string().optional(),
  path: PathResult.optional(),
  /** Short names of what the picture is about, the root and the ends of a path, also where they are folded or filtered out. */
  names: z.record(FunctionId, z.string()),
  nodes: z.array(GraphNode),
  edges: z.array(GraphEdge),
  /** Outer ones before inner ones. */
  groups: z.array(GraphGroup),
  coverage: Coverage,
});
export type GraphSlice = z.infer<typeof GraphSlice>;

export const GroupBy = z.enum(['none', 'folder', 'module', 'namespace']);
export type GroupBy = z.infer<typeof GroupBy>;

/** What is left out of a picture. Empty lists leave nothing out. */
export const GraphFilter = z.object({
  /** Words that name, signature or path must have; `-word` must not be there; `name:`, `path:` and `module:` say where. */
  text: z.string(),
  states: z.array(FunctionState),
  linkages: z.array(Linkage),
  /** Kinds of calls that are followed and drawn. */
  calls: z.array(EdgeKind.extract(['direct', 'virtual', 'candidate', 'passes'])),
  tests: z.enum(['show', 'hide', 'only']),
  /** Loggers, asserts and the like, which everything calls. */
  hubs: z.enum(['show', 'hide']),
});
export type GraphFilter = z.infer<typeof GraphFilter>;

export const Expansion = z.object({ id: FunctionId, direction: z.enum(['in', 'out']) });
export type Expansion = z.infer<typeof Expansion>;

export const GraphQuery = z.object({
  /** Absolute path of the program file. */
  program: z.string(),
  view: GraphView,
  /** Start here; absent: `main` if there is one, else the whole program up to the limit. */
  root: FunctionId.optional(),
  /** The whole program, whatever the root. */
  whole: z.boolean().optional(),
  /** Only what lies on the shortest ways between two functions. */
  path: z.object({ from: FunctionId, to: FunctionId }).optional(),
  depthOut: z.int().min(0).max(50),
  depthIn: z.int().min(0).max(50),
  /** One more level at single functions. */
  expanded: z.array(Expansion).max(500).optional(),
  /** Always in the picture, whatever the root and the filter. */
  pinned: z.array(FunctionId).max(500).optional(),
  /** Never in the picture. */
  hidden: z.array(FunctionId).max(500).optional(),
  externals: z.boolean(),
  filter: GraphFilter.optional(),
  group: GroupBy.optional(),
  /** Fold functions that call each other in a circle. */
  cycles: z.boolean().optional(),
  /** `fold`: code of each library is one box, closed at first. Absent: it is drawn as all other code. */
  libraries: z.enum(['fold', 'show']).optional(),
  /** What the person folded (true) and unfolded; the others are folded where the picture would be too large. */
  folds: z.record(GroupId, z.boolean()).optional(),
  /** The run whose state is shown; absent: the latest of this program. */
  run: z.string().optional(),
  /** Difference view: the run to compare with; absent: touched against never touched. */
  other: z.string().optional(),
  /** Most functions and folded groups to return. */
  limit: z.int().min(1).max(1500),
});
export type GraphQuery = z.infer<typeof GraphQuery>;

/** Formats of other programs that a picture can be written in; SVG and PNG are the page's own. */
export const ExportFormat = z.enum(['dot', 'json', 'csv', 'mermaid', 'text']);
export type ExportFormat = z.infer<typeof ExportFormat>;
