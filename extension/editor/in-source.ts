import * as vscode from 'vscode';
import { setContext } from '../model/context-keys.js';
import { DOCUMENTS } from '../window/languages.js';

/**
 * Keeps `autojit.inSource` true while the active editor shows a document that has lenses and hovers: a condition of package.json knows names of
 * languages only, and some of ours have none in VS Code.
 */
export class InSource implements vscode.Disposable {
  private told: boolean | undefined;
  private readonly subscriptions = vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => this.look()),
    // So VS Code tells that a document's language changed: as if it were opened again.
    vscode.workspace.onDidOpenTextDocument(() => this.look()),
  );

  constructor() {
    this.look();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private look(): void {
    const document = vscode.window.activeTextEditor?.document;
    const now = document !== undefined && vscode.languages.match(DOCUMENTS, document) > 0;
    if (now === this.told) return;
    this.told = now;
    setContext('autojit.inSource', now);
  }
}
