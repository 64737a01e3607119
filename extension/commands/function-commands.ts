import * as path from 'node:path';
import * as vscode from 'vscode';
import type { BodyForm } from '../../protocol/lsp.js';
import { openAt, openFunction } from '../editor/open-source.js';
import { requireTrust } from '../run/runs.js';
import { runCli } from '../toolchain/cli.js';
import { fileNameOf } from '../window/file-name.js';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';
import { functionArgument, type NamedFunction } from './command-arguments.js';
import { toggleBreakpoint } from '../editor/breakpoint.js';
import type { CommandParts, Handler } from './handler.js';

/** Commands about one function: of a hover, a tree's item, or the one at the cursor. */
export const FUNCTION_COMMANDS: Record<string, Handler> = {
  'autojit.showIr': (parts, program, id) => showBody(parts, 'ir', program, id),
  'autojit.showAssembly': (parts, program, id) => showBody(parts, 'assembly', program, id),

  'autojit.whyEager': async ({ client, documents }, program, id) => {
    const fn = await functionArgument(client, program, id);
    await documents.show(`${fileName(fn)} eager.md`, { kind: 'whyEager', ...fn });
  },

  'autojit.goToFirstCaller': async ({ client }, program, id) => {
    const fn = await functionArgument(client, program, id);
    const node = await client.request('function', fn);
    const label = node?.label ?? fileName(fn);
    if (node?.state === 'eager') throw new UserError(t('{0} is eager: no run tells who called it.', label));
    if (node?.materializedBy === undefined) {
      throw new UserError(
        node?.order === undefined
          ? t('{0} did not run in the last run.', label)
          : t('{0} was called first from outside of this program.', label),
      );
    }
    await openFunction(client, fn.program, node.materializedBy);
  },

  /** Where it is defined; without a place, by its name. */
  'autojit.toggleBreakpoint': async ({ client }, program, id) => {
    const fn = await functionArgument(client, program, id);
    const node = await client.request('function', fn);
    if (!node)
      throw new UserError(
        t('{0} is no longer in {1}. Rebuild the program, or refresh.', fn.id, fn.program),
        CHOICES.build,
      );
    toggleBreakpoint(node);
  },

  'autojit.peekCallers': async ({ client, callers }, program, id) => {
    const fn = await functionArgument(client, program, id);
    const node = await client.request('function', fn);
    if (node && !(await callers.show(fn, await placeToPeek(node.file, node.line)))) {
      const others = node.callersUnknown === undefined ? '' : ` ${t('There may be others: {0}.', node.callersUnknown)}`;
      throw new UserError(
        `${t('{0} has no callers in this program, as far as they can be computed.', node.label)}${others}`,
      );
    }
  },

  'autojit.pinEager': (parts, program, id) => pin(parts, true, program, id),
  'autojit.pinLazy': (parts, program, id) => pin(parts, false, program, id),

  'autojit.clearCache': async ({ context, model }) => {
    requireTrust();
    const stores = [...new Set(model.programs.map(({ store }) => store).filter((store) => store !== ''))];
    if (stores.length === 0)
      throw new UserError(t('No program in this workspace has a store, so there is nothing to clear.'));
    if (!(await mayClear(stores))) return;
    const said = await Promise.all(
      stores.map((store) => runCli(context, ['cache', 'clear', '--images', '--store', store])),
    );
    // Programs run on without a rebuild; their next start is a cold one.
    void vscode.window.showInformationMessage(t('AutoJIT: {0} The next runs will start cold.', said.join(' ')));
  },
};

/** What was made for hundreds of runs is gone with one click, and made again only by running. */
async function mayClear(stores: readonly string[]): Promise<boolean> {
  const clear = t('Clear');
  const answer = await vscode.window.showWarningMessage(
    t('Clear the image cache? The next run of each program compiles again what it calls.'),
    { modal: true, detail: stores.join('\n') },
    clear,
  );
  return answer === clear;
}

/** At the cursor; else, from a tree or a hover of another editor, at the function itself. */
async function placeToPeek(file: string | undefined, line = 1): Promise<vscode.Location> {
  const active = vscode.window.activeTextEditor;
  if (active?.document.uri.scheme === 'file') return new vscode.Location(active.document.uri, active.selection.active);
  if (file === undefined) throw new UserError(t('Open a source file and place the cursor in a function first.'));
  await openAt(file, line);
  return new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
}

async function showBody({ client, documents }: CommandParts, form: BodyForm, program: unknown, id: unknown) {
  const fn = await functionArgument(client, program, id);
  const name = `${fileName(fn)}.${form === 'ir' ? 'll' : 's'}`;
  await documents.show(name, { kind: 'body', ...fn, form }, true);
}

/** A tab's title: ids are symbols, or a source and a symbol. */
function fileName({ id }: NamedFunction): string {
  return fileNameOf(id.slice(id.lastIndexOf('#') + 1));
}

async function pin({ client, log }: CommandParts, eager: boolean, program: unknown, id: unknown): Promise<void> {
  requireTrust();
  const fn = await functionArgument(client, program, id);
  const node = await client.request('function', fn);
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && path.basename(document.uri.fsPath) === 'autojit.toml',
  );
  const open = Object.fromEntries(unsaved.map((document) => [document.uri.fsPath, document.getText()]));
  const { edits } = await client.request('pin', { ...fn, eager, open });
  const label = node?.label ?? fileName(fn);
  if (edits.length === 0) {
    void vscode.window.showInformationMessage(
      eager ? t('AutoJIT: {0} is already pinned eager.', label) : t('AutoJIT: {0} is not pinned.', label),
    );
    return;
  }
  for (const { file, text } of edits) await write(vscode.Uri.file(file), text);
  const files = edits.map(({ file }) => vscode.workspace.asRelativePath(file)).join(', ');
  const rebuild = t('Build Now');
  const message = eager
    ? t('AutoJIT: {0} will be eager once its source is compiled again ({1}).', label, files)
    : t('AutoJIT: {0} will be lazy once its source is compiled again ({1}).', label, files);
  const tell = async (): Promise<void> => {
    const picked = await vscode.window.showInformationMessage(message, rebuild);
    if (picked === undefined) return;
    await touch(node?.file);
    await vscode.commands.executeCommand('autojit.build');
  };
  tell().catch((error: unknown) => log.error(String(error)));
}

/** Through the editor, so that it can be undone there and nothing that is open is overwritten. */
async function write(uri: vscode.Uri, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const document = await vscode.workspace.openTextDocument(uri).then(
    (found) => found,
    () => undefined,
  );
  if (document) edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  else edit.createFile(uri, { contents: Buffer.from(text, 'utf8') });
  if (!(await vscode.workspace.applyEdit(edit))) throw new UserError(t('{0} could not be changed.', uri.fsPath));
  if (document && !(await document.save())) throw new UserError(t('{0} could not be saved.', uri.fsPath));
}

/** Build systems do not know about autojit.toml, so the source is given a new time, which makes them compile it. Saving unsaved changes does that by itself. */
async function touch(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const uri = vscode.Uri.file(file);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === uri.fsPath);
  if (open?.isDirty && (await open.save())) return;
  await vscode.workspace.fs.writeFile(uri, await vscode.workspace.fs.readFile(uri));
}
