import { setImmediate } from 'node:timers/promises';
import type * as z from 'zod';
import type { Notifications } from '../../protocol/lsp.js';
import { type ProgramSummary, type RegularProgram, type RunSummary } from '../../protocol/lsp.js';
import { stateChange } from '../picture/state-change.js';
import { countProgram } from '../run/overlay.js';
import type { Run } from '../run/run.js';
import type { Workspace } from '../workspace/workspace.js';
import { background } from '../support/background.js';

type StatesChanged = z.infer<typeof Notifications.statesChanged.params>;

export interface NotificationSink {
  programsChanged(params: { programs: ProgramSummary[]; regular: RegularProgram[] }): void;
  statesChanged(params: StatesChanged): void;
  runsChanged(params: { runs: RunSummary[] }): void;
  /** Lenses and diagnostics of open files show old states. */
  viewsChanged(): void;
  log(message: string): void;
}

const INTERVAL_MS = 100;
/** What an editor asks meanwhile waits for this many functions, not for all that a run materialized since the last time. */
const AT_ONCE = 50;

/** Tells the first change at once, and gathers those that follow: a starting program materializes hundreds in a moment. */
export class Notifier {
  /** Until everything is told. */
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;
  private told = -Infinity;
  private programs = false;
  private list = false;
  private readonly runs = new Set<Run>();

  constructor(
    private readonly workspace: () => Workspace,
    private readonly sink: NotificationSink,
  ) {}

  programsChanged(): void {
    this.programs = true;
    this.schedule();
  }

  runChanged(run: Run): void {
    if (!run.hasChanges) return;
    this.runs.add(run);
    this.schedule();
  }

  /** The list itself: one was opened or closed. */
  runsChanged(): void {
    this.list = true;
    this.schedule();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposed = true;
  }

  private schedule(): void {
    this.timer ??= setTimeout(
      () =>
        background(
          this.flush().finally(() => {
            this.timer = undefined;
            this.told = performance.now();
            if (!this.disposed && (this.programs || this.list || this.runs.size > 0)) this.schedule();
          }),
          (why) => this.sink.log(`Views were not told of a change: ${why}.`),
        ),
      Math.max(0, this.told + INTERVAL_MS - performance.now()),
    );
  }

  private async flush(): Promise<void> {
    const workspace = this.workspace();
    const runs = [...this.runs];
    this.runs.clear();
    if (this.programs) {
      this.sink.programsChanged({ programs: workspace.summaries(), regular: workspace.programs.regularPrograms() });
    }
    this.programs = false;
    for (const run of runs) await this.tellStates(workspace, run);
    if (this.disposed) return;
    if (runs.length > 0 || this.list) this.sink.runsChanged({ runs: workspace.runs.summaries() });
    this.list = false;
    this.sink.viewsChanged();
  }

  private async tellStates(workspace: Workspace, run: Run): Promise<void> {
    const { functions } = run.takeChanges();
    const program = workspace.programs.get(run.init.program)?.program;
    const isThere = (): boolean => !this.disposed && workspace.runs.get(run.init.id) === run;
    // The program vanished while it ran; the list of runs still tells how it ended.
    if (!program || !isThere()) return;
    const { overlay } = workspace.runs.overlay(program, run.init.id);
    const changes: StatesChanged['changes'] = [];
    const shown = {
      ...{ id: run.init.id, graph: program.graph, overlay },
      ...{ ownership: workspace.ownCode.of(program), modulesMissing: program.modulesMissing },
    };
    for (const [at, index] of functions.entries()) {
      if (at % AT_ONCE === AT_ONCE - 1) await setImmediate();
      const id = run.init.graph.functions[index]?.id;
      const now = id === undefined ? undefined : program.graph.find(id);
      const fn = now === undefined ? undefined : program.graph.functions[now];
      if (fn) changes.push(stateChange(shown, fn));
    }
    if (!isThere()) return;
    this.sink.statesChanged({
      program: program.path,
      run: run.summary(),
      changes,
      counts: countProgram(program.graph, overlay),
    });
  }
}
