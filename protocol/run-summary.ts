import * as z from 'zod';

/** A run as lists and views name it. Direction: server -> extension -> webview, and server core -> cli. */

/** A problem with a program or the toolchain, ready to be shown: what happened, where, what to do. */
export const Problem = z.object({
  code: z.enum([
    'no-toolchain',
    'wrong-llvm',
    'store-gone',
    'manifest-missing',
    'manifest-invalid',
    'manifest-version',
    'not-autojit',
    'unreadable',
    'stale',
    'crashed',
    'engine-failed',
    'daemon-gone',
    'trace-invalid',
  ]),
  message: z.string(),
  /** What to do next, one sentence. */
  action: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** One of the processes of a run of a program that forks. */
export const RunProcess = z.object({
  pid: z.int().positive(),
  parent: z.int().positive().optional(),
  /** Unix milliseconds. */
  startedAt: z.number(),
  /** Functions that it materialized itself; what its parent had by then is there too. */
  materialized: z.int().nonnegative(),
  /** `gone`: nobody knows how it ended. */
  status: z.enum(['running', 'exited', 'gone']),
  exitCode: z.int().optional(),
});
export type RunProcess = z.infer<typeof RunProcess>;

export const RunSummary = z.object({
  id: z.string(),
  program: z.string(),
  name: z.string(),
  args: z.array(z.string()),
  /** Unix milliseconds. */
  startedAt: z.number(),
  /** `stopped`: a person ended it, and how that was done says nothing about the program. */
  status: z.enum(['starting', 'running', 'exited', 'crashed', 'stopped']),
  exitCode: z.int().optional(),
  /** What ended it, e.g. `SIGSEGV`; absent when nothing did or nobody knows. */
  signal: z.string().optional(),
  materialized: z.int().nonnegative(),
  /** Of those, how many were kept from earlier runs. */
  kept: z.int().nonnegative().optional(),
  failed: z.int().nonnegative(),
  engineMs: z.number().nonnegative(),
  problems: z.array(Problem),
  /** The run of this session of the editor that it is a restart of. */
  restarts: z.string().optional(),
  /** The file that a person opened it from. */
  file: z.string().optional(),
  /** Where there was more than one: the first, and the last ones that began. */
  processes: z.array(RunProcess).optional(),
  /** How many there were. */
  processCount: z.int().positive().optional(),
  /** Number of the process that this is a view of; `id` is that of the whole run, `#` and the number. */
  process: z.int().positive().optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;
