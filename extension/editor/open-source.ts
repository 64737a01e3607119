import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { UserError, CHOICES } from '../window/messages.js';
import { t } from '../window/text.js';

/**
 * Opens the source of a function that the server knows; the caller's word about files is never taken.
 * A file outside of the workspace is opened only when the person agrees.
 */
export async function openFunction(
  client: ServerClient,
  program: string,
  id: string,
  column?: vscode.ViewColumn,
): Promise<void> {
  const node = await client.request('function', { program, id });
  if (!node)
    throw new UserError(t('{0} is no longer in {1}. Rebuild the program, or refresh.', id, program), CHOICES.build);
  if (node.file === undefined) {
    throw new UserError(t('The build has no source position for {0}. Build with debug information (-g).', node.label));
  }
  await openAt(node.file, node.line ?? 1, column);
}

export async function openAt(file: string, line: number, column?: vscode.ViewColumn): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (!vscode.workspace.getWorkspaceFolder(uri)) {
    const detail = t('The build found this function in {0}, which is outside this workspace.', file);
    const open = t('Open');
    const answer = await vscode.window.showWarningMessage(
      t('Open a file outside the workspace?'),
      { modal: true, detail },
      open,
    );
    if (answer !== open) return;
  }
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new UserError(
      t('{0} cannot be opened: it has been moved or deleted since the build. Rebuild the program.', file),
      CHOICES.build,
    );
  }
  const position = new vscode.Position(Math.min(line - 1, document.lineCount - 1), 0);
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(position, position),
    ...(column === undefined ? {} : { viewColumn: column }),
  });
}
