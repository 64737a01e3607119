import * as vscode from 'vscode';
import * as z from 'zod';
import type { ServerClient } from '../model/client.js';
import { t } from '../window/text.js';
import { type CallersText, readCallers } from './callers-text.js';
import { type Documents, SCHEME } from './documents.js';

interface Named {
  program: string;
  id: string;
}

const Query = z.object({ kind: z.literal('callers'), program: z.string(), id: z.string() });

/**
 * Callers with their certainty, peeked at beside the function: VS Code's peek shows lines of documents and has no place for more, so the
 * callers are a document of ours, whose heads lead to the sources.
 */
export class CallersPeek implements vscode.DocumentLinkProvider, vscode.DefinitionProvider, vscode.Disposable {
  private readonly registration = vscode.Disposable.from(
    vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
    vscode.languages.registerDefinitionProvider({ scheme: SCHEME }, this),
  );

  constructor(
    private readonly client: ServerClient,
    private readonly documents: Documents,
  ) {}

  /** At a place of an editor; answers how many callers there are. */
  async show(fn: Named, at: vscode.Location): Promise<number> {
    const { name, heads } = await readCallers(this.client, fn);
    if (heads.length === 0) return 0;
    const uri = this.documents.addressOf(name, { kind: 'callers', ...fn });
    const locations = heads.map(({ line }) => new vscode.Location(uri, new vscode.Position(line, 0)));
    await vscode.commands.executeCommand('editor.action.peekLocations', at.uri, at.range.start, locations, 'peek');
    return heads.length;
  }

  async provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
    const heads = await this.headsOf(document);
    return heads.flatMap(({ line, file, at }) => {
      if (file === undefined) return [];
      const target = vscode.Uri.file(file).with({ fragment: `L${at ?? 1}` });
      const link = new vscode.DocumentLink(document.lineAt(line).range, target);
      link.tooltip = t('Go to the call');
      return [link];
    });
  }

  async provideDefinition(document: vscode.TextDocument, { line }: vscode.Position): Promise<vscode.Location[]> {
    const head = (await this.headsOf(document)).findLast((one) => one.line <= line);
    if (head?.file === undefined) return [];
    return [new vscode.Location(vscode.Uri.file(head.file), new vscode.Position((head.at ?? 1) - 1, 0))];
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async headsOf({ uri, lineCount }: vscode.TextDocument): Promise<CallersText['heads']> {
    const query = Query.safeParse(parsed(uri.query));
    if (!query.success) return [];
    const { heads } = await readCallers(this.client, query.data);
    // A document of a moment ago may be shorter than what there is now.
    return heads.filter(({ line }) => line < lineCount);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
