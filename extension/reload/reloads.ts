import * as vscode from 'vscode';
import * as z from 'zod';
import type { ReloadAnswer } from '../../protocol/lsp.js';
import type { BuildTasks } from '../build/build-task.js';
import type { ServerClient } from '../model/client.js';
import { requireTrust, type StartedRun } from '../run/runs.js';
import { DOCUMENTS } from '../window/languages.js';
import { report, UserError, warn } from '../window/messages.js';
import { t } from '../window/text.js';

const SHOWN_MS = 15_000;

/** A session of ours that takes over new builds. */
const Launch = z.object({
  id: z.string(),
  type: z.literal('autojit'),
  configuration: z.looseObject({ reload: z.literal(true), program: z.string() }),
});

/** What makes a program take over new builds (docs/formats.md, "Reload"). */
export const RELOAD_ENVIRONMENT = { AUTOJIT_RELOAD: '1' };

/** Programs of this window that take over what is saved: builds, has them reload, and says what came of it. */
export class Reloads implements vscode.Disposable {
  /** By run or debug session. */
  private readonly programs = new Map<string, string>();
  private readonly item = vscode.window.createStatusBarItem('autojit.reload', vscode.StatusBarAlignment.Left);
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly client: ServerClient,
    private readonly build: BuildTasks,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.item.name = t('AutoJIT reload');
    this.item.command = 'autojit.reload';
    this.subscriptions = [
      this.item,
      vscode.workspace.onDidSaveTextDocument((document) => this.saved(document)),
      vscode.debug.onDidStartDebugSession((session) => {
        const launch = Launch.safeParse(session);
        if (launch.success) this.begin(launch.data.id, launch.data.configuration.program);
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => this.end(id)),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** A run that takes over what is saved, until it ends. */
  follow(run: StartedRun, program: string): void {
    this.begin(run.id, program);
    const end = (): void => this.end(run.id);
    run.ended.then(end, end);
  }

  /** Runs of the program that are followed. */
  runsOf(program: string): string[] {
    return [...this.programs].filter(([, of]) => of === program).map(([run]) => run);
  }

  /** One after the other; what is saved meanwhile is built once more. */
  reload(): Promise<void> {
    if (this.working) {
      this.again = true;
      return this.working;
    }
    this.working = this.work().finally(() => {
      this.working = undefined;
    });
    return this.working;
  }

  private begin(run: string, program: string): void {
    this.programs.set(run, program);
  }

  private end(run: string): void {
    this.programs.delete(run);
    if (this.programs.size === 0) this.item.hide();
  }

  private saved(document: vscode.TextDocument): void {
    if (this.programs.size === 0 || vscode.languages.match(DOCUMENTS, document) === 0) return;
    const when = vscode.workspace.getConfiguration('autojit', document.uri).get<string>('reload.when', 'save');
    if (when !== 'save' || !vscode.workspace.isTrusted) return;
    this.reload().catch((error: unknown) => report(error, this.log));
  }

  private async work(): Promise<void> {
    requireTrust();
    if (this.programs.size === 0) {
      throw new UserError(t('No program runs that takes over new builds. Start one with "Run Lazily with Reload".'));
    }
    do {
      this.again = false;
      // What is wrong is among the problems, as after any build.
      const [only = '', ...others] = new Set(this.programs.values());
      // A program of one file has a build of its own.
      const built = others.length > 0 ? this.build.build({ quiet: true }) : this.build.rebuild(only, { quiet: true });
      if (!(await built)) return;
      for (const program of new Set(this.programs.values())) {
        for (const answer of await this.client.request('reload', { program })) this.show(answer, program);
      }
    } while (this.again);
  }

  private show({ kind, line, waiting }: ReloadAnswer[number], program: string): void {
    this.log.info(line);
    if (kind === 'refused') {
      this.item.hide();
      warn(line, [{ label: t('Restart Lazily'), command: 'autojit.restartWithReload', args: [program] }], this.log);
      return;
    }
    this.item.text = `$(sync) ${line.split(':')[0] ?? line}`;
    this.item.tooltip = waiting.length === 0 ? line : `${line}\n${t('Not called since: {0}', waiting.join(', '))}`;
    this.item.accessibilityInformation = { label: line };
    this.item.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.item.hide(), SHOWN_MS);
  }
}
