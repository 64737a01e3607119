import * as vscode from 'vscode';

/**
 * The folders of this window that are on the machine on which the extension, its builds and its programs run: those that VS Code calls
 * files there, whatever it reached that machine by. A folder of another scheme beside them may have a path that leads elsewhere here.
 */
export function foldersHere(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}
