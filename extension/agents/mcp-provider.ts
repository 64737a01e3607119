import * as path from 'node:path';
import * as vscode from 'vscode';
import { foldersHere } from '../window/folders.js';

/**
 * Offers `autojit mcp` for the folders of this window to VS Code's agents, which start it when they need it and ask before each tool
 * that runs something. Nothing is offered in a workspace that is not trusted.
 */
export function offerMcpServer(context: vscode.ExtensionContext): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const cli = context.asAbsolutePath(path.join('dist', 'cli.js'));
  const provider: vscode.McpServerDefinitionProvider = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions() {
      const folders = foldersHere().map(({ uri }) => uri.fsPath);
      if (!vscode.workspace.isTrusted || folders.length === 0) return [];
      const version = String((context.extension.packageJSON as { version: unknown }).version);
      const env = { ELECTRON_RUN_AS_NODE: '1' };
      return [new vscode.McpStdioServerDefinition('AutoJIT', process.execPath, [cli, 'mcp', ...folders], env, version)];
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.lm.registerMcpServerDefinitionProvider('autojit.mcp', provider),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
  );
}
