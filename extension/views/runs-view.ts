import * as vscode from 'vscode';
import type { Materialization, Problem, RunProcess, RunSummary, RunTimeline } from '../../protocol/lsp.js';
import { formatAgo } from '../../protocol/text.js';
import { isActive } from '../model/active.js';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { endText, materializationText, processText, runText } from '../run/run-text.js';
import { t } from '../window/text.js';
import { stateIcon } from './icons.js';
import { Refresher } from './refresher.js';

/** A tree with more is not read; the graph has them all. */
const MAX_FUNCTIONS = 500;

export interface RunItem {
  kind: 'run';
  run: RunSummary;
}
interface RunProblemItem {
  kind: 'problem';
  problem: Problem;
}
export interface RunProcessItem {
  kind: 'process';
  run: string;
  process: RunProcess;
}
interface RunFunctionItem {
  kind: 'function';
  program: string;
  run: string;
  fn: Materialization;
  callerLabel: string | undefined;
}
interface RestItem {
  kind: 'rest';
  program: string;
  count: number;
}
export type RunsItem = RunItem | RunProcessItem | RunProblemItem | RunFunctionItem | RestItem;

/** Running programs first, then the most recent; below each what it materialized, in order. */
export class RunsView implements vscode.TreeDataProvider<RunsItem>, vscode.Disposable {
  private readonly refresher = new Refresher();
  readonly onDidChangeTreeData = this.refresher.event;
  private readonly subscription: vscode.Disposable;
  /** By run; asked for again when the run went on. */
  private readonly timelines = new Map<string, { state: string; timeline: Promise<RunTimeline | null> }>();

  constructor(
    private readonly model: Model,
    private readonly client: ServerClient,
  ) {
    this.subscription = model.onDidChange(() => this.refresher.request());
  }

  async getChildren(item?: RunsItem): Promise<RunsItem[]> {
    if (!item) {
      return [...this.model.runs]
        .sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || b.startedAt - a.startedAt)
        .map((run) => ({ kind: 'run', run }));
    }
    return item.kind === 'run' ? this.contents(item.run) : [];
  }

  getTreeItem(item: RunsItem): vscode.TreeItem {
    switch (item.kind) {
      case 'run':
        return runItem(item.run);
      case 'problem':
        return problemItem(item.problem);
      case 'process':
        return processItem(item);
      case 'function':
        return functionItem(item);
      case 'rest': {
        const rest = new vscode.TreeItem(t('… and {0} more', item.count));
        rest.command = { title: t('Show Graph'), command: 'autojit.showGraph', arguments: [item.program] };
        return rest;
      }
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.refresher.dispose();
  }

  private async contents(run: RunSummary): Promise<RunsItem[]> {
    const problems = run.problems.map((problem): RunsItem => ({ kind: 'problem', problem }));
    const processes = (run.processes ?? []).map((process): RunsItem => ({ kind: 'process', run: run.id, process }));
    const timeline = await this.timelineOf(run);
    if (!timeline) return [...problems, ...processes];
    const { materializations, omitted } = timeline;
    const labels = new Map(materializations.map(({ id, label }) => [id, label]));
    const functions = materializations.slice(0, MAX_FUNCTIONS).map((fn): RunsItem => ({
      ...{ kind: 'function', program: run.program, run: run.id, fn },
      callerLabel: fn.by === undefined ? undefined : labels.get(fn.by),
    }));
    const count = materializations.length - functions.length + omitted;
    return [
      ...problems,
      ...processes,
      ...functions,
      ...(count > 0 ? [{ kind: 'rest' as const, program: run.program, count }] : []),
    ];
  }

  private timelineOf(run: RunSummary): Promise<RunTimeline | null> {
    const state = `${run.status} ${run.materialized} ${run.failed}`;
    const known = this.timelines.get(run.id);
    if (known?.state === state) return known.timeline;
    const timeline = this.client.request('timeline', { program: run.program, run: run.id });
    this.timelines.set(run.id, { state, timeline });
    timeline.catch(() => this.timelines.delete(run.id));
    return timeline;
  }
}

function runItem(run: RunSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(run.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = run.id;
  item.description = runText(run);
  item.tooltip = [
    run.program,
    ...(run.startedAt > 0 ? [`started ${formatAgo(run.startedAt, Date.now())}`] : []),
    ...(run.restarts === undefined ? [] : ['restarted with the arguments and options of the run before']),
    ...(run.file === undefined ? [] : [`opened from ${run.file}`]),
    ...run.problems.map(({ message, action }) => `${message} ${action}`),
  ].join('\n');
  item.iconPath = runIcon(run);
  const isClosable = run.file !== undefined || run.process !== undefined;
  item.contextValue = isClosable ? 'run.file' : isActive(run) ? 'run.running' : 'run.ended';
  item.accessibilityInformation = { label: `${run.name}, ${endText(run)}` };
  return item;
}

function problemItem({ message, action }: Problem): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.description = action;
  item.tooltip = `${message}\n${action}`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  return item;
}

function processItem(item: RunProcessItem): vscode.TreeItem {
  const { process, run } = item;
  const tree = new vscode.TreeItem(t('process {0}', process.pid));
  tree.id = `${run}\nprocess ${process.pid}`;
  tree.description = processText(process);
  tree.tooltip = t('Show what this process has: its own functions, and those that its parent had when it forked.');
  tree.iconPath = new vscode.ThemeIcon('server-process');
  tree.contextValue = 'process';
  tree.command = { title: t('Show as a Run'), command: 'autojit.openProcess', arguments: [item] };
  return tree;
}

function functionItem(item: RunFunctionItem): vscode.TreeItem {
  const { fn, run, callerLabel } = item;
  const tree = new vscode.TreeItem(fn.label);
  tree.id = `${run}\n${fn.id}`;
  tree.description = materializationText(fn, callerLabel);
  tree.tooltip = `${fn.label}\nnumber ${fn.order}, ${fn.at.toFixed(1)} ms after the start`;
  tree.iconPath = stateIcon('materialized');
  tree.contextValue = 'function';
  tree.command = { title: t('Go to Source'), command: 'autojit.openSource', arguments: [item] };
  return tree;
}

function runIcon({ status, exitCode, problems }: RunSummary): vscode.ThemeIcon {
  if (status === 'crashed') return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (problems.length > 0) return new vscode.ThemeIcon('warning');
  if (status === 'stopped') return new vscode.ThemeIcon('debug-stop');
  if (status !== 'exited') return new vscode.ThemeIcon('play');
  return new vscode.ThemeIcon(exitCode === 0 ? 'pass' : 'circle-slash');
}
