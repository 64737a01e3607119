import * as z from 'zod';
import { RunTimeline } from './summaries.js';

/** What is kept of a run beside its trace, and the file that a person saves one as (docs/formats.md, "Kept runs"). */

/** Direction: autojit-record -> server, and from one session of the server to the next. At most one of `exit` and `signal` is there. */
export const EndFile = z.object({
  format: z.literal('autojit-end'),
  version: z.literal(1),
  exit: z.int().nonnegative().optional(),
  signal: z.string().optional(),
  /** It was asked to end from outside: with its terminal, or by its debugger. */
  stopped: z.literal(true).optional(),
});
export type EndFile = z.infer<typeof EndFile>;

export const RUN_FILE_VERSION = 1;

/** A run that is whole in itself: it shows where its program is missing. A change of any field in it raises the version. */
export const RunFile = z.object({
  format: z.literal('autojit-run'),
  version: z.literal(RUN_FILE_VERSION),
  /** Unix milliseconds. */
  saved: z.number(),
  timeline: RunTimeline,
  /** Null where it was not kept. */
  output: z.string().nullable(),
});
export type RunFile = z.infer<typeof RunFile>;
