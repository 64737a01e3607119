import * as z from 'zod';
import { TraceEvent } from './trace.js';

/**
 * What autojitd tells those who look after it (docs/daemon-protocol.md). The messages themselves are binary (toolchain/include/autojit/daemon.h);
 * these are the texts in them. Direction: daemon -> server, cli.
 */

const Count = z.int().nonnegative();

/** Answers STATUS. */
export const DaemonStatus = z.object({
  version: z.literal(2),
  /** Of the toolchain: programs of another build have another daemon. */
  build: z.string(),
  llvm: z.string(),
  pid: z.int().positive(),
  /** Unix time in milliseconds. */
  since: Count,
  /** Absolute path of its log. */
  log: z.string(),
  /** Threads for what programs wait for. */
  jobs: Count,
  /** Without a question for so long it ends; 0: never. */
  idleSeconds: Count,
  /** Those that are connected and have asked. */
  programs: z.array(z.object({ pid: z.int(), program: z.string(), asked: Count })),
  asked: Count,
  /** Of those: answered with what had been made before. */
  fromMemory: Count,
  compiled: Count,
  /** Taken over from an earlier build of the module. */
  kept: Count,
  failed: Count,
  /** Made before anybody asked, and how many of those were asked for. */
  ahead: Count,
  aheadUsed: Count,
  /** Asked for while it was made ahead: by a thread whose priority was raised then, or begun anew by another. Daemons before these wrote none. */
  raised: Count.default(0),
  restarted: Count.default(0),
  /** The code generator died of these, and they are not tried again; `function` is empty where none is to blame. */
  refused: z.array(z.object({ function: z.string(), reason: z.string() })).default([]),
  /** The process that it serves alone, with its children, since it has less than its user's session: `lacking`, a line each. */
  onlyFor: z.int().positive().optional(),
  lacking: z.array(z.string()).default([]),
  /** In memory. */
  images: Count,
  imageBytes: Count,
});
export type DaemonStatus = z.infer<typeof DaemonStatus>;

/** One of many answers to SUBSCRIBE. `client` numbers the programs of one daemon. */
export const DaemonEvent = z.union([
  z.object({ client: Count, event: TraceEvent }),
  /** It has ended, or closed its connection. */
  z.object({ client: Count, gone: z.literal(true) }),
]);
export type DaemonEvent = z.infer<typeof DaemonEvent>;
