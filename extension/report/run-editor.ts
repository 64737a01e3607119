import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { t } from '../window/text.js';

const VIEW_TYPE = 'autojit.run';

/** Buttons of the page, by the commands behind them. */
const COMMANDS = {
  graph: 'autojit.showRunInGraph',
  compare: 'autojit.compareRuns',
  export: 'autojit.exportRun',
} as const;

/** A saved run (`*.autojit-run`) as a page, wherever it came from: its program need not be here. */
export class RunEditor implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly client: ServerClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registration = vscode.window.registerCustomEditorProvider(VIEW_TYPE, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  static async open(file: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand('vscode.openWith', file, VIEW_TYPE);
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = { enableCommandUris: Object.values(COMMANDS), localResourceRoots: [] };
    const show = async (): Promise<void> => {
      panel.webview.html = await this.page(uri);
    };
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), path.basename(uri.fsPath));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const again = (): void => {
      show().catch((error: unknown) => this.log.error(String(error)));
    };
    watcher.onDidChange(again);
    watcher.onDidCreate(again);
    panel.onDidDispose(() => {
      watcher.dispose();
    });
    await show();
  }

  dispose(): void {
    this.registration.dispose();
  }

  /** Never throws: what is wrong with a file is what there is to see. */
  private async page(uri: vscode.Uri): Promise<string> {
    try {
      if (uri.scheme !== 'file') throw new Error(t('Only files on this machine can be opened as runs.'));
      const run = await this.client.request('openRun', { file: uri.fsPath });
      const { title, style, body } = await this.client.request('runPage', { run });
      const summary = (await this.client.request('runs', {})).find(({ id }) => id === run);
      const programs = await this.client.request('programs', {});
      const isHere = programs.some((program) => program.path === summary?.program);
      return html(title, style, `${summary ? buttons(summary, isHere) : ''}${body}`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return html(t('AutoJIT run'), '', `<h1>${escape(path.basename(uri.fsPath))}</h1><p>${escape(message)}</p>`);
    }
  }
}

function buttons({ id, program, name }: { id: string; program: string; name: string }, isHere: boolean): string {
  const argument = encodeURIComponent(JSON.stringify([{ kind: 'run', run: { id, program, name } }]));
  const button = (command: string, title: string): string =>
    `<a href="command:${command}?${argument}">${escape(title)}</a>`;
  const inGraph = isHere
    ? [button(COMMANDS.graph, t('Show in Graph')), button(COMMANDS.compare, t('Compare…'))]
    : [escape(t('Its program is not in this workspace, so there is no graph of it.'))];
  return `<p>${[...inGraph, button(COMMANDS.export, t('Export…'))].join(' · ')}</p>`;
}

/** Nothing is loaded and nothing runs: links are commands of VS Code. */
function html(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>${body}</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
