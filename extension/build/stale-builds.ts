import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { Model } from '../model/model.js';
import { report } from '../window/messages.js';
import { t } from '../window/text.js';
import type { BuildTasks } from './build-task.js';

/** What is done when a source that was saved is newer than the program. */
type OnStale = 'ask' | 'build' | 'ignore';

/** Editors save several files, and formatters save again: the last one counts. */
const QUIET_MS = 1500;

const ANSWERS = { build: t('Build'), always: t('Always Build'), never: t('Never Ask') };

/** Asks once for each build whether a program whose source was saved here is to be built again; the answer may be for good. */
export class StaleBuilds implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  /** Builds that were asked about, by program. */
  private readonly asked = new Map<string, number>();
  private saved = false;

  constructor(
    private readonly model: Model,
    private readonly build: BuildTasks,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(() => {
        this.saved = true;
        this.wait();
      }),
      // The server tells of it some time after the file was saved.
      model.onDidChange(() => {
        if (this.saved) this.wait();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look().catch((error: unknown) => report(error, this.log));
    }, QUIET_MS);
  }

  private async look(): Promise<void> {
    if (!vscode.workspace.isTrusted || isBuilding()) return;
    const stale = this.model.programs.find((one) => isStale(one) && this.asked.get(one.path) !== one.builtAt);
    if (!stale) return;
    this.saved = false;
    this.asked.set(stale.path, stale.builtAt);
    const settings = vscode.workspace.getConfiguration('autojit');
    const choice = settings.get<OnStale>('onStale', 'ask');
    if (choice === 'ignore') return;
    if (choice === 'build' || (await this.ask(stale, settings))) await this.build.rebuild(stale.path, { quiet: true });
  }

  private async ask({ name, problems }: ProgramSummary, settings: vscode.WorkspaceConfiguration): Promise<boolean> {
    const why = problems.find(({ code }) => code === 'stale')?.message ?? '';
    const answer = await vscode.window.showInformationMessage(
      t('AutoJIT: {0} is stale: {1} Rebuild it?', name, why),
      ...Object.values(ANSWERS),
    );
    const always = { [ANSWERS.always]: 'build', [ANSWERS.never]: 'ignore' } as const;
    if (answer === ANSWERS.always || answer === ANSWERS.never)
      await settings.update('onStale', always[answer], vscode.ConfigurationTarget.Global);
    return answer === ANSWERS.build || answer === ANSWERS.always;
  }
}

const isStale = ({ problems }: ProgramSummary): boolean => problems.some(({ code }) => code === 'stale');

function isBuilding(): boolean {
  return vscode.tasks.taskExecutions.some(
    ({ task }) => task.definition.type === 'autojit' && task.definition['task'] === 'build',
  );
}
