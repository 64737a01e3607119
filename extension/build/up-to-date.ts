import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import type { BuildTasks } from './build-task.js';

/** What is done with a program that is about to run and whose sources changed after its build. */
type BeforeRun = 'build' | 'ask' | 'run';

const ANSWERS = { build: t('Build'), run: t('Run Old Program'), anyway: t('Run Anyway'), setting: t('Open Setting') };

/** Before a program runs: it is the one that its sources make, or a person has said that the old one will do. */
export class UpToDate {
  constructor(
    private readonly client: ServerClient,
    private readonly build: BuildTasks,
  ) {}

  /** False: it is not to run. */
  async ensure(program: string): Promise<boolean> {
    // What is not saved is not in the next build either.
    if (vscode.workspace.textDocuments.some(({ isDirty, isUntitled }) => isDirty && !isUntitled)) {
      await vscode.workspace.saveAll(false);
    }
    const stale = await this.staleness(program);
    if (stale === null) return true;
    switch (vscode.workspace.getConfiguration('autojit').get<BeforeRun>('beforeRun', 'build')) {
      case 'run':
        return true;
      case 'build':
        return this.buildFirst(program, stale);
      case 'ask': {
        const answer = await ask(t('{0} is stale: {1}', path.basename(program), stale), ANSWERS.build, ANSWERS.run);
        if (answer === ANSWERS.build) return this.buildFirst(program, stale);
        return answer === ANSWERS.run;
      }
    }
  }

  private async buildFirst(program: string, stale: string): Promise<boolean> {
    const name = path.basename(program);
    try {
      if (await this.build.rebuild(program, { quiet: true })) return await this.isBuilt(program);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const why = t('{0} is stale: {1} It cannot be built from here: {2}', name, stale, error.message);
      return (await ask(why, ANSWERS.run)) !== undefined;
    }
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const failed = t('The build failed, so {0} is still the old program: {1}', name, stale);
    return (await ask(failed, ANSWERS.run)) !== undefined;
  }

  /** A build that ended well need not have made this program: the command may be another's, or a clock may be wrong. */
  private async isBuilt(program: string): Promise<boolean> {
    const stale = await this.staleness(program);
    if (stale === null) return true;
    const why = t(
      'The build ended well, but {0} is still stale: {1} Does the build command make this program?',
      path.basename(program),
      stale,
    );
    const answer = await ask(why, ANSWERS.anyway, ANSWERS.setting);
    if (answer === ANSWERS.setting)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'autojit.buildCommand');
    return answer === ANSWERS.anyway;
  }

  /** Why the program is not what its sources make; null where it is, or nobody knows. */
  private async staleness(program: string): Promise<string | null> {
    return (await this.client.request('freshness', { program })).stale;
  }
}

async function ask(message: string, ...answers: string[]): Promise<string | undefined> {
  return vscode.window.showWarningMessage(message, { modal: true }, ...answers);
}
