import * as path from 'node:path';
import * as vscode from 'vscode';
import type { CallDirection, RelatedCall } from '../../protocol/editor.js';
import type { ServerClient } from '../model/client.js';
import { DOCUMENTS } from '../window/languages.js';
import { t } from '../window/text.js';

const SETTING = 'autojit.callHierarchy';

class Item extends vscode.CallHierarchyItem {
  constructor(
    readonly program: string,
    readonly id: string,
    name: string,
    detail: string,
    file: string,
    line: number,
  ) {
    const range = new vscode.Range(line - 1, 0, line - 1, 0);
    super(vscode.SymbolKind.Function, name, detail, vscode.Uri.file(file), range, range);
  }
}

/** Calls with their certainty in VS Code's own tree. Only where a setting asks: language servers have that place, and there is one of them. */
export class CallHierarchy implements vscode.CallHierarchyProvider, vscode.Disposable {
  private registration: vscode.Disposable | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly client: ServerClient) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) this.apply();
    });
    this.apply();
  }

  dispose(): void {
    this.subscription.dispose();
    this.registration?.dispose();
  }

  async prepareCallHierarchy({ uri }: vscode.TextDocument, { line }: vscode.Position): Promise<Item | undefined> {
    const found = await this.client.request('functionAt', { file: uri.fsPath, line: line + 1 });
    const node = found && (await this.client.request('function', found));
    if (!found || node?.file === undefined) return undefined;
    return new Item(found.program, found.id, node.label, path.basename(found.program), node.file, node.line ?? 1);
  }

  async provideCallHierarchyIncomingCalls(item: Item): Promise<vscode.CallHierarchyIncomingCall[]> {
    const calls = await this.related(item, 'callers');
    return calls.map(({ of, other, range }) => new vscode.CallHierarchyIncomingCall(other, [range ?? of]));
  }

  async provideCallHierarchyOutgoingCalls(item: Item): Promise<vscode.CallHierarchyOutgoingCall[]> {
    const calls = await this.related(item, 'callees');
    return calls.map(({ other, range }) => new vscode.CallHierarchyOutgoingCall(other, [range ?? item.range]));
  }

  private apply(): void {
    const wanted = vscode.workspace.getConfiguration().get(SETTING, false);
    if (wanted === (this.registration !== undefined)) return;
    this.registration?.dispose();
    this.registration = wanted ? vscode.languages.registerCallHierarchyProvider(DOCUMENTS, this) : undefined;
  }

  private async related({ program, id }: Item, direction: CallDirection) {
    const { calls } = await this.client.request('relatedCalls', { program, id, direction });
    return calls.flatMap((call) => {
      const other = itemOf(program, call);
      if (!other) return [];
      const range = call.at === undefined ? undefined : new vscode.Range(call.at - 1, 0, call.at - 1, 0);
      return [{ other, of: other.range, range }];
    });
  }
}

function itemOf(program: string, { id, label, certainty, observed, file, line }: RelatedCall): Item | undefined {
  if (file === undefined) return undefined;
  const sure = certainty === 'passes' ? t('passes its address') : certainty;
  const detail = `${observed ? `${sure}, ${t('observed')}` : sure} · ${path.basename(file)}`;
  return new Item(program, id, label, detail, file, line ?? 1);
}
