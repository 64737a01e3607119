import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { requireTrust } from '../run/runs.js';
import { type Choice, CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { loneFile, type LoneFile } from './lone-file.js';
import { detectBuildSystem, missingTool, nothingDetected, type TaskKind } from './build-system.js';
import { foldersHere } from '../window/folders.js';

interface BuildDefinition extends vscode.TaskDefinition {
  type: 'autojit';
  task: TaskKind;
  /** A shell command in place of the detected one. */
  command?: string;
}

/** In a narrow terminal clang breaks long messages into lines, of which a problem matcher sees the first. */
const UNWRAPPED = { COLUMNS: '10000' };

const KINDS: readonly TaskKind[] = ['build', 'rebuild regular', 'clean'];

/** Tasks `autojit: build` (the workspace's own build command with AutoJIT's compilers in front), `rebuild regular` and `clean`. */
export class BuildTasks {
  private building: Promise<unknown> = Promise.resolve();

  constructor(private readonly extension: vscode.ExtensionContext) {}

  async provideTasks(): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    const tasks = await Promise.all(foldersHere().map((folder) => this.detect(folder)));
    return tasks.flat();
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = task.definition as BuildDefinition;
    const folder = typeof task.scope === 'object' ? task.scope : foldersHere()[0];
    if (!folder || !KINDS.includes(definition.task)) return undefined;
    const found = await detectCommands(folder);
    const command = definition.command ?? found?.commands[definition.task];
    // VS Code wants the definition of tasks.json back, as it stands there.
    return command === undefined ? undefined : this.make(folder, definition, command);
  }

  /** Builds as soon as no other build runs: what was saved meanwhile is in this one. Resolves when the task ended, true when it ended well. `quiet`: the terminal comes to the front only when something is wrong. */
  build(options: { quiet?: boolean } = {}): Promise<boolean> {
    const turn = this.building.then(() => this.buildNow(options));
    this.building = turn.catch(() => undefined);
    return turn;
  }

  private async buildNow({ quiet = false }: { quiet?: boolean }): Promise<boolean> {
    requireTrust();
    const [task, ...others] = (await this.provideTasks()).filter(({ definition }) => definition['task'] === 'build');
    if (!task) {
      const below = await foldersToBuild(foldersHere());
      throw new UserError(
        nothingDetected(below),
        ...(await loneProgram(foldersHere())),
        ...(below.length > 0 ? [{ label: t('Open Folder'), command: 'workbench.action.files.openFolder' }] : []),
        { label: t('Open Setting'), command: 'workbench.action.openSettings', args: ['autojit.buildCommand'] },
        CHOICES.doctor,
      );
    }
    const chosen = others.length === 0 ? task : await pick([task, ...others]);
    if (chosen === undefined) return false;
    if (quiet) chosen.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
    const progress = { location: vscode.ProgressLocation.Window, title: t('Building with AutoJIT') };
    if ((await vscode.window.withProgress(progress, () => run(chosen))) === 0) return true;
    const missing = missingToolOf(chosen);
    if (missing !== undefined) throw new UserError(missing, CHOICES.doctor);
    return false;
  }

  /** Whether some folder has a build command. */
  async isPossible(): Promise<boolean> {
    return (await this.provideTasks()).some(({ definition }) => definition['task'] === 'build');
  }

  /** A program again, in the way in which it was built here last: of one file, or with the whole workspace. */
  async rebuild(program: string, options: { quiet?: boolean } = {}): Promise<boolean> {
    const source = this.extension.workspaceState.get<unknown>(loneKey(program));
    const alone = typeof source === 'string' ? loneFile(source) : undefined;
    return alone ? this.compile(alone) : this.build(options);
  }

  /** Makes a program of one file. */
  async compile({ source, program, command }: LoneFile): Promise<boolean> {
    requireTrust();
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(source)) ?? vscode.TaskScope.Workspace;
    const execution = this.withAutojit(path.dirname(source), command);
    const definition: BuildDefinition = { type: 'autojit', task: 'build', command };
    const task = new vscode.Task(definition, folder, `build ${path.basename(source)}`, 'autojit', execution, MATCHERS);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
    const progress = { location: vscode.ProgressLocation.Window, title: t('Building with AutoJIT') };
    const built = (await vscode.window.withProgress(progress, () => run(task))) === 0;
    if (built) await this.extension.workspaceState.update(loneKey(program), source);
    else await vscode.commands.executeCommand('workbench.actions.view.problems');
    return built;
  }

  private async detect(folder: vscode.WorkspaceFolder): Promise<vscode.Task[]> {
    const found = await detectCommands(folder);
    return KINDS.flatMap((task) => {
      const command = found?.commands[task];
      return command === undefined ? [] : [this.make(folder, { type: 'autojit', task }, command)];
    });
  }

  private make(folder: vscode.WorkspaceFolder, definition: BuildDefinition, command: string): vscode.Task {
    const isLazy = definition.task === 'build';
    const task = new vscode.Task(
      definition,
      folder,
      definition.task,
      'autojit',
      isLazy
        ? this.withAutojit(folder.uri.fsPath, command)
        : new vscode.ShellExecution(command, { cwd: folder.uri.fsPath, env: UNWRAPPED }),
      MATCHERS,
    );
    if (definition.task === 'clean') task.group = vscode.TaskGroup.Clean;
    else task.group = isLazy ? vscode.TaskGroup.Build : vscode.TaskGroup.Rebuild;
    task.detail = isLazy ? `autojit build -- ${command}` : command;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    return task;
  }

  /** VS Code's own Node runs the command, so that none has to be installed. */
  private withAutojit(cwd: string, command: string): vscode.ProcessExecution {
    const cli = this.extension.asAbsolutePath(path.join('dist', 'cli.js'));
    return new vscode.ProcessExecution(process.execPath, [cli, 'build', '--', 'sh', '-c', command], {
      cwd,
      env: { ELECTRON_RUN_AS_NODE: '1', ...UNWRAPPED },
    });
  }
}

/** Nobody knows which compilers a command of the person's starts; a build of Rust may compile C as well. */
const MATCHERS = ['$autojit-clang', '$autojit-rustc'];

const loneKey = (program: string): string => `lone:${program}`;

/** What the setting says, else what the files in the folder tell. */
async function detectCommands(
  folder: vscode.WorkspaceFolder,
): Promise<{ commands: Partial<Record<TaskKind, string>> } | undefined> {
  const set = vscode.workspace.getConfiguration('autojit', folder.uri).get<string>('buildCommand', '').trim();
  if (set !== '') return { commands: { build: set } };
  const entries = await vscode.workspace.fs.readDirectory(folder.uri);
  return detectBuildSystem(entries.map(([name]) => name));
}

/** One level down, where a folder of several projects was opened. */
async function foldersToBuild(folders: readonly vscode.WorkspaceFolder[]): Promise<string[]> {
  const found = folders.map(async ({ uri }) => {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    const inner = entries.filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => name);
    // A folder that can not be read is none to open.
    const listed = await Promise.allSettled(
      inner.map((name) => vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, name))),
    );
    return inner.filter((_, at) => {
      const one = listed[at];
      return one?.status === 'fulfilled' && detectBuildSystem(one.value.map(([name]) => name)) !== undefined;
    });
  });
  return (await Promise.all(found)).flat();
}

/** In a folder that nothing builds, one source that is a program by itself. */
async function loneProgram(folders: readonly vscode.WorkspaceFolder[]): Promise<Choice[]> {
  const found = folders.map(async ({ uri }) => {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return entries.map(([name]) => vscode.Uri.joinPath(uri, name)).filter(({ fsPath }) => loneFile(fsPath));
  });
  const [only, ...others] = (await Promise.all(found)).flat();
  if (!only || others.length > 0) return [];
  return [{ label: t('Run {0} lazily', path.basename(only.fsPath)), command: 'autojit.runFile', args: [only] }];
}

/** Looked for only after the build failed: what its terminal finds, nobody knows better than it. */
function missingToolOf({ execution, scope }: vscode.Task): string | undefined {
  const command = execution instanceof vscode.ProcessExecution ? execution.args.at(-1) : undefined;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const isThere = (tool: string): boolean => folders.some((folder) => fs.existsSync(path.join(folder, tool)));
  const folder = typeof scope === 'object' ? scope.uri.fsPath : undefined;
  // What was configured before is not configured again.
  const isConfigured = folder !== undefined && fs.existsSync(path.join(folder, 'configure'));
  return missingTool(command ?? '', (tool) => isThere(tool) || (tool === 'autoreconf' && isConfigured));
}

async function pick(tasks: vscode.Task[]): Promise<vscode.Task | undefined> {
  const items = tasks.map((task) => ({
    label: typeof task.scope === 'object' ? task.scope.name : task.name,
    ...(task.detail === undefined ? {} : { description: task.detail }),
    task,
  }));
  return (await vscode.window.showQuickPick(items, { title: t('Which folder should be built with AutoJIT?') }))?.task;
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
