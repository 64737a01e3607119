import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/lsp.js';
import { isActive } from '../model/active.js';
import type { Model } from '../model/model.js';
import { type Choice, CHOICES, report, UserError, warn } from '../window/messages.js';
import { t } from '../window/text.js';

/** Tells how a run that was started in this window went wrong: what crashed or could not be materialized, and the next step. */
export class RunProblems implements vscode.Disposable {
  private readonly open = new Set<string>();
  /** Runs of which it was told that their daemon is gone. */
  private readonly withoutDaemon = new Set<string>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly model: Model,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.tasks.onDidStartTask(({ execution }) => {
        const { type, run } = execution.task.definition;
        if (type === 'autojit' && typeof run === 'string') this.open.add(run);
      }),
      model.onDidChange(() => {
        this.lookForDaemon();
        this.look();
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private look(): void {
    for (const run of this.model.runs) {
      if (isActive(run)) continue;
      if (this.open.delete(run.id)) this.tell(run);
    }
  }

  private tell(run: RunSummary): void {
    // A function that could not be materialized is also why the program ended.
    const problem =
      run.problems.find(({ code }) => code === 'engine-failed') ?? run.problems.find(({ code }) => code === 'crashed');
    if (!problem || this.withoutDaemon.has(run.id)) return;
    // Without a single materialized function there is nothing to debug: build or toolchain are at fault.
    const next: Choice[] =
      problem.code === 'engine-failed' || run.materialized === 0
        ? [CHOICES.build, CHOICES.doctor]
        : [{ label: t('Debug Lazily'), command: 'autojit.debugLazily', args: [run.program] }];
    report(new UserError(`${problem.message} ${problem.action}`, ...next), this.log);
  }

  /** A program may run on for hours after that. */
  private lookForDaemon(): void {
    for (const { id, program, problems } of this.model.runs) {
      const problem = problems.find(({ code }) => code === 'daemon-gone');
      if (!problem || !this.open.has(id) || this.withoutDaemon.has(id)) continue;
      this.withoutDaemon.add(id);
      const again: Choice = { label: t('Run Again'), command: 'autojit.runLazily', args: [program] };
      warn(`${problem.message} ${problem.action}`, [again, CHOICES.doctor], this.log);
    }
  }
}
