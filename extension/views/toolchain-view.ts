import * as vscode from 'vscode';
import type { ToolCheck } from '../../protocol/lsp.js';
import type { Model } from '../model/model.js';
import { Refresher } from './refresher.js';

/** Health of each part that AutoJIT needs: what needs attention first. */
export class ToolchainView implements vscode.TreeDataProvider<ToolCheck>, vscode.Disposable {
  private readonly refresher = new Refresher();
  readonly onDidChangeTreeData = this.refresher.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly model: Model) {
    this.subscription = model.onDidChange(() => this.refresher.request());
  }

  getChildren(item?: ToolCheck): ToolCheck[] {
    return item ? [] : [...this.model.tools].sort((a, b) => Number(a.ok) - Number(b.ok));
  }

  getTreeItem({ name, ok, version, path, help, note, required }: ToolCheck): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    item.id = name;
    const wrong = path !== undefined && version === undefined ? 'does not work' : 'missing';
    item.description = (ok ? [version, note] : [required ? wrong : `optional, ${wrong}`, help])
      .filter((part) => part !== undefined)
      .join(' · ');
    item.tooltip = [path, help, note].filter((line) => line !== undefined).join('\n');
    item.iconPath = new vscode.ThemeIcon(ok ? 'pass' : required ? 'error' : 'circle-outline');
    item.contextValue = ok ? 'tool.ok' : 'tool.missing';
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.refresher.dispose();
  }
}
