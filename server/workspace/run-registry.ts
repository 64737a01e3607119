import { basename, dirname, join, sep } from 'node:path';
import type { RunSummary, RunTimeline } from '../../protocol/lsp.js';
import type { Program } from '../program/program.js';
import { STORE_FOLDER } from '../program/store.js';
import { keptStem, lastWordsIn, readEnd, readOutput, runFile, writeEnd, writeOutput } from '../run/kept-run.js';
import { NO_RUN, overlayOn, type Overlay } from '../run/overlay.js';
import { Run, type CertainEnd, type RunEnd, type RunInit } from '../run/run.js';
import { timelineOf } from '../run/timeline.js';
import { isAlive, KEPT_TRACES, listTraces, makeRunsFolder } from '../run/runs-folder.js';
import { awaitStart, readStart, type TraceStart } from '../run/trace-start.js';
import { background } from '../support/background.js';
import { describeSystemError, ProblemError } from '../support/problem.js';
import { OpenedRuns } from './opened-runs.js';
import { unknownRun } from './unknown-run.js';

const POLL_MS = 100;
const LIVENESS_MS = 2000;
/** Of the traces that are kept, how many are shown after a restart. */
const SHOWN_TRACES = 20;

export interface PreparedRun {
  run: string;
  env: Record<string, string>;
  /** Name of autojit-record's files, without their endings. */
  kept: string;
}

/** The programs that runs are of. */
export interface KnownPrograms {
  find(path: string): Program | undefined;
  /** As it is on the disk now: a person runs what was built a moment ago. */
  current(path: string): Promise<Program | undefined>;
  /** With the library that has this module, which a run of it opened by name; undefined when that is not known. */
  foundOpened(path: string, module: string): Promise<Program | undefined>;
}

/** All runs: those that the editor starts, those of `autojit run` in a shell, and the last ones of earlier sessions. */
export class RunRegistry {
  readonly opened = new OpenedRuns();
  private readonly runs = new Map<string, Run>();
  /** Runs whose processes were gone at the last look: who waits for them may know better than we how they ended. */
  private readonly gone = new WeakSet<Run>();
  /** Runs that nobody waits for any more while their processes are still there, and whether a person asked them to end. */
  private readonly left = new Map<Run, { stopped: boolean }>();
  private readonly lastArgs = new Map<string, string[]>();
  private timer: NodeJS.Timeout | undefined;
  private polling = false;
  private closed = false;
  private lastLivenessCheck = 0;
  private readonly openedAt = Date.now();
  private count = 0;

  constructor(
    private readonly roots: readonly string[],
    private readonly programs: KnownPrograms,
    private readonly onChanged: (run: Run) => void,
    private readonly log: (message: string) => void,
  ) {}

  /** Running first, then the most recent. */
  list(): Run[] {
    return [...this.runs.values()].sort((a, b) => Number(a.isOver) - Number(b.isOver) || startOf(b) - startOf(a));
  }

  /** In the same order; those that were opened from files come last. */
  summaries(): RunSummary[] {
    return [...this.list().map((run) => run.summary()), ...this.opened.list()];
  }

  /** The run with all it did; undefined when it is not here. */
  timeline(id: string): RunTimeline | undefined {
    const run = this.runs.get(id);
    return run ? timelineOf(run) : this.opened.get(id)?.timeline;
  }

  async output(id: string): Promise<string | null> {
    const opened = this.opened.get(id);
    if (opened) return opened.output;
    const run = this.runs.get(id);
    if (!run) throw unknownRun(id);
    return readOutput(run.init.trace);
  }

  /** The text of a file that `OpenedRuns.open` reads. */
  async save(id: string): Promise<string> {
    const timeline = this.timeline(id);
    if (!timeline) throw unknownRun(id);
    return runFile(timeline, await this.output(id));
  }

  get(id: string): Run | undefined {
    return this.runs.get(id);
  }

  latest(program: string): Run | undefined {
    return this.list().find((run) => run.init.program === program && run.process === undefined);
  }

  /** One process of a run, as a run of its own. Answers its id. */
  async openProcess(of: string, pid: number): Promise<string> {
    const run = this.runs.get(of);
    const program = run && this.programs.find(run.init.program);
    const lineage = run?.state.processes.lineageOf(pid) ?? [];
    if (!run || !program || lineage.at(-1) !== pid) throw unknownRun(`${of} with process ${String(pid)}`);
    const id = `${of}#${String(pid)}`;
    const one = this.runs.get(id) ?? this.follow({ ...run.init, id, program: program.path, lineage });
    await one.poll();
    await this.settle(one, true);
    this.onChanged(one);
    return id;
  }

  /** False for a run that is no single process. */
  closeProcess(id: string): boolean {
    return this.runs.get(id)?.process !== undefined && this.runs.delete(id);
  }

  argsOf(program: string): string[] {
    return this.lastArgs.get(program) ?? [];
  }

  /** What a run (absent: the latest) did, seen on the program's call graph as it is now. */
  overlay(program: Program, runId?: string): { overlay: Overlay; run: Run | undefined } {
    const opened = runId === undefined ? undefined : this.opened.overlay(runId, program.graph);
    if (opened) return { overlay: opened, run: undefined };
    const run = runId === undefined ? this.latest(program.path) : this.runs.get(runId);
    if (runId !== undefined && run?.init.program !== program.path) throw unknownRun(`${runId} of ${program.path}`);
    return { overlay: run ? overlayOn(program.graph, run.state, run.init.graph) : NO_RUN, run };
  }

  /** `once`: its arguments are for this run alone; those of others are kept for the next one. */
  async prepare(
    program: Program,
    args: string[],
    { restarts, once }: { restarts?: string | undefined; once?: boolean | undefined } = {},
  ): Promise<PreparedRun> {
    const folder = this.runsFolder(program.path);
    const startedAt = Date.now();
    this.count += 1;
    const id = `${new Date(startedAt).toISOString().replace(/[:.]/g, '-')}-${String(this.count)}`;
    await prepareFolder(folder);
    const trace = join(folder, `${id}.jsonl`);
    if (once !== true) this.lastArgs.set(program.path, args);
    this.add(program, { id, args, startedAt, trace, ...(restarts !== undefined && { restarts }) });
    return { run: id, env: { AUTOJIT_TRACE: trace }, kept: keptStem(trace) };
  }

  async finish(id: string, end: RunEnd, output?: string): Promise<void> {
    const run = this.runs.get(id);
    if (!run) throw unknownRun(id);
    if (output !== undefined) await this.note(run, 'what it wrote', writeOutput(run.init.trace, output));
    await run.poll();
    // A terminal goes before its program does; autojit-record notes the end of that then.
    if (end.kind === 'gone' && run.livePids.some(isAlive)) {
      this.left.set(run, { stopped: end.stopped ?? false });
      return;
    }
    await this.end(run, end);
    this.onChanged(run);
  }

  /** Where the trace of a run goes that this program began by itself; undefined when it is none of this workspace's. */
  async traceFor(program: string, id: string): Promise<string | undefined> {
    const known = await this.programs.current(program);
    if (!known) return undefined;
    const folder = this.runsFolder(known.path);
    await prepareFolder(folder);
    return join(folder, `${id}.jsonl`);
  }

  /** Shows a trace that someone else has just begun: a shell, or another window. */
  async adopt(trace: string): Promise<void> {
    if (this.has(trace)) return;
    const start = await awaitStart(trace, () => !this.closed);
    if (start && (await this.isWanted(trace, start))) await this.show(trace, start);
  }

  /** The last runs of earlier sessions. */
  async adoptRecent(folders: Iterable<string>): Promise<void> {
    for (const folder of folders) {
      const traces = await listTraces(folder);
      for (const trace of traces.slice(-SHOWN_TRACES)) {
        const start = this.has(trace) ? undefined : await readStart(trace);
        if (start && start !== 'early') await this.show(trace, start);
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopPolling();
    await Promise.all([...this.runs.values()].map((run) => run.close()));
  }

  /** Of what ended before this session only the last ones are shown. */
  private async isWanted(trace: string, { wall, pid }: TraceStart): Promise<boolean> {
    if (wall >= this.openedAt || isAlive(pid)) return true;
    return (await listTraces(dirname(trace))).slice(-SHOWN_TRACES).includes(trace);
  }

  private has(trace: string): boolean {
    return this.runs.has(idOf(trace));
  }

  private async show(trace: string, { program: path, args, wall }: TraceStart): Promise<void> {
    const program = await this.programs.current(path);
    // Meanwhile it may have come another way, or the window may have gone.
    if (!program || this.closed || this.has(trace)) return;
    const run = this.add(program, { id: idOf(trace), args, startedAt: wall, trace });
    await run.poll();
    await this.settle(run, true);
    this.onChanged(run);
  }

  private runsFolder(program: string): string {
    const root = this.roots.find((folder) => program.startsWith(folder + sep));
    return runsIn(root ?? dirname(program));
  }

  private add(
    program: Program,
    init: { id: string; args: string[]; startedAt: number; trace: string; restarts?: string },
  ): Run {
    return this.follow({
      ...init,
      program: program.path,
      graph: program.graph,
      eagerCallers: () => program.eagerCallers(),
      onOtherProgram: (path) => this.addStartedProgram(init, path),
    });
  }

  private follow(init: RunInit): Run {
    const run = new Run({
      ...init,
      onOtherModule: (module) => background(this.addModule(init.id, init.program, module), this.log),
    });
    this.runs.set(init.id, run);
    this.timer ??= setInterval(() => background(this.poll(), this.log), POLL_MS);
    this.forgetOldest();
    this.onChanged(run);
    return run;
  }

  /** A program that another one starts inherits its trace; it is a run of its own. */
  private addStartedProgram(parent: { id: string; trace: string }, path: string): void {
    const program = this.programs.find(path);
    const id = `${parent.id}+${basename(path)}`;
    if (!program || this.runs.has(id) || parent.id.includes('+')) return;
    this.add(program, { id, args: [], startedAt: Date.now(), trace: parent.trace });
  }

  /** A library that the program opened by name, or the build that it took over, is part of its graph from now on. */
  private async addModule(id: string, path: string, module: string): Promise<void> {
    if (this.runs.get(id)?.init.graph.hasModule(module) !== false) return;
    const built = await this.programs.current(path);
    const isInBuild = built?.graph.hasModule(module) ?? false;
    const program = isInBuild ? built : await this.programs.foundOpened(path, module);
    const run = this.runs.get(id);
    if (!program || !run || run.init.graph.hasModule(module)) return;
    const { graph } = program;
    if (run.init.graph.modules.every(({ id: own }) => graph.hasModule(own)))
      await run.relink({ graph, eagerCallers: () => program.eagerCallers() });
    // A run of an older build keeps the graph that it ran with, until it takes over the new one.
    else if (isInBuild) await run.relink({ graph, older: [...(run.init.older ?? []), run.init.graph] });
    else return;
    this.onChanged(run);
  }

  private stopPolling(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    try {
      const now = Date.now();
      const checkLiveness = now - this.lastLivenessCheck >= LIVENESS_MS;
      if (checkLiveness) this.lastLivenessCheck = now;
      const open = [...this.runs.values()].filter((run) => !run.isOver);
      for (const run of open) {
        await run.poll();
        await this.settle(run, checkLiveness);
        this.onChanged(run);
      }
      if (open.length === 0) this.stopPolling();
    } finally {
      this.polling = false;
    }
  }

  /** What autojit-record noted is sure; what else is known is noted for the next session. */
  private async end(run: Run, end: RunEnd): Promise<void> {
    const { trace } = run.init;
    if (run.process !== undefined) return run.finish(end);
    const noted = await readEnd(trace);
    const stopped = end.stopped === true;
    const worthNoting: CertainEnd | undefined =
      end.kind === 'certain' ? end : stopped ? { kind: 'certain', exitCode: null, signal: null, stopped } : undefined;
    if (!noted && worthNoting) await this.note(run, 'how it ended', writeEnd(trace, worthNoting));
    const isSilent = !run.state.hasBegun;
    const lastWords = isSilent ? lastWordsIn(await readOutput(trace).catch(() => null)) : undefined;
    await run.finish(noted && stopped ? { ...noted, stopped } : (noted ?? end), lastWords);
  }

  /** What cannot be kept for later sessions is still known in this one. */
  private async note(run: Run, what: string, writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      run.add({
        code: 'trace-invalid',
        message: `Cannot keep ${what} in ${dirname(run.init.trace)}: ${describeSystemError(error)}.`,
        action: 'Check that folder and the room on its disk; after this session it will not be known.',
      });
    }
  }

  /** A long session must not hold all that it ever ran; the files stay as long as `prepareFolder` says. */
  private forgetOldest(): void {
    const over = this.list().filter((run) => run.isOver);
    for (const run of over.slice(KEPT_TRACES)) this.runs.delete(run.init.id);
  }

  /** Ends a run whose processes have all said goodbye, or are gone without it. */
  private async settle(run: Run, checkLiveness: boolean): Promise<void> {
    if (run.isOver || !run.state.hasBegun) return;
    const left = this.left.get(run);
    const allSaidGoodbye = run.livePids.length === 0;
    const lost = !allSaidGoodbye && (checkLiveness || left !== undefined) && !run.livePids.some(isAlive);
    const noted = lost && (await readEnd(run.init.trace)) !== undefined;
    if (allSaidGoodbye || noted || (lost && this.gone.has(run))) {
      this.left.delete(run);
      await this.end(run, { kind: 'gone', ...left });
    }
    if (lost) this.gone.add(run);
  }
}

function startOf(run: Run): number {
  return run.state.startedAt ?? run.init.startedAt;
}

function idOf(trace: string): string {
  return basename(trace, '.jsonl');
}

function runsIn(folder: string): string {
  return join(folder, STORE_FOLDER, 'runs');
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeRunsFolder(folder);
  } catch (error) {
    throw new ProblemError({
      code: 'trace-invalid',
      message: `Cannot write traces to ${folder}: ${describeSystemError(error)}.`,
      action: 'Make that folder writable and run again.',
    });
  }
}
