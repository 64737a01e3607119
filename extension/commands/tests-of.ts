import * as vscode from 'vscode';
import type { TestExplorer } from '../tests/test-explorer.js';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { functionArgument, type NamedFunction } from './command-arguments.js';
import type { Handler } from './handler.js';

/** Which tests ran a function, as it is known from those that ran with coverage. */
export const TESTS_OF_COMMANDS: Record<string, Handler> = {
  'autojit.showTestsOf': async ({ client, tests }, program, id) => {
    const fn = await functionArgument(client, program, id);
    const { names, known } = await testsOf(tests, fn);
    const picked = await vscode.window.showQuickPick(names, {
      title: t('Tests that ran it: {0} of {1}', names.length, known),
      placeHolder: t('Choose one to run it again'),
    });
    if (picked !== undefined) await tests.runNamed(fn.program, [picked], 'run');
  },

  'autojit.runTestsOf': async ({ client, tests }, program, id) => {
    const fn = await functionArgument(client, program, id);
    const { names } = await testsOf(tests, fn);
    await tests.runNamed(fn.program, names, 'run');
  },
};

async function testsOf(tests: TestExplorer, fn: NamedFunction): Promise<{ names: string[]; known: number }> {
  const found = await tests.testsOf(fn.program, fn.id);
  const choice = { label: t('Run All with Coverage'), command: 'testing.coverageAll' };
  if (!found) throw new UserError(t('No test of this program has run with coverage since it was built.'), choice);
  if (found.tests.length === 0)
    throw new UserError(t('None of the {0} tests that ran with coverage calls this function.', found.known), choice);
  return { names: found.tests, known: found.known };
}
