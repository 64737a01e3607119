import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import type { BuildTasks } from './build-task.js';

/** What is done with a program that is about to run and whose sources changed after its build. */
type BeforeRun = 'build' | 'ask' | 'run';

const ANSWERS = { build: t('Build'), run: t('Run Old Program'), anyway: t('Run Anyway'), setting: t('Open Setting') };

/** Why a program may be old. `changedAt`: of the last change, where it is not known whether that has a part in the program. */
interface Doubt {
  why: string;
  changedAt: number | undefined;
}

/** Before a program runs: it is the one that its sources make, or a person has said that the old one will do. */
export class UpToDate {
  /** Changes up to then (Unix milliseconds) that may have had a part in a program are in it, or have none. */
  private readonly settled = new Map<string, number>();

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
    const doubt = await this.doubtOf(program);
    if (doubt === undefined) return true;
    switch (vscode.workspace.getConfiguration('autojit').get<BeforeRun>('beforeRun', 'build')) {
      case 'run':
        return true;
      case 'build':
        return this.buildFirst(program, doubt);
      case 'ask': {
        const answer = await ask(saying(program, doubt), ANSWERS.build, ANSWERS.run);
        if (answer === ANSWERS.build) return this.buildFirst(program, doubt);
        return answer === ANSWERS.run && this.settle(program, doubt);
      }
    }
  }

  private async buildFirst(program: string, doubt: Doubt): Promise<boolean> {
    const startedAt = Date.now();
    try {
      if (await this.build.rebuild(program, { quiet: true })) return await this.isBuilt(program, startedAt);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const why = t('{0} It cannot be built from here: {1}', saying(program, doubt), error.message);
      return (await ask(why, ANSWERS.run)) !== undefined && this.settle(program, doubt);
    }
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const failed = t('The build failed, so {0} is still the old program: {1}', path.basename(program), doubt.why);
    return (await ask(failed, ANSWERS.run)) !== undefined;
  }

  /** A build that ended well need not have made this program: the command may be another's, or a clock may be wrong. */
  private async isBuilt(program: string, startedAt: number): Promise<boolean> {
    // What may have a part was there for the build to see.
    this.settled.set(program, startedAt);
    const doubt = await this.doubtOf(program);
    if (doubt === undefined || doubt.changedAt !== undefined) return true;
    const why = t(
      'The build ended well, but {0} is still stale: {1} Does the build command make this program?',
      path.basename(program),
      doubt.why,
    );
    const answer = await ask(why, ANSWERS.anyway, ANSWERS.setting);
    if (answer === ANSWERS.setting)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'autojit.buildCommand');
    return answer === ANSWERS.anyway;
  }

  /** Who ran the old program is not asked again about the same change. */
  private settle(program: string, { changedAt }: Doubt): true {
    if (changedAt !== undefined) this.settled.set(program, changedAt);
    return true;
  }

  /** Undefined where the program is what its sources make, or nobody knows. */
  private async doubtOf(program: string): Promise<Doubt | undefined> {
    const { stale, unsure } = await this.client.request('freshness', { program });
    if (stale !== null) return { why: stale, changedAt: undefined };
    if (unsure === null || unsure.changedAt <= (this.settled.get(program) ?? 0)) return undefined;
    return { why: unsure.message, changedAt: unsure.changedAt };
  }
}

function saying(program: string, { why, changedAt }: Doubt): string {
  const name = path.basename(program);
  return changedAt === undefined ? t('{0} is stale: {1}', name, why) : t('{0} may be stale: {1}', name, why);
}

async function ask(message: string, ...answers: string[]): Promise<string | undefined> {
  return vscode.window.showWarningMessage(message, { modal: true }, ...answers);
}
