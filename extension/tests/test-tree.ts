import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { ProgramTest } from '../../protocol/tests.js';
import { t } from '../window/text.js';

/** What stands behind an item of a test: which one it is, for the server and for the debugger. */
export interface TestOf {
  program: string;
  /** The server's name for it; the program's path where the program itself is the test. */
  name: string;
  start: ProgramTest['start'];
  disabled: boolean;
  entry?: ProgramTest['entry'];
}

/** The tests of all programs as VS Code shows them: programs, below them suites or files, tests, and instances that a run found. */
export class TestTree {
  private readonly tests = new WeakMap<vscode.TestItem, TestOf>();
  /** By program and name. */
  private readonly items = new Map<string, vscode.TestItem>();

  constructor(private readonly controller: vscode.TestController) {}

  of(item: vscode.TestItem): TestOf | undefined {
    return this.tests.get(item);
  }

  find(program: string, name: string): vscode.TestItem | undefined {
    return this.items.get(key(program, name));
  }

  /** What stands now where an item stood: after a build each is another one. */
  at(place: readonly string[]): vscode.TestItem | undefined {
    const [program = '', ...below] = place;
    let item = this.controller.items.get(program);
    for (const id of below) item = item?.children.get(id);
    return item;
  }

  /** A program with nothing below it: it is a test itself, which passes when it ends with 0. */
  setProgram({ path: program, name, lastArgs }: ProgramSummary): void {
    this.forget(program);
    const item = this.controller.createTestItem(program, name, vscode.Uri.file(program));
    item.description = t('the program itself');
    this.remember(item, { program, name: program, start: { args: lastArgs }, disabled: false });
    this.controller.items.add(item);
  }

  setTests({ path: program, name }: ProgramSummary, tests: readonly ProgramTest[]): void {
    this.forget(program);
    const root = this.controller.createTestItem(program, name, vscode.Uri.file(program));
    const folder = path.dirname(program);
    if (vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath !== folder)
      root.description = vscode.workspace.asRelativePath(folder);
    const groups = new Map<string, Group>();
    const top: Group = { item: root, children: [] };
    for (const test of tests) {
      // Of two tests with one name the framework would run both.
      if (this.items.get(key(program, test.name))?.parent === undefined) this.items.delete(key(program, test.name));
      const group = this.group(test.suites, top, groups);
      const item = this.controller.createTestItem(key(program, test.name), test.label, vscode.Uri.file(test.file));
      item.range = rangeOf(test.line);
      const { start, disabled = false, entry } = test;
      if (disabled) item.description = t('disabled');
      this.remember(item, { program, name: test.name, start, disabled, entry });
      group.children.push(item);
    }
    // At once: each change of an item is sent to the window.
    for (const { item, children } of [...groups.values()].reverse()) item.children.replace(children);
    root.children.replace(top.children);
    // In place of the one before: what is known of the last run stays with those that are still there.
    this.controller.items.add(root);
  }

  /** Programs that have tests in a file. */
  programsWith(file: string): Set<string> {
    const programs = new Set<string>();
    for (const item of this.items.values()) {
      const program = item.uri?.fsPath === file ? this.tests.get(item)?.program : undefined;
      if (program !== undefined) programs.add(program);
    }
    return programs;
  }

  /** The text has changed and the program has not: tests are what they were, where they are now. */
  moveTests(program: string, tests: readonly Pick<ProgramTest, 'name' | 'line'>[]): void {
    for (const { name, line } of tests) {
      const item = this.find(program, name);
      if (!item || item.range?.start.line === line - 1) continue;
      item.range = rangeOf(line);
      for (const [, instance] of item.children) instance.range = item.range;
    }
  }

  remove(program: string): void {
    this.controller.items.delete(program);
    this.forget(program);
  }

  /** One of several that a test stands for; found while it runs. */
  instance(test: vscode.TestItem, name: string): vscode.TestItem {
    const id = `${test.id}\n${name}`;
    const known = test.children.get(id);
    if (known) return known;
    const item = this.controller.createTestItem(id, name, test.uri);
    if (test.range) item.range = test.range;
    test.children.add(item);
    return item;
  }

  /** Tests at or below an item; an instance is run with all others of its test. */
  testsIn(item: vscode.TestItem): vscode.TestItem[] {
    if (this.tests.has(item)) return [item];
    const parent = item.parent;
    if (parent && this.tests.has(parent)) return [parent];
    return [...item.children].flatMap(([, child]) => this.testsIn(child));
  }

  private forget(program: string): void {
    for (const [name, item] of this.items) if (this.tests.get(item)?.program === program) this.items.delete(name);
  }

  private remember(item: vscode.TestItem, test: TestOf): void {
    this.tests.set(item, test);
    this.items.set(key(test.program, test.name), item);
  }

  private group(suites: readonly string[], top: Group, groups: Map<string, Group>): Group {
    let parent = top;
    suites.forEach((label, depth) => {
      const id = `${top.item.id}\n\n${suites.slice(0, depth + 1).join('\n')}`;
      let group = groups.get(id);
      if (!group) {
        group = { item: this.controller.createTestItem(id, label), children: [] };
        groups.set(id, group);
        parent.children.push(group.item);
      }
      parent = group;
    });
    return parent;
  }
}

/** Where an item stands: the ids from its program down to itself. */
export const placeOf = (item: vscode.TestItem): string[] => [...(item.parent ? placeOf(item.parent) : []), item.id];

const rangeOf = (line: number): vscode.Range => new vscode.Range(line - 1, 0, line - 1, 0);

interface Group {
  item: vscode.TestItem;
  children: vscode.TestItem[];
}

const key = (program: string, name: string): string => `${program}\n${name}`;
