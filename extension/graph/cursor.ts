import * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { DOCUMENTS } from '../window/languages.js';

/** Fast enough to feel tied to the cursor, slow enough not to ask for each line that is scrolled over. */
const PAUSE_MS = 250;

interface Place {
  program: string;
  id: string;
}

/** Tells the function that the cursor is in, while somebody wants to know. */
export class CursorFollower implements vscode.Disposable {
  private subscription: vscode.Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private last = '';

  constructor(
    private readonly client: Pick<ServerClient, 'request'>,
    private readonly onFunction: (place: Place) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  follow(on: boolean): void {
    this.dispose();
    if (!on) return;
    this.subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.soon(textEditor));
    if (vscode.window.activeTextEditor) this.soon(vscode.window.activeTextEditor);
  }

  dispose(): void {
    this.subscription?.dispose();
    this.subscription = undefined;
    clearTimeout(this.timer);
    this.last = '';
  }

  private soon({ document, selection }: vscode.TextEditor): void {
    if (vscode.languages.match(DOCUMENTS, document) === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look(document.uri.fsPath, selection.active.line + 1).catch((error: unknown) => this.onError(error));
    }, PAUSE_MS);
  }

  private async look(file: string, line: number): Promise<void> {
    const place = await this.client.request('functionAt', { file, line });
    const now = JSON.stringify(place);
    if (!place || now === this.last) return;
    this.last = now;
    this.onFunction(place);
  }
}
