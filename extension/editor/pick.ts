import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { Model } from '../model/model.js';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';

/** The program that a command is about: the one that it names, the only one, or the one that the person picks of those `offered`. */
export async function chooseProgram(
  model: Model,
  path?: string,
  offered: readonly ProgramSummary[] = model.likely,
): Promise<ProgramSummary | undefined> {
  if (path !== undefined) {
    const known = model.find(path);
    if (!known)
      throw new UserError(
        t('{0} is not a program in this workspace that was built with AutoJIT.', path),
        CHOICES.build,
      );
    return known;
  }
  const [first, ...others] = offered;
  if (!first) throw new UserError(t('No program built with AutoJIT was found in this workspace.'), CHOICES.build);
  if (others.length === 0) return first;
  const items = offered.map((program) => ({
    label: program.name,
    description: vscode.workspace.asRelativePath(program.path),
    program,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: t('Which program?'), matchOnDescription: true });
  return picked?.program;
}

/** Any function of a program, found by typing. */
export async function chooseFunction(model: Model, program: string, title: string): Promise<string | undefined> {
  const modules = await model.modulesOf(program);
  const items = modules.flatMap(({ name, functions }) =>
    functions.map(({ id, label, state, library }) => ({
      label,
      description: `${library ?? name} · ${state}`,
      own: library === undefined,
      id,
    })),
  );
  // Own code first: who looks for a name mostly means that.
  items.sort((a, b) => Number(b.own) - Number(a.own) || a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: t('Name of a function or of its source file'),
    matchOnDescription: true,
  });
  return picked?.id;
}
