import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/lsp.js';
import { formatAgo, formatMs } from '../../protocol/text.js';
import type { Model } from '../model.js';
import { Refresher } from './refresher.js';

/** Running programs first, then the most recent. */
export class RunsView implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  private readonly refresher = new Refresher();
  readonly onDidChangeTreeData = this.refresher.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly model: Model) {
    this.subscription = model.onDidChange(() => this.refresher.request());
  }

  getChildren(item?: RunSummary): RunSummary[] {
    if (item) return [];
    return [...this.model.runs].sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || b.startedAt - a.startedAt);
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const item = new vscode.TreeItem(run.name);
    item.id = run.id;
    item.description = runText(run);
    item.tooltip = [
      run.program,
      ...(run.startedAt > 0 ? [`started ${formatAgo(run.startedAt, Date.now())}`] : []),
      ...run.problems.map(({ message, action }) => `${message} ${action}`),
    ].join('\n');
    item.iconPath = runIcon(run);
    item.contextValue = isActive(run) ? 'run.running' : 'run';
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.refresher.dispose();
  }
}

function isActive({ status }: RunSummary): boolean {
  return status === 'starting' || status === 'running';
}

function runText({ status, exitCode, materialized, failed, engineMs }: RunSummary): string {
  const parts = [status === 'exited' ? `exit ${exitCode ?? 'unknown'}` : status];
  if (status !== 'starting') parts.push(`${materialized} materialized`, `${formatMs(engineMs)} in the engine`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(' · ');
}

function runIcon({ status, exitCode, problems }: RunSummary): vscode.ThemeIcon {
  if (status === 'crashed') return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (problems.length > 0) return new vscode.ThemeIcon('warning');
  if (status !== 'exited') return new vscode.ThemeIcon('play');
  return new vscode.ThemeIcon(exitCode === 0 ? 'pass' : 'circle-slash');
}
