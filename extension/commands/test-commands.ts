import * as path from 'node:path';
import * as vscode from 'vscode';
import { LensCommands } from '../../protocol/lsp.js';
import type { ProgramTest } from '../../protocol/tests.js';
import { chooseProgram } from '../editor/pick.js';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { ProgramArgument } from './command-arguments.js';
import type { CommandParts, Handler } from './handler.js';

/** One unit test of a program, chosen by name: what its lens does, from the tree or the palette. */
export const TEST_COMMANDS: Record<string, Handler> = {
  'autojit.runTestLazily': (parts, argument) => start(parts, argument, 'Run', LensCommands.runLazily),
  'autojit.debugTestLazily': (parts, argument) => start(parts, argument, 'Debug', LensCommands.debugLazily),
};

async function start({ model, client }: CommandParts, argument: unknown, verb: string, command: string): Promise<void> {
  const named = ProgramArgument.parse(argument);
  const tested = model.programs.filter(({ hasTests }) => hasTests);
  if (named === undefined && tested.length === 0) {
    throw new UserError(
      t(
        'No program in this workspace contains GoogleTest, Catch2, doctest, Boost.Test or Rust tests. Build them first.',
      ),
      CHOICES.build,
    );
  }
  const program = await chooseProgram(model, named, tested);
  if (!program) return;
  const tests = await client.request('tests', { program: program.path });
  if (tests.length === 0) {
    throw new UserError(
      t('No test of {0} was found: its sources are no longer where they were built from. Rebuild it.', program.name),
      CHOICES.build,
    );
  }
  const title =
    verb === 'Run'
      ? t('Run which test of {0} lazily?', program.name)
      : t('Debug which test of {0} lazily?', program.name);
  const picked = await vscode.window.showQuickPick(itemsOf(tests), { title, matchOnDescription: true });
  if (picked?.test) await vscode.commands.executeCommand(command, program.path, picked.test.start);
}

interface TestItem extends vscode.QuickPickItem {
  test?: ProgramTest;
}

/** Those of the open file first. */
function itemsOf(tests: readonly ProgramTest[]): TestItem[] {
  const open = vscode.window.activeTextEditor?.document.uri.fsPath;
  const here = tests.filter(({ file }) => file === open);
  const items = (some: readonly ProgramTest[]): TestItem[] =>
    some.map((test) => ({
      label: test.name,
      description: `${vscode.workspace.asRelativePath(test.file)}:${test.line}`,
      test,
    }));
  if (here.length === 0 || here.length === tests.length) return items(tests);
  const separator = (label: string): TestItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(path.basename(open ?? '')),
    ...items(here),
    separator('other files'),
    ...items(tests.filter(({ file }) => file !== open)),
  ];
}
