import * as z from 'zod';
import { Tier } from './graph.js';
import { ModuleId } from './manifest.js';

/**
 * The trace: one JSON object per line, written by the runtime inside a running program to the file or Unix socket
 * that `AUTOJIT_TRACE` names (docs/formats.md, "Trace"). Direction: runtime -> server, cli.
 */

export const TRACE_VERSION = 1;

/**
 * A trace file that has so many bytes gets no more but the ends of those who are in it: a program may fork for years. Whoever writes
 * one heeds it (toolchain/runtime/trace.c, server/daemon/watch.ts).
 */
export const TRACE_LIMIT = 256 << 20;
/** No line is longer. */
export const TRACE_LINE_LIMIT = 4096;

/** A lazy function: the module's id and the function's slot index in that module. */
export const FunctionRef = z.object({ module: ModuleId, slot: z.int().nonnegative() });
export type FunctionRef = z.infer<typeof FunctionRef>;

/** Who made the call: a materialized function, or an address in a loaded object (`0x…`, relative to its base). */
export const TraceCaller = z.union([FunctionRef, z.object({ object: z.string(), address: z.string() })]);
export type TraceCaller = z.infer<typeof TraceCaller>;

/** `t` is nanoseconds since the program's `start` event (monotonic clock). */
const Common = z.object({ v: z.literal(TRACE_VERSION), pid: z.int().positive(), t: z.int().nonnegative() });

export const TraceEvent = z.discriminatedUnion('event', [
  /** First line of each process. `wall` is Unix time in milliseconds. */
  Common.extend({
    event: z.literal('start'),
    program: z.string(),
    args: z.array(z.string()),
    cwd: z.string(),
    wall: z.int().nonnegative(),
    /** The process that forked or started it; absent in traces of older builds. */
    parent: z.int().nonnegative().optional(),
  }),
  /** A module of the program, or of the shared library `object`, registered before its first function can be asked for. */
  Common.extend({
    event: z.literal('module'),
    module: ModuleId,
    source: z.string(),
    slots: z.int().nonnegative(),
    object: z.string().optional(),
  }),
  /**
   * An engine was needed, and getting at one cost `ns`. `daemon` true: autojitd was met; false: it could not be had, because of `reason`, and the
   * engine in the process takes its place; absent: that one was loaded.
   */
  Common.extend({
    event: z.literal('engine'),
    ns: z.int().nonnegative(),
    daemon: z.boolean().optional(),
    reason: z.string().optional(),
  }),
  Common.extend({
    event: z.literal('materializing'),
    ...FunctionRef.shape,
    tid: z.int().positive(),
    caller: TraceCaller.optional(),
  }),
  /**
   * The function's code was published. `ns` is time in the engine and mapping, `bytes` the code's size.
   * `with` names the function whose call brought this one along, when it was not the one asked for
   * (its `ns` is then 0: the time is counted once).
   */
  Common.extend({
    event: z.literal('materialized'),
    ...FunctionRef.shape,
    tid: z.int().positive(),
    ns: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    /** Its image was kept from an earlier run, perhaps of an earlier build; nothing was compiled. */
    kept: z.literal(true).optional(),
    /** Of an optimized module's function; absent when there are no tiers. */
    tier: Tier.optional(),
    caller: TraceCaller.optional(),
    with: FunctionRef.optional(),
  }),
  /**
   * Follows `materialized`, where bodies of other functions went into this one's code: they may run without a call of their own. By slot of the same
   * module; by the linker's symbol where one has no slot there. More of the same function may follow.
   */
  Common.extend({
    event: z.literal('inlined'),
    ...FunctionRef.shape,
    functions: z.array(z.union([z.int().nonnegative(), z.string()])),
  }),
  /**
   * A final took the place of a draft. `ns` is what it cost, on a thread that the program does not wait for, or in a daemon; `counted`: how many
   * calls and rounds of loops the draft had, at least.
   */
  Common.extend({
    event: z.literal('replaced'),
    ...FunctionRef.shape,
    tid: z.int().positive(),
    ns: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    counted: z.int().nonnegative().optional(),
    /** Another process made it. */
    kept: z.literal(true).optional(),
  }),
  /**
   * A reload: the function took the place of `root`, which is the one that the program was linked with or that an earlier reload brought, for the
   * `generation`th time. `used`: `root` had code; whether the new code is entered, `materialized` of the function tells.
   */
  Common.extend({
    event: z.literal('exchanged'),
    ...FunctionRef.shape,
    root: FunctionRef,
    generation: z.int().positive(),
    used: z.boolean(),
  }),
  Common.extend({
    event: z.literal('failed'),
    ...FunctionRef.shape,
    tid: z.int().positive(),
    reason: z.string(),
  }),
  /** Normal exit. A process that is gone without it crashed or was killed. */
  Common.extend({
    event: z.literal('exited'),
    status: z.int(),
    materialized: z.int().nonnegative(),
    engineNs: z.int().nonnegative(),
  }),
  /** Written by whoever watches a daemon: the process has left it. How it ended is not known. */
  Common.extend({ event: z.literal('left') }),
]);
export type TraceEvent = z.infer<typeof TraceEvent>;
