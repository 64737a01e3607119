import type { FunctionState, Tier } from '../../protocol/graph.js';
import { recount } from '../../protocol/states.js';
import type { TraceCaller, TraceEvent } from '../../protocol/trace.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { FunctionRefs } from './function-refs.js';
import { Processes } from './processes.js';

/** What one run did to one function. */
export interface FunctionRun {
  state: Extract<FunctionState, 'materializing' | 'materialized' | 'failed'>;
  /** Undefined where there are no tiers. */
  tier?: Tier | undefined;
  /** Milliseconds in the engine and in mapping that the program waited for; 0 when it came along with another function. */
  ms: number;
  bytes: number;
  /** Milliseconds since the program started, when its state was last reported. */
  at: number;
  /** Its image was kept from an earlier run: mapped, not compiled. */
  kept: boolean;
  thread: number;
  /** 1-based; undefined until materialized. */
  order: number | undefined;
  caller: FunctionIndex | undefined;
  /** The function whose call brought this one along. */
  with: FunctionIndex | undefined;
  failure: string | undefined;
  /** How often reloads have exchanged it; undefined: never. */
  generation?: number;
  /** It had code before the last of them, and was not called since: the module that has the new one. */
  waiting?: string;
}

/** Who finds the eager function that is at an address of a loaded file (program/eager-callers.ts). */
export interface CallerFinder {
  find(object: string, address: string, cwd: string | undefined): FunctionIndex | undefined;
}

/** `inlined`: those that are nothing else. */
export function noCounts(): Record<FunctionRun['state'] | 'inlined', number> {
  return { materializing: 0, materialized: 0, failed: 0, inlined: 0 };
}

/**
 * Folds the events of one run of one program. Processes of a forking program are one run: a function is materialized
 * when it is in any of them.
 */
export class RunState {
  readonly functions = new Map<FunctionIndex, FunctionRun>();
  /** Caller -> callees whose first call it made. */
  readonly observed = new Map<FunctionIndex, Set<FunctionIndex>>();
  /** Functions whose bodies are inside of others that were called, and inside of which. They may have been called themselves as well. */
  readonly inlined = new Map<FunctionIndex, Set<FunctionIndex>>();
  /** Of its lazy functions; a copy that the linker dropped for an eager one is eager. */
  counts = noCounts();
  /** Events so far. */
  changes = 0;
  materialized = 0;
  /** Of those, how many were kept from earlier runs. */
  kept = 0;
  /** What mapping those cost, which is in `engineNs` too. */
  mappedNs = 0;
  /** Finals that took the place of drafts, and what they cost behind the program's back. */
  replaced = 0;
  replacedNs = 0;
  failed = 0;
  /** In the engine and in mapping, of all processes. */
  engineNs = 0;
  engineLoadNs = 0;
  /** Events of slots that the index does not know: the program was rebuilt since, or a manifest is missing. */
  unknown = 0;
  /** Why a daemon that was wanted could not be had, or not any more. */
  daemonGone: string | undefined;
  /** Of the process that was launched, once it has said so. */
  exitStatus: number | undefined;
  /** The process that was launched, seen through a daemon only, is gone, and nobody knows how it ended. */
  left = false;
  args: string[] = [];
  startedAt: number | undefined;
  /** Where the program was started. */
  private cwd: string | undefined;

  readonly processes = new Processes();
  private readonly refs: FunctionRefs;
  /** How often reloads have exchanged what was not called yet. */
  private readonly generations = new Map<FunctionIndex, number>();

  /** `pid`: the process whose end is the run's; absent: the first. */
  constructor(
    private readonly graph: CallGraph,
    private readonly eagerCallers?: CallerFinder,
    private mainPid?: number,
    /** What the program ran before it took over the build of `graph`. */
    older: readonly CallGraph[] = [],
  ) {
    this.refs = new FunctionRefs(graph, older);
  }

  /** Whether the program has told anything. */
  get hasBegun(): boolean {
    return this.changes > 0;
  }

  /** Returns the functions whose state changed. */
  apply(event: TraceEvent): readonly FunctionIndex[] {
    this.changes += 1;
    this.mainPid ??= event.pid;
    this.processes.apply(event);
    if (event.pid === this.mainPid) this.noteEnd(event);
    if (event.event === 'inlined') return this.inlinedNow(event);
    const changed = this.applyToOne(event);
    return changed === undefined ? [] : [changed];
  }

  private applyToOne(event: Exclude<TraceEvent, { event: 'inlined' }>): FunctionIndex | undefined {
    switch (event.event) {
      case 'start':
        this.begin(event);
        return undefined;
      case 'engine':
        this.engineNs += event.ns;
        this.engineLoadNs += event.ns;
        if (event.daemon === false) this.daemonGone ??= event.reason ?? 'no reason given';
        return undefined;
      case 'exited':
      case 'left':
      case 'module':
        return undefined;
      case 'materializing':
        return this.materializing(event);
      case 'materialized':
        this.engineNs += event.ns;
        if (event.kept) this.mappedNs += event.ns;
        return this.materializedNow(event);
      case 'replaced':
        return this.replacedNow(event);
      case 'failed':
        return this.failedNow(event);
      case 'exchanged':
        return this.exchangedNow(event);
    }
  }

  private noteEnd(event: TraceEvent): void {
    if (event.event === 'exited') this.exitStatus = event.status;
    if (event.event === 'left') this.left = true;
  }

  private begin({ wall, args, cwd }: Extract<TraceEvent, { event: 'start' }>): void {
    if (this.startedAt !== undefined) return;
    this.startedAt = wall;
    this.args = args;
    this.cwd = cwd;
  }

  private exchangedNow(event: Extract<TraceEvent, { event: 'exchanged' }>): FunctionIndex | undefined {
    const index = this.lookUp(event.root);
    if (index === undefined) return undefined;
    this.refs.exchange(event, event.root);
    const run = this.functions.get(index);
    if (!run) {
      this.generations.set(index, Math.max(event.generation, this.generations.get(index) ?? 0));
      return undefined;
    }
    // Each process of a run counts for itself.
    run.generation = Math.max(event.generation, run.generation ?? 0);
    if (event.used) run.waiting = event.module;
    return index;
  }

  private enter(index: FunctionIndex, run: FunctionRun): void {
    const before = this.functions.get(index);
    this.functions.set(index, run);
    if (this.graph.functions[index]?.reason) return;
    const was = before?.state ?? (this.inlined.has(index) ? 'inlined' : undefined);
    this.counts = recount(this.counts, was, run.state);
  }

  private materializing(event: Extract<TraceEvent, { event: 'materializing' }>): FunctionIndex | undefined {
    const index = this.lookUp(event);
    // A forked child or a losing thread may ask again for what the run already has.
    if (index === undefined || this.functions.has(index)) return undefined;
    this.enter(index, {
      ...this.blank(event),
      state: 'materializing',
      caller: this.observe(event.caller, index),
    });
    return index;
  }

  private materializedNow(event: Extract<TraceEvent, { event: 'materialized' }>): FunctionIndex | undefined {
    const index = this.lookUp(event);
    if (index === undefined) return undefined;
    const before = this.functions.get(index);
    if (before && before.state !== 'materializing') {
      before.ms += event.ns / 1e6;
      if (before.waiting === event.module) {
        delete before.waiting;
        return index;
      }
      return undefined;
    }
    this.materialized += 1;
    if (event.kept) this.kept += 1;
    const broughtBy = event.with ? this.refs.find(event.with) : undefined;
    const generation = this.generations.get(index);
    this.enter(index, {
      ...this.blank(event),
      state: 'materialized',
      ms: event.ns / 1e6,
      tier: event.tier,
      bytes: event.bytes,
      kept: event.kept ?? false,
      order: this.materialized,
      caller: this.observe(event.caller, index) ?? before?.caller,
      with: broughtBy,
      ...(generation !== undefined && { generation }),
    });
    return index;
  }

  private replacedNow(event: Extract<TraceEvent, { event: 'replaced' }>): FunctionIndex | undefined {
    const index = this.lookUp(event);
    const run = index === undefined ? undefined : this.functions.get(index);
    this.replacedNs += event.ns;
    if (run?.state !== 'materialized' || run.tier === 'final') return undefined; // by another process of the run
    this.replaced += 1;
    run.tier = 'final';
    run.bytes = event.bytes;
    return index;
  }

  private failedNow(event: Extract<TraceEvent, { event: 'failed' }>): FunctionIndex | undefined {
    const index = this.lookUp(event);
    if (index === undefined) return undefined;
    const before = this.functions.get(index);
    if (before?.state === 'materialized') this.materialized -= 1;
    if (before?.state !== 'failed') this.failed += 1;
    this.enter(index, {
      ...this.blank(event),
      state: 'failed',
      caller: before?.caller,
      failure: event.reason,
    });
    return index;
  }

  private inlinedNow({ module, slot, functions }: Extract<TraceEvent, { event: 'inlined' }>): FunctionIndex[] {
    const into = this.lookUp({ module, slot });
    if (into === undefined) return [];
    const changed: FunctionIndex[] = [];
    for (const one of functions) {
      // A symbol without a slot may be there only to be inlined: then it is no function of the program.
      const index = typeof one === 'number' ? this.refs.find({ module, slot: one }) : this.graph.find(one);
      if (index === undefined || index === into || this.graph.functions[index]?.reason) continue;
      const known = this.inlined.get(index);
      if (known?.has(into)) continue;
      if (known) known.add(into);
      else this.inlined.set(index, new Set([into]));
      if (this.functions.has(index)) continue;
      if (!known) this.counts = recount(this.counts, undefined, 'inlined');
      changed.push(index);
    }
    return changed;
  }

  private lookUp(ref: { module: string; slot: number }): FunctionIndex | undefined {
    const index = this.refs.find(ref);
    if (index === undefined) this.unknown += 1;
    return index;
  }

  /** Whoever finds it knows the build that the program was started from. */
  private eagerCaller({ object, address }: Extract<TraceCaller, { object: string }>): FunctionIndex | undefined {
    const index = this.eagerCallers?.find(object, address, this.cwd);
    return index === undefined ? undefined : this.refs.ofFirst(index);
  }

  private observe(caller: TraceCaller | undefined, callee: FunctionIndex): FunctionIndex | undefined {
    if (!caller) return undefined;
    const from = 'module' in caller ? this.refs.find(caller) : this.eagerCaller(caller);
    if (from === undefined) return undefined;
    const callees = this.observed.get(from);
    if (callees) callees.add(callee);
    else this.observed.set(from, new Set([callee]));
    return from;
  }

  private blank({ pid, tid, t }: { pid: number; tid: number; t: number }): Omit<FunctionRun, 'state'> {
    return {
      tier: undefined,
      ms: 0,
      bytes: 0,
      // A trace counts from the start of each process.
      at: this.processes.offsetOf(pid) + t / 1e6,
      kept: false,
      thread: tid,
      order: undefined,
      caller: undefined,
      with: undefined,
      failure: undefined,
    };
  }
}
