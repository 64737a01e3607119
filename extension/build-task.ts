import * as path from 'node:path';
import * as vscode from 'vscode';
import { CHOICES, UserError } from './report.js';
import { requireTrust } from './run/runs.js';

interface BuildDefinition extends vscode.TaskDefinition {
  type: 'autojit';
  task: 'build';
  /** A shell command that builds with the compilers that the environment names; absent: detected. */
  command?: string;
}

const DETECTED: { file: string; command: string }[] = [
  { file: 'CMakeLists.txt', command: 'cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug && cmake --build build' },
  { file: 'meson.build', command: '(test -d build || meson setup build) && meson compile -C build' },
  { file: 'GNUmakefile', command: 'make' },
  { file: 'Makefile', command: 'make' },
  { file: 'makefile', command: 'make' },
];

/** Tasks `autojit: build`: the workspace's own build command with AutoJIT's compilers in front. */
export class BuildTasks implements vscode.TaskProvider {
  constructor(private readonly extension: vscode.ExtensionContext) {}

  async provideTasks(): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    const tasks = await Promise.all((vscode.workspace.workspaceFolders ?? []).map((folder) => this.detect(folder)));
    return tasks.filter((task) => task !== undefined);
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = task.definition as BuildDefinition;
    const folder = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
    if (!folder || definition.task !== 'build') return undefined;
    const command = definition.command ?? (await detectCommand(folder));
    // VS Code wants the definition of tasks.json back, as it stands there.
    return command === undefined ? undefined : this.make(folder, definition, command);
  }

  /** Builds now; resolves when the task ended, true when it ended well. */
  async build(): Promise<boolean> {
    requireTrust();
    const [task, ...others] = await this.provideTasks();
    if (!task) {
      throw new UserError(
        'No build command was detected: no Makefile, CMakeLists.txt or meson.build in the workspace folder. Set "autojit.buildCommand".',
        { label: 'Open Setting', command: 'workbench.action.openSettings', args: ['autojit.buildCommand'] },
        CHOICES.doctor,
      );
    }
    const chosen = others.length === 0 ? task : await pick([task, ...others]);
    return chosen !== undefined && (await run(chosen)) === 0;
  }

  private async detect(folder: vscode.WorkspaceFolder): Promise<vscode.Task | undefined> {
    const command = await detectCommand(folder);
    return command === undefined ? undefined : this.make(folder, { type: 'autojit', task: 'build' }, command);
  }

  private make(folder: vscode.WorkspaceFolder, definition: BuildDefinition, command: string): vscode.Task {
    const cli = this.extension.asAbsolutePath(path.join('dist', 'cli.js'));
    const task = new vscode.Task(
      definition,
      folder,
      'build',
      'autojit',
      // VS Code's own Node runs the command, so that none has to be installed.
      new vscode.ProcessExecution(process.execPath, [cli, 'build', '--', 'sh', '-c', command], {
        cwd: folder.uri.fsPath,
        env: { ELECTRON_RUN_AS_NODE: '1' },
      }),
      ['$gcc'],
    );
    task.group = vscode.TaskGroup.Build;
    task.detail = `autojit build -- ${command}`;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    return task;
  }
}

async function detectCommand(folder: vscode.WorkspaceFolder): Promise<string | undefined> {
  const set = vscode.workspace.getConfiguration('autojit', folder.uri).get<string>('buildCommand', '').trim();
  if (set !== '') return set;
  for (const { file, command } of DETECTED) {
    if (await exists(vscode.Uri.joinPath(folder.uri, file))) return command;
  }
  return undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function pick(tasks: vscode.Task[]): Promise<vscode.Task | undefined> {
  const items = tasks.map((task) => ({
    label: typeof task.scope === 'object' ? task.scope.name : task.name,
    ...(task.detail === undefined ? {} : { description: task.detail }),
    task,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Build which folder with AutoJIT?' }))?.task;
}

async function run(task: vscode.Task): Promise<number | undefined> {
  let exitCode: number | undefined;
  const subscriptions: vscode.Disposable[] = [];
  try {
    const execution = await vscode.tasks.executeTask(task);
    await new Promise<void>((resolve) => {
      subscriptions.push(
        vscode.tasks.onDidEndTaskProcess((event) => {
          if (event.execution === execution) exitCode = event.exitCode;
        }),
        vscode.tasks.onDidEndTask((event) => {
          if (event.execution === execution) resolve();
        }),
      );
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
  return exitCode;
}
