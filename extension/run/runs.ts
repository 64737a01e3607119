import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { focusOnceReading } from './reading.js';
import { recorderOf } from './recorder.js';
import { type RunDefinition, runOf, runTask } from './run-task.js';

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
  /** Its arguments are not those of the next run. */
  once?: boolean;
}

/** A run whose process this window waits for. */
interface Waited {
  execution?: vscode.TaskExecution;
  /** Of the recorder; undefined while VS Code is about to start it. */
  pid?: number;
  /** The person asked it to end. */
  stopping: boolean;
  ended: Promise<number | undefined>;
}

/** Runs programs in a terminal, where their output is seen and their input typed, and tells the server begin and end. */
export class Runs implements vscode.Disposable {
  private readonly waited = new Map<string, Waited>();

  /** All that this window has waited for. */
  private readonly known = new Set<string>();

  /** How runs that are debugged end: by their session. */
  private readonly sessions = new Map<string, vscode.DebugSession>();

  /** The last run of each session: VS Code restarts a session under its name. */
  private readonly lastRuns = new Map<string, string>();

  private readonly repeated = new vscode.EventEmitter<Target>();
  /** A person had VS Code run the task of an earlier run once more, which runs nothing by itself. */
  readonly onDidRepeat = this.repeated.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly client: ServerClient,
    private readonly toolchain: () => string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = vscode.tasks.onDidStartTask(({ execution }) => this.noticed(execution));
    for (const execution of vscode.tasks.taskExecutions) this.noticed(execution);
  }

  dispose(): void {
    this.subscription.dispose();
    this.repeated.dispose();
  }

  async start({ program, args, cwd, env, ...more }: Target): Promise<StartedRun> {
    requireTrust();
    const prepared = await this.client.request('prepareRun', { program, args: [...args], ...more });
    const { run, kept } = prepared;
    const definition: RunDefinition = {
      ...{ type: 'autojit', task: `run ${path.basename(program)}`, run, kept, program, args: [...args] },
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    };
    const task = runTask(definition, this.toolchain(), prepared.env);
    const waited = this.wait(definition, () => vscode.tasks.executeTask(task));
    return { id: run, ended: this.finish(run, waited) };
  }

  /** The task of an earlier run, for VS Code, which kept its definition; undefined when it is none. */
  taskOf(task: vscode.Task): vscode.Task | undefined {
    const definition = runOf(task);
    // It wants the definition back as it is.
    return definition && runTask(Object.assign(task.definition, definition), this.toolchain());
  }

  /** Ends the program of a run, and waits until it has ended. Its output stays. False when no editor started it: then it is not ours to end. */
  async stop(run: string): Promise<boolean> {
    const session = this.sessions.get(run);
    if (session) {
      await vscode.debug.stopDebugging(session);
      return true;
    }
    const waited = this.waited.get(run);
    if (!waited) return endElsewhere(run);
    waited.stopping = true;
    // With the process the terminal stays; of one that VS Code is about to start there is nothing to be kept.
    if (waited.pid !== undefined) endProcess(waited.pid);
    else if (waited.execution) waited.execution.terminate();
    else return true;
    await waited.ended;
    return true;
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

  /** A run that this window did not start: VS Code kept it when the window was loaded anew, or a person has it run once more. */
  private noticed(execution: vscode.TaskExecution): void {
    const definition = runOf(execution.task);
    if (!definition || this.waited.has(definition.run)) return;
    const { run, kept, program, args, cwd, env } = definition;
    const isRepeated = this.known.has(run) || fs.existsSync(`${kept}.end`);
    // How a run ended that is taken over, its recorder tells the server.
    this.wait(definition, () => Promise.resolve(execution)).ended.then(
      () => isRepeated && this.repeated.fire({ program, args, cwd, env }),
      (error: unknown) => this.log.error(String(error)),
    );
  }

  private async finish(run: string, waited: Waited): Promise<number | undefined> {
    let exitCode: number | undefined;
    try {
      exitCode = await waited.ended;
    } finally {
      const stopped = waited.stopping;
      await this.client.request('finishRun', { run, stopped, ...(exitCode === undefined ? {} : { exitCode }) });
    }
    return exitCode;
  }

  private wait(definition: RunDefinition, begin: () => Thenable<vscode.TaskExecution>): Waited {
    const waited: Waited = { stopping: false, ended: Promise.resolve(undefined) };
    this.waited.set(definition.run, waited);
    this.known.add(definition.run);
    waited.ended = this.untilEnd(definition, waited, begin);
    return waited;
  }

  private async untilEnd(
    { run, kept }: RunDefinition,
    waited: Waited,
    begin: () => Thenable<vscode.TaskExecution>,
  ): Promise<number | undefined> {
    const subscriptions: vscode.Disposable[] = [focusOnceReading(kept, () => waited.pid, this.log)];
    let exitCode: number | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const ours = (execution: vscode.TaskExecution) => execution.task.definition['run'] === run;
        subscriptions.push(
          vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => {
            if (!ours(execution)) return;
            waited.pid = processId;
            if (waited.stopping) endProcess(processId);
          }),
          vscode.tasks.onDidEndTaskProcess((event) => {
            if (ours(event.execution)) exitCode = event.exitCode;
          }),
          // Also comes when the program could not be started at all.
          vscode.tasks.onDidEndTask((event) => {
            if (ours(event.execution)) resolve();
          }),
        );
        begin().then((execution) => (waited.execution = execution), reject);
      });
    } finally {
      vscode.Disposable.from(...subscriptions).dispose();
      this.waited.delete(run);
    }
    return exitCode;
  }
}

/** Its terminal stays open, with what it wrote. The recorder passes the signal on, and insists where that is not enough. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

/** Of another window, or one that was loaded anew before VS Code noted which terminals it has. */
async function endElsewhere(run: string): Promise<boolean> {
  const recorder = await recorderOf(run);
  if (recorder !== undefined) endProcess(recorder);
  return recorder !== undefined;
}

export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new UserError(t('AutoJIT builds and runs nothing in a workspace that you have not trusted.'), CHOICES.trust);
  }
}
