import * as vscode from 'vscode';
import type { Model } from '../model/model.js';
import { type Choice, CHOICES, UserError, warn } from '../window/messages.js';
import { t } from '../window/text.js';
import { canInstall, installCommand, missingPackages } from './packages.js';

/** Kept for all windows: who was told once knows; the status bar and the Toolchain view go on to say it. */
const TOLD = 'requirements.told';

/** Says at the first activation what AutoJIT needs and this system lacks, with a button that installs it where the system's own packages have it. */
export class Requirements implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private asking = false;

  constructor(
    private readonly model: Model,
    private readonly memory: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = model.onDidChange(() => {
      this.look().catch((error: unknown) => log.error(String(error)));
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async look(): Promise<void> {
    const { state, tools } = this.model;
    if (this.asking || (state !== 'noToolchain' && state !== 'wrongLlvm') || this.memory.get(TOLD, false)) return;
    const packages = missingPackages(tools);
    if (packages.length === 0) return;
    this.asking = true;
    await this.memory.update(TOLD, true);
    const install: Choice[] = (await canInstall(packages))
      ? [{ label: t('Install'), command: 'autojit.installRequirements' }]
      : [];
    warn(
      t('AutoJIT needs packages that are not installed: {0}.', packages.join(', ')),
      [...install, CHOICES.doctor],
      this.log,
    );
  }
}

/** In a terminal, where a person sees what is installed and agrees to it. Resolves when that is over, to false when it was not done. */
export async function installRequirements(model: Model): Promise<boolean> {
  const packages = missingPackages(model.tools);
  if (packages.length === 0) throw new UserError(t('Nothing is missing that a package could bring.'), CHOICES.doctor);
  if (!(await canInstall(packages)))
    throw new UserError(
      t(
        'The package lists of this system do not have {0}. "AutoJIT: Doctor" says where they come from.',
        packages.join(', '),
      ),
      CHOICES.doctor,
    );
  const [program = '', ...args] = installCommand(packages, process.getuid?.() === 0);
  const task = new vscode.Task(
    { type: 'shell' },
    vscode.TaskScope.Workspace,
    t('install packages'),
    'AutoJIT',
    new vscode.ShellExecution(program, args),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true };
  const execution = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const ended = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution !== execution) return;
      ended.dispose();
      resolve(event.exitCode === 0);
    });
  });
}
