import * as z from 'zod';
import { FunctionId, type FunctionState } from './graph.js';
import { RunSummary } from './run-summary.js';

/**
 * Two more views of a program beside its graph: what one run did (run tree), and what the program is made of (map). Both are columns, one
 * entry for each function: objects would be several times as large. Direction: server -> extension -> webview, and server core -> cli.
 */

/** A box of the map: a folder, or a file that has sections of its own. */
export const PartFolder = z.object({
  label: z.string(),
  /** Whole path, or the library's name. */
  title: z.string(),
  /** It is code of a library: one box, folded. */
  library: z.boolean(),
});
export type PartFolder = z.infer<typeof PartFolder>;

/** A named piece of a program: a class, a file, or a section of an amalgamated file. */
export const Part = z.object({
  label: z.string(),
  title: z.string(),
  /** Number in `folders`. */
  folder: z.int().nonnegative(),
  /** Its functions, whether they ran or not. */
  functions: z.int().nonnegative(),
});
export type Part = z.infer<typeof Part>;

export const Parts = z.object({ folders: z.array(PartFolder), parts: z.array(Part) });
export type Parts = z.infer<typeof Parts>;

/** Columns have a hundred thousand entries: asked one by one, each would be a question of its own. */
export const numbers = z.custom<number[]>((value) => Array.isArray(value) && value.every(Number.isInteger));

/**
 * Who called whom first. Each frame stands behind the one that called it first, frames of one caller in order of first calls; a run that goes
 * on only appends. Functions of a library are one frame for each caller: its `count` grows.
 */
export const RunTree = z.object({
  program: z.string(),
  /** Absent: the program never ran. */
  run: RunSummary.optional(),
  builtAt: z.number(),
  /** Functions of the program that could run. */
  functions: z.int().nonnegative(),
  parts: Parts,
  /** Functions that ran inside of others only: they have no frame. */
  inlined: z.int().nonnegative(),
  /** Of each frame: a function, or `group:library:…`, or `group:outside`. */
  id: z.array(FunctionId),
  label: z.array(z.string()),
  /** The frame of its first caller; -1 for a root. */
  parent: numbers,
  /** Number in `parts`; -1 for what is no function of its own. */
  part: numbers,
  /** Functions in the frame itself. */
  count: numbers,
  bytes: numbers,
  /** Engine time, in microseconds. */
  time: numbers,
  /** Threads are numbered from 1 in order of their first calls. */
  thread: numbers,
  /** Library functions between it and the frame of its first own caller. */
  via: numbers,
  /** Functions that ran and may have called it as well, but not first; the tree does not show them. */
  others: numbers,
});
export type RunTree = z.infer<typeof RunTree>;

/** The states of functions, one letter each: the column of a map. */
export const STATE_LETTERS: Readonly<Record<FunctionState, string>> = {
  stub: 's',
  materializing: 'g',
  materialized: 'm',
  inlined: 'i',
  eager: 'e',
  failed: 'f',
};

/** What a program is made of: every function with its part and size. Only `states` and `run` depend on a run. */
export interface ProgramMap {
  program: string;
  run?: RunSummary | undefined;
  builtAt: number;
  parts: Parts;
  id: string[];
  /** Empty where a function is too small for its name; `labels` tells it then. */
  label: string[];
  part: number[];
  /** IR instructions. */
  size: number[];
  states: string;
  /** Calls between parts: from, to, call sites; back to back. */
  calls: number[];
}

/** What is asked of either view: the program, and the run whose state is shown (absent: the latest). */
export const ViewQuery = z.object({ program: z.string(), run: z.string().optional() });
export type ViewQuery = z.infer<typeof ViewQuery>;

/** What the heights of the run tree say. */
export const Metric = z.enum(['count', 'bytes', 'time']);
export type Metric = z.infer<typeof Metric>;
