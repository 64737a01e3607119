import * as vscode from 'vscode';
import * as z from 'zod';
import { BodyForm } from '../../protocol/lsp.js';
import type { ServerClient } from '../model/client.js';
import { readCallers } from './callers-text.js';
import { compareRuns } from '../run/comparison.js';
import { report, UserError } from '../window/messages.js';
import { cancellable } from '../window/progress.js';
import { t } from '../window/text.js';

export const SCHEME = 'autojit';

/** What a document shows; stands in its address, so that it is there again after a reload of the window. */
const Content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('output'), run: z.string() }),
  z.object({ kind: z.literal('comparison'), a: z.string(), b: z.string(), program: z.string() }),
  z.object({ kind: z.literal('body'), program: z.string(), id: z.string(), form: BodyForm }),
  z.object({ kind: z.literal('whyEager'), program: z.string(), id: z.string() }),
  z.object({ kind: z.literal('callers'), program: z.string(), id: z.string() }),
]);
export type Content = z.infer<typeof Content>;

/** Read-only editors: what a run wrote, two runs compared, a body as IR or assembly, why a function is eager. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** By address: what was loaded to be shown, until VS Code asks for it. */
  private readonly loaded = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(
    private readonly client: ServerClient,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** `name` is the tab's; its ending says the language. */
  async show(name: string, content: Content, beside = false): Promise<void> {
    // Failures are told here, once, and not in a document.
    const text = await this.load(content);
    const uri = addressOf(name, content);
    this.loaded.set(uri.toString(), text);
    // Who has it open reads it now, the others when they open it.
    this.changed.fire(uri);
    if (name.endsWith('.md')) {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const viewColumn = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(document, { preview: true, viewColumn, preserveFocus: beside });
  }

  /** For editors that others open: what is there already is asked for anew. */
  addressOf(name: string, content: Content): vscode.Uri {
    const uri = addressOf(name, content);
    this.changed.fire(uri);
    return uri;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const address = uri.toString();
    const loaded = this.loaded.get(address);
    this.loaded.delete(address);
    if (loaded !== undefined) return loaded;
    try {
      return await this.load(Content.parse(JSON.parse(uri.query)));
    } catch (error) {
      report(error, this.log);
      return '';
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private async load(content: Content): Promise<string> {
    switch (content.kind) {
      case 'output': {
        const text = await this.client.request('runOutput', { run: content.run });
        if (text !== null) return text === '' ? `${t('The program wrote nothing.')}\n` : text;
        throw new UserError(
          t('The output of this run was not kept. Only runs that were started in this window keep their output.'),
        );
      }
      case 'comparison': {
        const timelines = await Promise.all(
          [content.a, content.b].map((run) => this.client.request('timeline', { program: content.program, run })),
        );
        const [a, b] = timelines;
        if (a && b) return compareRuns(a, b);
        throw new UserError(t('One of the two runs no longer exists. Choose again in the Runs view.'));
      }
      case 'body': {
        const what = content.form === 'ir' ? t('Reading the IR of a function') : t('Compiling a function to assembly');
        return cancellable(what, (token) => this.client.request('body', content, token));
      }
      case 'whyEager':
        return this.client.request('whyEager', content);
      case 'callers':
        return (await readCallers(this.client, content)).text;
    }
  }
}

const addressOf = (name: string, content: Content): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: JSON.stringify(content) });
