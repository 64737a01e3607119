import * as z from 'zod';
import { FunctionId, Tier } from './graph.js';
import { Problem, RunSummary } from './run-summary.js';

/**
 * Programs and runs as lists and the page name them, apart from the messages that carry them (lsp.ts): the page loads these alone.
 * Direction: server -> extension -> webview, and server core -> cli.
 */

export const StateCounts = z.object({
  functions: z.int().nonnegative(),
  stub: z.int().nonnegative(),
  materializing: z.int().nonnegative(),
  materialized: z.int().nonnegative(),
  /** Ran inside of others, without a call of their own. */
  inlined: z.int().nonnegative(),
  eager: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type StateCounts = z.infer<typeof StateCounts>;

export const ProgramSummary = z.object({
  /** Absolute path of the program file: the program's identity. */
  path: z.string(),
  name: z.string(),
  store: z.string(),
  builtAt: z.number(),
  hasMain: z.boolean(),
  /** It holds unit tests (GoogleTest, Catch2, Rust's) that can be run one by one. */
  hasTests: z.boolean(),
  /** Another number than before: tests may be others, although the program is not. */
  testLists: z.int().nonnegative(),
  counts: StateCounts,
  problems: z.array(Problem),
  /** Arguments of the last run that the editor started. */
  lastArgs: z.array(z.string()),
});
export type ProgramSummary = z.infer<typeof ProgramSummary>;

/** One function's way into a run: what the replay and the strip of engine time show. */
export const Materialization = z.object({
  id: FunctionId,
  label: z.string(),
  /** 1-based. */
  order: z.int().positive(),
  /** Milliseconds since the program started, when its code was published; `ms` of them before that were its own. */
  at: z.number().nonnegative(),
  ms: z.number().nonnegative(),
  bytes: z.int().nonnegative(),
  /** What it was at the end. */
  tier: Tier.optional(),
  /** Kept from an earlier run: mapped, not compiled. */
  kept: z.boolean(),
  by: FunctionId.optional(),
});
export type Materialization = z.infer<typeof Materialization>;

/** A function that had no call of its own: its body ran inside of others. */
export const InlinedFunction = z.object({ id: FunctionId, into: z.array(FunctionId) });
export type InlinedFunction = z.infer<typeof InlinedFunction>;

export const RunTimeline = z.object({
  run: RunSummary,
  /** Milliseconds from the start to the last event. */
  lasted: z.number().nonnegative(),
  /** What loading the engine cost; 0 where no function needed it. */
  engineLoadMs: z.number().nonnegative(),
  bytes: z.int().nonnegative(),
  kept: z.int().nonnegative(),
  materializations: z.array(Materialization),
  /** Later ones that are left out of the list, not out of the sums. */
  omitted: z.int().nonnegative(),
  /** Files of runs that were saved before this was known have none. */
  inlined: z.array(InlinedFunction).default([]),
});
export type RunTimeline = z.infer<typeof RunTimeline>;
