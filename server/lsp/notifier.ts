import type * as z from 'zod';
import type { Notifications } from '../../protocol/lsp.js';
import { type ProgramSummary, type RunSummary } from '../../protocol/lsp.js';
import { functionNode } from '../graph/nodes.js';
import { countStates } from '../run/overlay.js';
import type { Run } from '../run/run.js';
import type { Workspace } from '../workspace/workspace.js';

type StatesChanged = z.infer<typeof Notifications.statesChanged.params>;

export interface NotificationSink {
  programsChanged(params: { programs: ProgramSummary[] }): void;
  statesChanged(params: StatesChanged): void;
  runsChanged(params: { runs: RunSummary[] }): void;
  /** Lenses and diagnostics of open files show old states. */
  viewsChanged(): void;
}

const INTERVAL_MS = 100;

/** Gathers changes and tells them at most ten times a second: a starting program materializes hundreds at once. */
export class Notifier {
  private timer: NodeJS.Timeout | undefined;
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
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, INTERVAL_MS);
  }

  private flush(): void {
    const workspace = this.workspace();
    const runs = [...this.runs];
    this.runs.clear();
    if (this.programs) this.sink.programsChanged({ programs: workspace.summaries() });
    this.programs = false;
    for (const run of runs) this.tellStates(workspace, run);
    if (runs.length > 0 || this.list) this.sink.runsChanged({ runs: workspace.runs.summaries() });
    this.list = false;
    this.sink.viewsChanged();
  }

  private tellStates(workspace: Workspace, run: Run): void {
    const { functions } = run.takeChanges();
    const program = workspace.programs.get(run.init.program)?.program;
    // The program vanished while it ran; the list of runs still tells how it ended.
    if (!program || workspace.runs.get(run.init.id) !== run) return;
    const { overlay } = workspace.runs.overlay(program, run.init.id);
    const changes = functions.flatMap((index) => {
      const id = run.init.graph.functions[index]?.id;
      const now = id === undefined ? undefined : program.graph.byId.get(id);
      const fn = now === undefined ? undefined : program.graph.functions[now];
      return fn ? [{ run: run.init.id, node: functionNode(program.graph, fn, overlay, program.modulesMissing) }] : [];
    });
    this.sink.statesChanged({
      program: program.path,
      run: run.summary(),
      changes,
      counts: countStates(program.graph.functions, overlay),
    });
  }
}
