import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { chooseProgram } from '../editor/pick.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { requireTrust } from '../run/runs.js';
import { UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import type { BuildTasks } from './build-task.js';
import { loneFile, type LoneFile } from './lone-file.js';

interface Parts {
  client: ServerClient;
  model: Model;
  build: BuildTasks;
}

/**
 * The program that a person means who runs a file: the file itself, a program that is made of it among others, or one that is made of it
 * alone. Undefined: they changed their mind, or it does not compile.
 */
export async function programOfFile({ client, model, build }: Parts, uri: vscode.Uri): Promise<string | undefined> {
  requireTrust();
  if (model.find(uri.fsPath)) return uri.fsPath;
  if (!vscode.workspace.getWorkspaceFolder(uri))
    throw new UserError(t('{0} is outside this workspace. Open its folder first.', uri.fsPath), OPEN_FOLDER);
  const known = await ofPrograms(client, model, uri);
  if (known !== NONE) return known;
  // In a project that was never built, its build tells what the file belongs to.
  if (model.programs.length === 0 && (await build.isPossible())) {
    if (!(await build.build())) return undefined;
    await lookAgain(client, model);
    const built = await ofPrograms(client, model, uri);
    if (built !== NONE) return built;
  }
  const alone = loneFile(uri.fsPath);
  if (!alone)
    throw new UserError(t('{0} is neither a source nor a program that AutoJIT built.', path.basename(uri.fsPath)));
  if (!(await mayReplace(model, alone)) || !(await build.compile(alone))) return undefined;
  await lookAgain(client, model);
  return alone.program;
}

const OPEN_FOLDER = { label: t('Open Folder'), command: 'workbench.action.files.openFolder' };

/** No program has it: other than a person who chose none of several. */
const NONE = Symbol('none');

async function ofPrograms(client: ServerClient, model: Model, { fsPath }: vscode.Uri) {
  const paths = new Set(await client.request('programsOf', { file: fsPath }));
  const startable = model.likely.filter(({ path: program, hasMain }) => hasMain && paths.has(program));
  return startable.length === 0 ? NONE : (await chooseProgram(model, undefined, startable))?.path;
}

async function lookAgain(client: ServerClient, model: Model): Promise<void> {
  await client.request('refresh', {});
  await model.load();
}

/** A file of that name which is no program of ours may be anything. */
async function mayReplace(model: Model, { program }: LoneFile): Promise<boolean> {
  if (!fs.existsSync(program) || model.find(program)) return true;
  const replace = t('Replace');
  const message = t('Replace {0}? It was not built with AutoJIT.', path.basename(program));
  return (await vscode.window.showWarningMessage(message, { modal: true, detail: program }, replace)) === replace;
}
