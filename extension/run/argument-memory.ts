import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import { joinArguments, splitArguments } from '../../protocol/split-arguments.js';
import { t } from '../window/text.js';

/** The arguments that a program gets when nobody asks: those of its last run here, else of a launch configuration. */
export class ArgumentMemory {
  constructor(private readonly memory: vscode.Memento) {}

  of(program: ProgramSummary): string[] {
    const stored = this.memory.get<unknown>(key(program.path));
    if (isStrings(stored)) return stored;
    return fromLaunchConfiguration(program.path) ?? program.lastArgs;
  }

  async remember(program: string, args: readonly string[]): Promise<void> {
    await this.memory.update(key(program), [...args]);
  }

  /** Undefined when the person changed their mind. */
  async ask(program: ProgramSummary): Promise<string[] | undefined> {
    const line = await vscode.window.showInputBox({
      title: t('Run {0} lazily', program.name),
      prompt: t('Arguments, as you would type them after the program name. They are kept for the next run.'),
      value: joinArguments(this.of(program)),
      validateInput: (value) => {
        try {
          splitArguments(value);
          return undefined;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
    });
    return line === undefined ? undefined : splitArguments(line);
  }
}

const key = (program: string): string => `arguments:${program}`;

function fromLaunchConfiguration(program: string): string[] | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program));
  const resolve = (text: string) => text.replaceAll('${workspaceFolder}', folder?.uri.fsPath ?? '');
  const configurations: unknown = vscode.workspace.getConfiguration('launch', folder?.uri).get('configurations');
  if (!Array.isArray(configurations)) return undefined;
  for (const one of configurations as Partial<vscode.DebugConfiguration>[]) {
    if (one.type !== 'autojit' || typeof one['program'] !== 'string' || resolve(one['program']) !== program) continue;
    const args: unknown = one['args'];
    if (isStrings(args)) return args.map(resolve);
  }
  return undefined;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
