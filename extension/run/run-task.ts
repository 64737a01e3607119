import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';

/**
 * What a run's task is known by. VS Code keeps it through a reload of the window and gives it back, so all that is needed to take the run over, or to
 * run the same again, stands in it. Its properties are those of `taskDefinitions` in package.json: VS Code drops others.
 */
const RunDefinition = z.object({
  type: z.literal('autojit'),
  task: z.string(),
  run: z.string(),
  /** Name of autojit-record's files, without their endings. */
  kept: z.string(),
  program: z.string(),
  args: z.array(z.string()),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type RunDefinition = z.infer<typeof RunDefinition>;

/** Undefined for a task that is no run. */
export function runOf({ definition }: vscode.Task): RunDefinition | undefined {
  return RunDefinition.safeParse(definition).data;
}

/** `env` is for the program alone; `definition` is as VS Code has it, where it has it. */
export function runTask(
  definition: vscode.TaskDefinition & Omit<RunDefinition, 'type'>,
  toolchain: string,
  env: Record<string, string> = {},
): vscode.Task {
  const { task: name, kept, program, args, cwd } = definition;
  const recorder = path.join(toolchain, 'bin', 'autojit-record');
  if (!fs.existsSync(recorder)) {
    throw new UserError(t('Programs are run by {0}, which is not there.', recorder), CHOICES.doctor);
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program));
  const task = new vscode.Task(
    definition,
    folder ?? vscode.TaskScope.Workspace,
    `${name} lazily`,
    'autojit',
    new vscode.ProcessExecution(recorder, [program, ...args], {
      cwd: cwd ?? folder?.uri.fsPath ?? path.dirname(program),
      env: { ...definition.env, ...env, AUTOJIT_RECORD: kept },
    }),
    [],
  );
  // Only such a task lives on, with its terminal, when the window is loaded anew; others VS Code ends then.
  task.isBackground = true;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Shared,
    clear: true,
    // The recorder shows the program's command line instead of its own.
    echo: false,
  };
  return task;
}
