import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem, ReportedEnd, RunSummary } from '../../protocol/lsp.js';
import { formatBytes, plural } from '../../protocol/text.js';
import { TRACE_LIMIT, type TraceEvent } from '../../protocol/trace.js';
import type { FunctionIndex, CallGraph, LinkedFunction } from '../call-graph/model.js';
import { Lineage } from './processes.js';
import { RunState, type CallerFinder } from './run-state.js';
import { reasonOfFailure } from './failure.js';
import { parseTraceLine } from './trace-line.js';
import { TraceTail } from './trace-tail.js';

export interface RunInit {
  id: string;
  /** Absolute path of the program file. */
  program: string;
  args: string[];
  startedAt: number;
  trace: string;
  graph: CallGraph;
  /** Builds that the program ran before it took over that of `graph`, the newest last. */
  older?: readonly CallGraph[];
  /** Of the build that it was started from. */
  eagerCallers?: () => Promise<CallerFinder>;
  /** The run that this one is a restart of. */
  restarts?: string;
  /** The process whose view this is, and its ancestors before it, the launched one first; absent: all processes. */
  lineage?: readonly number[];
  /** Told of each other AutoJIT program that writes to the same trace (one that this one started). */
  onOtherProgram?: (program: string) => void;
  /** Told of each module that the program's graph does not have: one of a library that was opened by name, at this path where it is known. */
  onOtherModule?: (module: string, object: string | undefined) => void;
}

/** From waitpid itself. */
export interface CertainEnd {
  kind: 'certain';
  exitCode: number | null;
  signal: string | null;
  /** A person ended it. */
  stopped?: boolean;
}

export type RunEnd =
  /** Nobody waited for the process; all that is known is that it is gone, and whether a person ended it. */
  | { kind: 'gone'; stopped?: boolean }
  /** A terminal's exit code. It is 0 for a program that a signal killed on some systems, so it proves no success. */
  | { kind: 'reported'; exitCode: number; stopped?: boolean }
  | CertainEnd;

export function endOf({ exitCode, signal, certain = false, stopped = false }: ReportedEnd): RunEnd {
  if (certain) return { kind: 'certain', exitCode: exitCode ?? null, signal: signal ?? null, stopped };
  return exitCode === undefined ? { kind: 'gone', stopped } : { kind: 'reported', exitCode, stopped };
}

/** Of a run of many processes, those that a summary names. */
const MAX_NAMED = 20;

/** One run of one program: its trace, what it did so far, and how it ended. */
export class Run {
  state: RunState;
  status: RunSummary['status'] = 'starting';
  exitCode: number | undefined;
  signal: string | undefined;
  /** Functions whose state changed since they were last taken. */
  private changed = new Set<FunctionIndex>();
  /** Anything about the run is new since `takeChanges`. */
  private dirty = true;
  private tail: TraceTail;
  private readonly alive = new Set<number>();
  /** Processes of other programs. */
  private readonly others = new Set<number>();
  private badLines = 0;
  private firstBadLine: { number: number; why: string } | undefined;
  private readProblem: Problem | undefined;
  private end: Problem | undefined;
  private readonly added: Problem[] = [];
  private finished = false;
  private prepared: Promise<void> | undefined;
  private isCutShort = false;

  constructor(readonly init: RunInit) {
    this.state = this.emptyState();
    this.tail = this.fromStart();
  }

  /** The graph, which has more modules than the run knew: what the trace said so far is read again. */
  async relink(news: Pick<RunInit, 'graph' | 'older' | 'eagerCallers'>): Promise<void> {
    const before = this.tail;
    Object.assign(this.init, news);
    this.state = this.emptyState();
    this.prepared = this.prepare();
    this.alive.clear();
    this.others.clear();
    this.badLines = 0;
    this.firstBadLine = undefined;
    this.changed = new Set();
    this.tail = this.fromStart();
    await before.close();
    await this.poll();
    if (this.finished) await this.tail.close();
  }

  private fromStart(): TraceTail {
    const lineage = this.init.lineage && new Lineage(this.init.lineage);
    const tail: TraceTail = new TraceTail(this.init.trace, (line, number) => {
      // One that was left may still be reading.
      if (tail === this.tail) this.onLine(line, number, lineage);
    });
    return tail;
  }

  get isOver(): boolean {
    return this.status !== 'starting' && this.status !== 'running';
  }

  /** Processes that wrote `start` and not yet `exited`. */
  get livePids(): readonly number[] {
    return [...this.alive];
  }

  async poll(): Promise<void> {
    this.prepared ??= this.prepare();
    await this.prepared;
    try {
      await this.tail.poll();
    } catch (error) {
      this.readProblem ??= {
        code: 'trace-invalid',
        message: `Cannot read the trace ${this.init.trace}: ${error instanceof Error ? error.message : String(error)}.`,
        action: 'Check the permissions of that folder and run again.',
      };
      this.dirty = true;
    }
  }

  /** Before the first line is read. */
  private async prepare(): Promise<void> {
    const callers = await this.init.eagerCallers?.();
    if (callers) this.state = this.emptyState(callers);
  }

  private emptyState(callers?: CallerFinder): RunState {
    return new RunState(this.init.graph, callers, this.process, this.init.older);
  }

  /** The process whose view this is; undefined: all processes. */
  get process(): number | undefined {
    return this.init.lineage?.at(-1);
  }

  /**
   * The launched process is gone. Reads what it still wrote, then decides how it ended. `lastWords`: the line that AutoJIT's runtime in it left on
   * the terminal, if any.
   */
  async finish(end: RunEnd, lastWords?: string): Promise<void> {
    await this.poll();
    await this.tail.close();
    if (this.finished) return;
    this.isCutShort = this.tail.rest !== '';
    this.finished = true;
    this.dirty = true;
    this.exitCode = this.state.exitStatus ?? knownExitCode(end);
    // What left by itself when it was asked to has an end of its own.
    if (end.stopped && this.state.exitStatus === undefined) {
      this.status = 'stopped';
      return;
    }
    this.signal = end.kind === 'certain' ? (end.signal ?? undefined) : undefined;
    const normal =
      this.state.exitStatus !== undefined || this.state.left || (end.kind === 'certain' && end.signal === null);
    this.status = normal ? 'exited' : 'crashed';
    if (!normal) this.end = this.describeCrash(end, lastWords);
  }

  /** Stops reading. The program runs on. */
  close(): Promise<void> {
    return this.tail.close();
  }

  /** Something went wrong beside the program. */
  add(problem: Problem): void {
    this.added.push(problem);
    this.dirty = true;
  }

  get hasChanges(): boolean {
    return this.dirty;
  }

  /** Functions whose state changed since the last call. */
  takeChanges(): { functions: FunctionIndex[] } {
    const functions = [...this.changed];
    this.changed = new Set();
    this.dirty = false;
    return { functions };
  }

  summary(): RunSummary {
    const args = this.state.startedAt === undefined ? this.init.args : this.state.args;
    return {
      id: this.init.id,
      program: this.init.program,
      name: [basename(this.init.program), ...args].join(' ') + this.processName(),
      args,
      startedAt: this.state.startedAt ?? this.init.startedAt,
      status: this.status,
      ...(this.exitCode !== undefined && { exitCode: this.exitCode }),
      ...(this.signal !== undefined && { signal: this.signal }),
      materialized: this.state.materialized,
      kept: this.state.kept,
      failed: this.state.failed,
      engineMs: this.state.engineNs / 1e6,
      problems: this.problems(),
      ...(this.init.restarts !== undefined && { restarts: this.init.restarts }),
      ...(this.process === undefined ? this.family() : { process: this.process }),
    };
  }

  private processName(): string {
    return this.process === undefined ? '' : ` (process ${String(this.process)})`;
  }

  private family(): Pick<RunSummary, 'processes' | 'processCount'> {
    const { processes: family } = this.state;
    if (family.count < 2) return {};
    const [first, ...others] = family.list();
    const newest = others.slice(-MAX_NAMED);
    return { processes: [...(first ? [first] : []), ...newest], processCount: family.count };
  }

  private onLine(line: string, number: number, lineage: Lineage | undefined): void {
    this.dirty = true;
    const parsed = parseTraceLine(line);
    if (!parsed.ok) {
      this.badLines += 1;
      this.firstBadLine ??= { number, why: parsed.why };
      return;
    }
    if (this.isOther(parsed.event) || lineage?.takes(parsed.event) === false) return;
    this.follow(parsed.event);
    this.tellOfModule(parsed.event);
    for (const changed of this.state.apply(parsed.event)) this.changed.add(changed);
  }

  private tellOfModule(event: TraceEvent): void {
    if (event.event !== 'module' || this.init.graph.hasModule(event.module)) return;
    this.init.onOtherModule?.(event.module, event.object);
  }

  private isOther(event: TraceEvent): boolean {
    if (event.event === 'start') {
      if (samePath(event.program, this.init.program)) this.others.delete(event.pid);
      else {
        this.others.add(event.pid);
        this.init.onOtherProgram?.(event.program);
      }
    }
    return event.event === 'exited' || event.event === 'left'
      ? this.others.delete(event.pid)
      : this.others.has(event.pid);
  }

  private follow(event: TraceEvent): void {
    if (event.event === 'exited' || event.event === 'left') this.alive.delete(event.pid);
    // Of its ancestors only what they did before counts.
    else if (this.process === undefined || event.pid === this.process) this.alive.add(event.pid);
    if (!this.finished) this.status = 'running';
  }

  private problems(): Problem[] {
    const problems: Problem[] = [];
    if (this.readProblem) problems.push(this.readProblem);
    if (this.tail.isFull) {
      problems.push({
        code: 'trace-invalid',
        message: `The trace ${this.init.trace} is as large as it may be, ${formatBytes(TRACE_LIMIT)}: what the program did after that is not in it.`,
        action: 'Run it again to see what it does then.',
      });
    }
    if (this.firstBadLine) problems.push(this.describeBadLines(this.firstBadLine));
    if (this.state.unknown > 0) {
      problems.push({
        code: 'stale',
        message: `${plural(this.state.unknown, 'event')} of this run name functions that the program's manifests do not have.`,
        action:
          'If the program was rebuilt since, run it again. Functions of a library that it opens by name are shown if the library is in an opened folder.',
      });
    }
    if (this.isCutShort) {
      problems.push({
        code: 'trace-invalid',
        message: `The trace ${this.init.trace} ends in the middle of a line: the program was stopped while it wrote, or the disk is full.`,
        action: 'What happened after that is not shown; run the program again.',
      });
    }
    if (this.state.daemonGone !== undefined) problems.push(this.describeDaemon(this.state.daemonGone));
    problems.push(...this.failures());
    problems.push(...this.added);
    if (this.end) problems.push(this.end);
    return problems;
  }

  private failures(): Problem[] {
    if (this.state.failed === 0) return [];
    const failed = [...this.state.functions].filter(([, run]) => run.state === 'failed');
    return failed.map(([index, run]) => {
      const fn = this.init.graph.functions[index];
      const name = fn?.signature ?? 'A function';
      return {
        code: 'engine-failed' as const,
        message: `${name} (${fn?.source ?? 'unknown module'}) could not be materialized: ${reasonOfFailure(name, run.failure)}.`,
        action: 'Rebuild and relink the program; if that does not help, run "autojit doctor".',
      };
    });
  }

  /** A static program has no other engine. */
  private describeDaemon(why: string): Problem {
    return {
      code: 'daemon-gone',
      message: `${basename(this.init.program)} had to do without autojitd: ${why}.`,
      action:
        this.state.failed > 0
          ? 'Run it again, which starts another daemon; "autojit daemon logs" says why this one ended.'
          : 'The engine in the program made the rest; "autojit daemon logs" says why the daemon ended.',
    };
  }

  private describeBadLines(first: { number: number; why: string }): Problem {
    const more = this.badLines > 1 ? ` and ${plural(this.badLines - 1, 'more line')}` : '';
    return {
      code: 'trace-invalid',
      message: `Line ${String(first.number)}${more} of ${this.init.trace} cannot be used: ${first.why}.`,
      action: 'The states shown may be incomplete; run the program again.',
    };
  }

  /** A crash is mostly in it, or in what it was called from. */
  private lastMaterialized(): LinkedFunction | undefined {
    let last: FunctionIndex | undefined;
    for (const [index, { order, with: broughtBy }] of this.state.functions)
      if (order !== undefined && broughtBy === undefined && order > (this.orderOf(last) ?? 0)) last = index;
    return last === undefined ? undefined : this.init.graph.functions[last];
  }

  private orderOf(index: FunctionIndex | undefined): number | undefined {
    return index === undefined ? undefined : this.state.functions.get(index)?.order;
  }

  private describeCrash(end: RunEnd, lastWords: string | undefined): Problem {
    const how =
      end.kind === 'certain' && end.signal !== null
        ? `was ended by ${end.signal}`
        : 'ended without saying goodbye to the trace: it crashed, was killed, or left through _exit';
    const started = this.state.hasBegun;
    if (!started && lastWords !== undefined) {
      return {
        code: 'crashed',
        message: `${basename(this.init.program)} ended before its first event. AutoJIT's runtime in it said: ${lastWords}.`,
        action: 'Build it again, or do what that line says.',
      };
    }
    const last = this.lastMaterialized();
    const where = last
      ? ` The last function that it called for the first time: ${last.signature} (${last.source}).`
      : '';
    return {
      code: 'crashed',
      message: started
        ? `${basename(this.init.program)} ${how}, after ${plural(this.state.materialized, 'materialized function')}.${where}`
        : `${basename(this.init.program)} ended before AutoJIT's runtime in it wrote its first event.`,
      action: started
        ? 'Debug it lazily to see where.'
        : 'Start it in a terminal to see its message; after a change of AutoJIT, rebuild it.',
    };
  }
}

function samePath(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    // One of them is gone since; then the name has to do.
    return basename(a) === basename(b);
  }
}

function knownExitCode(end: RunEnd): number | undefined {
  if (end.kind === 'reported') return end.exitCode;
  return end.kind === 'certain' && end.exitCode !== null ? end.exitCode : undefined;
}
