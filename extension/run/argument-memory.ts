import * as vscode from 'vscode';
import * as z from 'zod';
import type { ProgramSummary } from '../../protocol/lsp.js';
import { joinArguments, splitArguments } from '../../protocol/split-arguments.js';
import { t } from '../window/text.js';
import { launchEntryOf, withoutVariables } from './launch-json.js';

const Strings = z.array(z.string());
/** `instead`: the arguments in launch.json that they were typed in place of. When those change, they count again. */
const Stored = z.union([
  z.object({ args: Strings, instead: Strings.nullable() }),
  Strings.transform((args) => ({ args, instead: null })),
]);

/** The arguments that a program gets when nobody asks: those that were typed last, else those in launch.json, else those of its last run. */
export class ArgumentMemory {
  constructor(private readonly memory: vscode.Memento) {}

  of(program: ProgramSummary): string[] {
    return this.typed(program.path) ?? fromLaunchJson(program.path) ?? program.lastArgs;
  }

  /** In place of what launch.json says. */
  typed(program: string): string[] | undefined {
    const stored = Stored.safeParse(this.memory.get<unknown>(key(program)));
    const instead = launchEntryOf(program)?.args ?? null;
    return stored.success && JSON.stringify(stored.data.instead) === JSON.stringify(instead)
      ? stored.data.args
      : undefined;
  }

  async remember(program: string, args: readonly string[]): Promise<void> {
    await this.memory.update(key(program), { args: [...args], instead: launchEntryOf(program)?.args ?? null });
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

function fromLaunchJson(program: string): string[] | undefined {
  const entry = launchEntryOf(program);
  return entry?.args?.map((arg) => withoutVariables(arg, entry.folder));
}
