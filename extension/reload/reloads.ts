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
/** A program is asked whether it has called what was exchanged: soon, and then again and again. */
const FIRST_LOOK_MS = 350;
const LOOK_MS = 1000;
const MOST_SHOWN = 60;

/** A session of ours that takes over new builds. */
const Launch = z.object({
  id: z.string(),
  type: z.literal('autojit'),
  configuration: z.looseObject({ reload: z.literal(true), program: z.string() }),
});

/** What makes a program take over new builds (docs/formats.md, "Reload"). */
export const RELOAD_ENVIRONMENT = { AUTOJIT_RELOAD: '1' };

export const takesOver = ({ env }: { env?: Record<string, string> | undefined }): boolean =>
  env?.['AUTOJIT_RELOAD'] === RELOAD_ENVIRONMENT.AUTOJIT_RELOAD;

/** Programs of this window that take over what is saved: builds, has them reload, and says what came of it. */
export class Reloads implements vscode.Disposable {
  /** By run or debug session. */
  private readonly programs = new Map<string, string>();
  private readonly reloaded = new vscode.EventEmitter<void>();
  /** A program took over what was saved. */
  readonly onDidReload = this.reloaded.event;
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
      this.reloaded,
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
    if (this.programs.size === 0) this.hide();
  }

  private hide(): void {
    clearTimeout(this.timer);
    this.item.hide();
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
      this.hide();
      warn(line, [{ label: t('Restart Lazily'), command: 'autojit.restartWithReload', args: [program] }], this.log);
      return;
    }
    if (kind === 'reloaded') this.reloaded.fire();
    this.showState(line, [], program);
    // It had no time to call it yet.
    if (waiting.length > 0) this.lookIn(FIRST_LOOK_MS, line, program);
  }

  private lookIn(ms: number, line: string, program: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(line, program), ms);
  }

  /** New code counts when it runs: what was in use and is not called again may be held by a loop that runs. */
  private showState(line: string, waiting: readonly string[], program: string): void {
    const [short = line] = line.split(':');
    const since = waiting.length === 0 ? '' : t('Not called since: {0}', waiting.join(', '));
    this.item.text = `$(sync) ${waiting.length === 0 ? short : `${short} · ${shortened(since)}`}`;
    this.item.tooltip = since === '' ? line : `${line}\n${since}`;
    this.item.accessibilityInformation = { label: since === '' ? line : `${line}. ${since}` };
    this.item.show();
    if (waiting.length > 0) return this.lookIn(LOOK_MS, line, program);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), SHOWN_MS);
  }

  private look(line: string, program: string): void {
    if (this.runsOf(program).length === 0) return;
    this.client.request('reloadWaiting', { program }).then(
      (waiting) => {
        if (!this.working && this.runsOf(program).length > 0) this.showState(line, waiting, program);
      },
      (error: unknown) => this.log.error(String(error)),
    );
  }
}

/** The bar is for all extensions. */
function shortened(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`;
}
