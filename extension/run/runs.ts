import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';

export interface StartedRun {
  id: string;
  /** The exit code once the process is gone; undefined when nobody knows it. */
  ended: Promise<number | undefined>;
}

export interface Target {
  program: string;
  args: readonly string[];
  cwd?: string | undefined;
  env?: Record<string, string> | undefined;
  /** The run that this one is a restart of. */
  restarts?: string;
}

/** Runs programs in a terminal, where their output is seen and their input typed, and tells the server begin and end. */
export class Runs {
  /** Undefined while VS Code is about to start it. */
  private readonly executions = new Map<string, vscode.TaskExecution | undefined>();

  /** How runs that are debugged end: by their session. */
  private readonly sessions = new Map<string, vscode.DebugSession>();

  /** The last run of each session: VS Code restarts a session under its name. */
  private readonly lastRuns = new Map<string, string>();

  /** Runs that the person asked to end. */
  private readonly stopping = new Set<string>();

  constructor(
    private readonly client: ServerClient,
    private readonly toolchain: () => string,
  ) {}

  async start({ program, args, cwd, env, ...restarts }: Target): Promise<StartedRun> {
    requireTrust();
    const uri = vscode.Uri.file(program);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const prepared = await this.client.request('prepareRun', { program, args: [...args], ...restarts });
    const name = path.basename(program);
    const task = new vscode.Task(
      // Each run is a task of its own: VS Code would ask whether to stop the last one otherwise.
      { type: 'autojit', task: `run ${name}`, run: prepared.run },
      folder ?? vscode.TaskScope.Workspace,
      `run ${name} lazily`,
      'autojit',
      new vscode.ProcessExecution(...this.recorded(prepared, program, args), {
        cwd: cwd ?? folder?.uri.fsPath ?? path.dirname(program),
        env: { ...env, ...prepared.env },
      }),
      [],
    );
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Shared,
      clear: true,
    };
    return { id: prepared.run, ended: this.execute(task, prepared.run) };
  }

  /** Ends the program of a run. False when it was started elsewhere: then it is not ours to end. */
  async stop(run: string): Promise<boolean> {
    const ours = this.executions.has(run);
    if (ours) this.stopping.add(run);
    this.executions.get(run)?.terminate();
    const session = this.sessions.get(run);
    if (session) await vscode.debug.stopDebugging(session);
    return ours || session !== undefined;
  }

  /** A debugged run belongs to its session. */
  sessionStarted(run: string, session: vscode.DebugSession): void {
    this.sessions.set(run, session);
    this.remember(run, session);
  }

  remember(run: string, session: vscode.DebugSession): void {
    this.lastRuns.set(session.id, run);
  }

  /** Of a session that ran before. */
  restarted(session: vscode.DebugSession): { restarts?: string } {
    const restarts = this.lastRuns.get(session.id);
    return restarts === undefined ? {} : { restarts };
  }

  sessionEnded(run: string): void {
    this.sessions.delete(run);
  }

  /** Behind what keeps the program's output, where the toolchain has it. */
  private recorded(
    { output, end }: { output: string; end: string },
    program: string,
    args: readonly string[],
  ): [string, string[]] {
    const recorder = path.join(this.toolchain(), 'bin', 'autojit-record');
    return fs.existsSync(recorder) ? [recorder, [output, end, program, ...args]] : [program, [...args]];
  }

  private async execute(task: vscode.Task, run: string): Promise<number | undefined> {
    const subscriptions: vscode.Disposable[] = [];
    let exitCode: number | undefined;
    let ended = false;
    this.executions.set(run, undefined);
    try {
      await new Promise<void>((resolve, reject) => {
        const ours = (execution: vscode.TaskExecution) => execution.task.definition['run'] === run;
        subscriptions.push(
          // Until then VS Code has nothing to terminate.
          vscode.tasks.onDidStartTaskProcess(({ execution }) => {
            if (ours(execution) && this.stopping.has(run)) execution.terminate();
          }),
          vscode.tasks.onDidEndTaskProcess((event) => {
            if (ours(event.execution)) exitCode = event.exitCode;
          }),
          // Also comes when the program could not be started at all.
          vscode.tasks.onDidEndTask((event) => {
            if (ours(event.execution)) resolve();
          }),
        );
        vscode.tasks.executeTask(task).then((execution) => {
          if (!ended) this.executions.set(run, execution);
        }, reject);
      });
    } finally {
      ended = true;
      vscode.Disposable.from(...subscriptions).dispose();
      this.executions.delete(run);
      const stopped = this.stopping.delete(run);
      await this.client.request('finishRun', { run, stopped, ...(exitCode === undefined ? {} : { exitCode }) });
    }
    return exitCode;
  }
}

export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new UserError(t('AutoJIT builds and runs nothing in a workspace that you have not trusted.'), CHOICES.trust);
  }
}
