import * as path from 'node:path';
import * as vscode from 'vscode';

/** Folder of the built toolchain: the setting, else the one that comes with the extension. */
export function toolchainFolder(context: vscode.ExtensionContext): string {
  const set = vscode.workspace.getConfiguration('autojit').get<string>('toolchain', '').trim();
  return set === '' ? context.asAbsolutePath(path.join('dist', 'toolchain')) : set;
}
