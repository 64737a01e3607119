import * as vscode from 'vscode';
import { t } from './text.js';

export interface Choice {
  label: string;
  command: string;
  args?: unknown[];
}

export const CHOICES = {
  doctor: { label: t('Run Doctor'), command: 'autojit.doctor' },
  build: { label: t('Build'), command: 'autojit.build' },
  log: { label: t('Show Log'), command: 'autojit.showLog' },
  restart: { label: t('Restart Language Server'), command: 'autojit.restartServer' },
  toolchainSetting: { label: t('Open Setting'), command: 'workbench.action.openSettings', args: ['autojit.toolchain'] },
  remote: { label: t('Open a Remote Window'), command: 'workbench.action.remote.showMenu' },
  trust: { label: t('Manage Workspace Trust'), command: 'workbench.trust.manage' },
} satisfies Record<string, Choice>;

/** An error that a person can do something about, with the buttons for it. */
export class UserError extends Error {
  readonly choices: Choice[];

  constructor(message: string, ...choices: Choice[]) {
    super(message);
    this.choices = choices;
  }
}

/** A person changed their mind: nothing is wrong. */
export class Cancelled extends Error {}

/** Shows an error without a stack trace; the log has it where nobody expected the error. Does not wait for the person. */
export function report(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof Cancelled) return;
  const message = error instanceof Error ? error.message : String(error);
  const isUnexpected = error instanceof Error && !(error instanceof UserError);
  log.error(isUnexpected ? (error.stack ?? message) : message);
  const choices: Choice[] = error instanceof UserError ? error.choices : [CHOICES.log];
  offer((labels) => vscode.window.showErrorMessage(titled(message), ...labels), choices, log);
}

/** Tells what went on otherwise than it was meant to. */
export function warn(message: string, choices: readonly Choice[], log: vscode.LogOutputChannel): void {
  log.warn(message);
  offer((labels) => vscode.window.showWarningMessage(titled(message), ...labels), choices, log);
}

/** Tells something that needs no action, with one next step for who wants to know more. */
export function inform(message: string, choice: Choice, log: vscode.LogOutputChannel): void {
  log.info(message);
  offer((labels) => vscode.window.showInformationMessage(titled(message), ...labels), [choice], log);
}

/** Who says it; once is enough. */
export function titled(message: string): string {
  return message.startsWith('AutoJIT') ? message : `AutoJIT: ${message}`;
}

function offer(
  show: (labels: string[]) => Thenable<string | undefined>,
  choices: readonly Choice[],
  log: vscode.LogOutputChannel,
): void {
  const ask = async () => {
    const picked = await show(choices.map(({ label }) => label));
    const choice = choices.find(({ label }) => label === picked);
    if (choice) await vscode.commands.executeCommand(choice.command, ...(choice.args ?? []));
  };
  ask().catch((failure: unknown) => log.error(String(failure)));
}
