import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { UserError, CHOICES } from '../window/messages.js';

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
  if (!node) throw new UserError(`${id} is not in ${program} any more. Build it again or refresh.`, CHOICES.build);
  if (node.file === undefined) {
    throw new UserError(`The build has no source position for ${node.label}. Build with debug information (-g).`);
  }
  await openAt(node.file, node.line ?? 1, column);
}

export async function openAt(file: string, line: number, column?: vscode.ViewColumn): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (!vscode.workspace.getWorkspaceFolder(uri)) {
    const detail = `${file} is where the build found the function. It is outside of this workspace.`;
    const answer = await vscode.window.showWarningMessage(
      'Open a file outside of the workspace?',
      { modal: true, detail },
      'Open',
    );
    if (answer !== 'Open') return;
  }
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new UserError(
      `${file} can not be opened: it was moved or deleted since the build. Build the program again.`,
      CHOICES.build,
    );
  }
  const position = new vscode.Position(Math.min(line - 1, document.lineCount - 1), 0);
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(position, position),
    ...(column === undefined ? {} : { viewColumn: column }),
  });
}
