import * as z from 'zod';
import { FunctionId, GraphNode, Members } from './graph.js';

/**
 * The first picture of a program: what one run did, as the tree of who called whom first, and what the program is made of,
 * as a tree of its parts. Lists stand in an order in which a parent comes before its children. Direction: server ->
 * extension -> webview, and server core -> cli.
 */

const count = z.int().nonnegative();
/** Number of the parent in the same list; -1 for a root. */
const parent = z.int().min(-1);

/** Of the functions that it stands for, while a run goes on. */
const members = Members.optional();

/** How code outside of a program gets into its own: the system, a thread library, whoever was given an address, a test framework. */
export const EntryKind = z.enum(['main', 'thread', 'handler', 'callback', 'test']);
export type EntryKind = z.infer<typeof EntryKind>;

export const Entry = z.object({ id: FunctionId, label: z.string(), kind: EntryKind, ran: z.boolean() });
export type Entry = z.infer<typeof Entry>;

/**
 * A function that ran, or what several that nothing of the program called stand under: its tests, and the rest. Its children are
 * those whose first call came from it, or from what is passed over.
 */
export const RunBox = z.object({
  id: z.string().min(1),
  label: z.string(),
  parent,
  /** Functions of libraries between the two. */
  via: count,
  /** Own functions below it that ran, itself included. */
  below: count,
  /** Own functions below it, whose first call came from it or from a library that it called. */
  children: count,
  /** pprof's score: how much the tree forks here, times how much is below. */
  score: z.number(),
  /** One child holds nearly everything: showing it says nothing. */
  passThrough: z.boolean(),
  /** Base name of its source. */
  file: z.string(),
  /** Number of the thread in the run, from 1. */
  thread: z.int().positive(),
  /** Absent where it is no function. */
  node: GraphNode.optional(),
});
export type RunBox = z.infer<typeof RunBox>;

/** An own function that many others call, or a part that many others use. */
export const Hub = z.object({
  id: z.string(),
  label: z.string(),
  callers: count,
  functions: count,
  ran: count,
  members,
});
export type Hub = z.infer<typeof Hub>;

export const LibraryBox = z.object({
  name: z.string(),
  functions: count,
  ran: count,
  /** Own functions that ran and call it. */
  callers: count,
  ms: z.number().nonnegative(),
  members,
});
export type LibraryBox = z.infer<typeof LibraryBox>;

export const RunOverview = z.object({
  /** Id of the run. */
  run: z.string(),
  /** Own functions that ran, and those of libraries. */
  ran: count,
  libraryRan: count,
  /** Not all of them: those that may be drawn, and those around them. */
  boxes: z.array(RunBox),
  hubs: z.array(Hub),
});
export type RunOverview = z.infer<typeof RunOverview>;

/** A file, a section of an amalgamation, a class, or a function where there is nothing larger; or a function in one that was opened. */
export const PartBox = z.object({
  id: z.string().min(1),
  label: z.string(),
  title: z.string(),
  parent,
  /** `rest`: what is left out of a part that was opened. */
  kind: z.enum(['part', 'function', 'rest']),
  functions: count,
  ran: count,
  /** IR instructions, of all its functions and of those that ran. */
  size: count,
  sizeRan: count,
  /** A call leads there from its parent, not only a pointer that may. */
  sure: z.boolean(),
  /** The run made a first call from its parent to it. */
  observed: z.boolean(),
  /** It was opened: its functions stand below it. */
  open: z.boolean(),
  /** Of a function: base name of its source, and what calls it from outside of the program. */
  file: z.string().optional(),
  entry: EntryKind.optional(),
  node: GraphNode.optional(),
  members,
});
export type PartBox = z.infer<typeof PartBox>;

export const PartLane = z.object({ from: count, to: count, sites: count, observed: z.boolean() });
export type PartLane = z.infer<typeof PartLane>;

export const PartsOverview = z.object({
  /** What its boxes are: the functions of a small program are its parts. */
  unit: z.enum(['part', 'function']),
  boxes: z.array(PartBox),
  /** Calls beside those of the tree, the strongest first. */
  lanes: z.array(PartLane),
  hubs: z.array(Hub),
  /** All parts; those that are not drawn, and their functions. */
  parts: count,
  folded: z.object({ parts: count, functions: count, ran: count, members }),
});
export type PartsOverview = z.infer<typeof PartsOverview>;

export const Overview = z.object({
  program: z.string(),
  builtAt: z.number(),
  /** Own functions. Compiler's helpers are parts of theirs. */
  own: count,
  /** Own functions that ran, and those of libraries. */
  libraries: z.array(LibraryBox),
  parts: PartsOverview,
  run: RunOverview.optional(),
  /** Where its own code is entered: those that say most, and how many more there are. */
  entries: z.array(Entry),
  moreEntries: count,
});
export type Overview = z.infer<typeof Overview>;

export const OverviewQuery = z.object({
  program: z.string(),
  /** Absent: the latest. */
  run: z.string().optional(),
  /** Replay: what ran of the parts, and of libraries, after so many materializations; absent: as it is. */
  until: z.int().nonnegative().optional(),
  /** Boxes that the person opened. */
  opened: z.array(z.string()).max(500),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;
