import * as vscode from 'vscode';
import type { FunctionSummary, ModuleSummary, Problem, ProgramSummary } from '../../protocol/lsp.js';
import { stateWords } from '../../protocol/state-text.js';
import { formatAgo, formatCount, formatMs } from '../../protocol/text.js';
import type { Model } from '../model/model.js';
import { t } from '../window/text.js';
import { stateIcon } from './icons.js';
import { Refresher } from './refresher.js';

export interface ProgramItem {
  kind: 'program';
  program: ProgramSummary;
}
interface ProblemItem {
  kind: 'problem';
  problem: Problem;
}
interface ModuleItem {
  kind: 'module';
  program: string;
  module: ModuleSummary;
}
export interface FunctionItem {
  kind: 'function';
  program: string;
  module: string;
  fn: FunctionSummary;
  parent: ModuleItem | LibraryItem | TemplateItem;
}
/** Code of a library in a module of the program: templates and inline functions of its headers. */
interface LibraryItem {
  kind: 'library';
  module: ModuleItem;
  name: string;
  functions: FunctionSummary[];
}
/** Instances of one template that stand together. */
interface TemplateItem {
  kind: 'template';
  parent: ModuleItem | LibraryItem;
  name: string;
  functions: FunctionSummary[];
}
export type ProgramsItem = ProgramItem | ProblemItem | ModuleItem | LibraryItem | TemplateItem | FunctionItem;

/** Programs, their modules, and every function with its state. */
export class ProgramsView implements vscode.TreeDataProvider<ProgramsItem>, vscode.Disposable {
  private readonly refresher = new Refresher();
  readonly onDidChangeTreeData = this.refresher.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly model: Model) {
    this.subscription = model.onDidChange(() => this.refresher.request());
  }

  async getChildren(item?: ProgramsItem): Promise<ProgramsItem[]> {
    if (!item) return this.model.programs.map((program) => ({ kind: 'program', program }));
    switch (item.kind) {
      case 'program': {
        const { path } = item.program;
        const problems = item.program.problems.map((problem): ProblemItem => ({ kind: 'problem', problem }));
        const modules = await this.model.modulesOf(path);
        return [...problems, ...modules.map((module): ModuleItem => ({ kind: 'module', program: path, module }))];
      }
      case 'module':
        return [...rowsOf(item, ownOf(item.module)), ...libraryItems(item)];
      case 'library':
        return rowsOf(item, item.functions);
      case 'template':
        return item.functions.map((fn) => functionIn(item, fn));
      case 'problem':
      case 'function':
        return [];
    }
  }

  /** What VS Code has to open to show an entry. */
  getParent(item: ProgramsItem): ProgramsItem | undefined {
    switch (item.kind) {
      case 'program':
      case 'problem':
        return undefined;
      case 'module': {
        const program = this.model.find(item.program);
        return program && { kind: 'program', program };
      }
      case 'library':
        return item.module;
      case 'template':
      case 'function':
        return item.parent;
    }
  }

  /** The entry of a function; undefined where the program has none of that name. */
  async find(program: string, id: string): Promise<FunctionItem | undefined> {
    const modules = await this.model.modulesOf(program);
    const module = modules.find(({ functions }) => functions.some((fn) => fn.id === id));
    if (!module) return undefined;
    const open: ProgramsItem[] = [{ kind: 'module', program, module }];
    for (let item = open.pop(); item; item = open.pop()) {
      if (item.kind === 'function' && item.fn.id === id) return item;
      open.push(...(await this.getChildren(item)));
    }
    return undefined;
  }

  getTreeItem(item: ProgramsItem): vscode.TreeItem {
    switch (item.kind) {
      case 'program':
        return programItem(item.program, this.model.programs.length === 1);
      case 'problem':
        return problemItem(item.problem);
      case 'module':
        return moduleItem(item);
      case 'library':
        return libraryItem(item);
      case 'template':
        return templateItem(item);
      case 'function':
        return functionItem(item, (id) => this.model.labelOf(item.program, id));
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.refresher.dispose();
  }
}

function programItem(
  { path, name, counts, builtAt, hasMain, hasTests, problems }: ProgramSummary,
  isOnly: boolean,
): vscode.TreeItem {
  // Modules of the first would push all others out of sight.
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(name, isOnly ? Expanded : Collapsed);
  item.id = path;
  // First, so that a narrow sidebar does not cut it off.
  const stale = problems.some(({ code }) => code === 'stale') ? 'stale · ' : '';
  item.description = `${stale}${formatCount(counts.materialized)} of ${formatCount(counts.functions)} materialized · built ${formatAgo(builtAt, Date.now())}`;
  item.tooltip = [
    path,
    `${counts.stub} stub, ${counts.materialized} materialized, ${counts.inlined} inlined, ${counts.eager} eager, ${counts.failed} failed`,
    ...problems.map(({ message, action }) => `${message} ${action}`),
  ].join('\n');
  item.iconPath = new vscode.ThemeIcon(problems.length > 0 ? 'warning' : 'server-process');
  item.contextValue = `program${hasMain ? '.main' : ''}${hasTests ? '.tests' : ''}`;
  return item;
}

function problemItem({ code, message, action }: Problem): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.description = action;
  item.tooltip = `${message}\n${action}`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = `problem.${code}`;
  return item;
}

function moduleItem({ program, module: { source, name, counts } }: ModuleItem): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${program}\n${source}`;
  item.description = `${formatCount(counts.materialized)} of ${formatCount(counts.functions)}${counts.failed > 0 ? ` · ${counts.failed} failed` : ''}`;
  item.tooltip = source;
  item.iconPath = new vscode.ThemeIcon('file-code');
  item.contextValue = 'module';
  return item;
}

function ownOf({ functions }: ModuleSummary): FunctionSummary[] {
  return functions.filter(({ library }) => library === undefined);
}

function moduleOf(item: ModuleItem | LibraryItem | TemplateItem): ModuleItem {
  if (item.kind === 'module') return item;
  return item.kind === 'library' ? item.module : moduleOf(item.parent);
}

function functionIn(parent: FunctionItem['parent'], fn: FunctionSummary): FunctionItem {
  const { program, module } = moduleOf(parent);
  return { kind: 'function', program, module: module.source, fn, parent };
}

/** Functions, those of one template as one row where there are several. */
function rowsOf(
  parent: ModuleItem | LibraryItem,
  functions: readonly FunctionSummary[],
): (FunctionItem | TemplateItem)[] {
  const instances = new Map<string, FunctionSummary[]>();
  for (const fn of functions) {
    if (fn.template === undefined) continue;
    const list = instances.get(fn.template);
    if (list) list.push(fn);
    else instances.set(fn.template, [fn]);
  }
  return functions.flatMap((fn): (FunctionItem | TemplateItem)[] => {
    const alike = fn.template === undefined ? [] : (instances.get(fn.template) ?? []);
    if (alike.length < 2) return [functionIn(parent, fn)];
    // Where the first of them would stand.
    return alike[0] === fn ? [{ kind: 'template', parent, name: fn.template ?? '', functions: alike }] : [];
  });
}

/** Own code first; each library is one closed entry below it. */
function libraryItems(module: ModuleItem): LibraryItem[] {
  const byName = new Map<string, FunctionSummary[]>();
  for (const fn of module.module.functions) {
    if (fn.library === undefined) continue;
    const list = byName.get(fn.library);
    if (list) list.push(fn);
    else byName.set(fn.library, [fn]);
  }
  return [...byName]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, functions]) => ({ kind: 'library', module, name, functions }));
}

function libraryItem({ module, name, functions }: LibraryItem): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${module.program}\n${module.module.source}\nlibrary ${name}`;
  item.description = ranOf(functions);
  item.tooltip = t('Functions of {0} in this module', name);
  item.iconPath = new vscode.ThemeIcon('library');
  item.contextValue = 'library';
  return item;
}

function templateItem({ parent, name, functions }: TemplateItem): vscode.TreeItem {
  const label = name.split('::').slice(-2).join('::');
  const item = new vscode.TreeItem(`${label} ×${formatCount(functions.length)}`);
  item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  const { program, module } = moduleOf(parent);
  item.id = `${program}\n${module.source}\n${parent.kind === 'library' ? parent.name : ''}\ntemplate ${name}`;
  item.description = ranOf(functions);
  item.tooltip = t('Instances of {0}', name);
  item.iconPath = new vscode.ThemeIcon('symbol-class');
  item.contextValue = 'template';
  return item;
}

function ranOf(functions: readonly FunctionSummary[]): string {
  const ran = functions.filter(({ state }) => state === 'materialized').length;
  return `${formatCount(ran)} of ${formatCount(functions.length)}`;
}

function functionItem(item: FunctionItem, labelOf: (id: string) => string): vscode.TreeItem {
  const { fn, program, module } = item;
  const tree = new vscode.TreeItem(fn.label);
  tree.id = `${program}\n${module}\n${fn.id}`;
  tree.description = functionText(fn, labelOf);
  tree.tooltip = `${fn.label}\n${stateWords(fn)}`;
  tree.iconPath = stateIcon(fn.state);
  tree.contextValue = fn.state === 'eager' ? 'function.eager' : 'function.lazy';
  tree.accessibilityInformation = { label: `${fn.label}, ${fn.state}` };
  if (fn.file !== undefined)
    tree.command = { title: t('Go to Source'), command: 'autojit.openSource', arguments: [item] };
  return tree;
}

function functionText(
  { state, reason, ms, materializedBy, inlinedInto }: FunctionSummary,
  labelOf: (id: string) => string,
): string {
  switch (state) {
    case 'stub':
      return 'never called';
    case 'materialized':
      return [
        ms === undefined ? 'materialized' : formatMs(ms),
        materializedBy === undefined ? '' : `from ${labelOf(materializedBy)}`,
      ]
        .filter((part) => part !== '')
        .join(' · ');
    case 'inlined':
    case 'eager':
    case 'materializing':
    case 'failed':
      return stateWords({ state, reason, inlinedInto });
  }
}
