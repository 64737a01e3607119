import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { internals, lensesOf, model, replacing, source, until } from './support.js';
import { endsOf } from './test-runs.js';
import type { TestedProgram } from './tested-programs.js';

/** What the editor shows of the last run of a program: tests of `describe`s that have one each. */
export function editorShows(tested: TestedProgram): void {
  const { program, framework } = tested;
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('autojit').update(name, value, vscode.ConfigurationTarget.Workspace);
  const isRust = framework.extension === '.rs';
  const twice = tested.lineOf(isRust ? 'fn twice' : 'int twice');
  const value = tested.lineOf(isRust ? 'fn value' : 'int value');
  const passesAt = tested.lineOf('twice(2)');

  describe('in the editor', () => {
    before(async () => {
      const { tests } = await internals();
      await endsOf(program, 1, () => tests.runNamed(program, [framework.tests.passes], 'run'));
      const id = await tested.idOf('twice');
      const all = await model();
      await until('the run is shown', async () => {
        const functions = (await all.modulesOf(program)).flatMap((one) => one.functions);
        return functions.find((one) => one.id === id)?.state === 'materialized';
      });
    });
    afterEach(async () => {
      for (const name of ['stateLenses', 'ranMarks']) await set(name, undefined);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    it('lenses of states are sparse, and all or none when the setting says so', async () => {
      const lines = async () => {
        const lenses = await lensesOf(tested.source);
        return lenses.filter(({ title }) => /^[○●◍■✗]/u.test(title)).map(({ line }) => line);
      };
      await until('what ran has one', async () => (await lines()).includes(twice));
      assert.ok(!(await lines()).includes(value), 'what did not run has none');
      await set('stateLenses', 'all');
      await until('all have one', async () => (await lines()).includes(value));
      await set('stateLenses', 'off');
      await until('none has one', async () => (await lines()).length === 0);
    });

    it('marks in the gutter come and go with their command', async () => {
      const { marks } = await internals();
      await vscode.window.showTextDocument(tested.uri);
      await vscode.commands.executeCommand('autojit.toggleRanMarks');
      const states = await until('they are there', () => marks.shown.get(tested.uri.toString()));
      const at = (wanted: number) => states.find(({ line }) => line === wanted)?.state;
      assert.deepEqual([at(twice), at(value)], ['materialized', 'stub']);
      await vscode.commands.executeCommand('autojit.toggleRanMarks');
      await until('they are gone', () => marks.shown.get(tested.uri.toString()) === undefined);
    });

    it('the first caller of a function is the test that called it', async () => {
      const editor = await vscode.window.showTextDocument(tested.uri);
      const inside = new vscode.Position(twice, 4);
      editor.selection = new vscode.Selection(inside, inside);
      await vscode.commands.executeCommand('autojit.goToFirstCaller');
      const shown = await until('it has moved', () => {
        const active = vscode.window.activeTextEditor;
        return active && active.selection.active.line !== twice ? active : undefined;
      });
      assert.equal(shown.document.uri.fsPath, tested.uri.fsPath);
      assert.ok(Math.abs(shown.selection.active.line - (passesAt - 2)) <= 1, String(shown.selection.active.line));
    });

    it('callers are peeked at, with what the run saw', async () => {
      await vscode.window.showTextDocument(tested.uri);
      const peeked: vscode.Location[][] = [];
      const { executeCommand } = vscode.commands;
      const noted = (name: string, ...args: unknown[]) => {
        if (name !== 'editor.action.peekLocations') return executeCommand(name, ...args);
        peeked.push(args[2] as vscode.Location[]);
        return Promise.resolve();
      };
      const id = await tested.idOf('twice');
      await replacing(vscode.commands, { executeCommand: noted }, async () => {
        await executeCommand('autojit.peekCallers', program, id);
      });
      const [[only, ...more] = []] = peeked;
      assert.ok(only && more.length === 0);
      const document = await vscode.workspace.openTextDocument(only.uri);
      const head = document.lineAt(only.range.start.line).text;
      assert.match(head, new RegExp(`^// direct, observed: .* — ${tested.source}:${String(passesAt)}$`));
    });

    it('its functions in a stack trace lead to their sources', async () => {
      const { links } = await internals();
      const at = `${tested.source}:${String(passesAt - 1)}`;
      const frame = isRust ? '   4: rust::twice' : `#1  0x00005555555551c1 in twice (n=2) at ${at}`;
      const [link] = await links.provideTerminalLinks({ line: frame });
      assert.ok(link);
      assert.deepEqual(
        [link.file, frame.slice(link.startIndex, link.startIndex + link.length)],
        [tested.uri.fsPath, isRust ? 'rust::twice' : 'twice'],
      );
      assert.equal(link.line, isRust ? twice : passesAt - 1);
    });

    it('its run is saved as a file that opens as a page', async () => {
      const all = await model();
      const run = all.runs.find((one) => one.program === program);
      const file = source(`${framework.name}.autojit-run`);
      try {
        await replacing(vscode.window, { showSaveDialog: () => Promise.resolve(file) }, async () => {
          await vscode.commands.executeCommand('autojit.saveRun', { kind: 'run', run });
        });
        await vscode.commands.executeCommand('vscode.open', file);
        const tab = await until('its editor is open', () => {
          const { activeTab } = vscode.window.tabGroups.activeTabGroup;
          return activeTab?.input instanceof vscode.TabInputCustom ? activeTab.input : undefined;
        });
        assert.equal(tab.viewType, 'autojit.run');
        const opened = await until('it is among the runs', () => all.runs.find((one) => one.file === file.fsPath));
        assert.equal(opened.materialized, run?.materialized);
        await vscode.commands.executeCommand('autojit.closeRun', { kind: 'run', run: opened });
      } finally {
        fs.rmSync(file.fsPath, { force: true });
      }
    });

    it('its file is run as the program that it is a source of', async () => {
      const all = await model();
      const known = new Set(all.runs.map(({ id }) => id));
      await vscode.window.showTextDocument(tested.uri);
      await vscode.commands.executeCommand('autojit.runFile');
      const run = await until('it ran', () => all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'));
      assert.equal(run.program, program);
      // Some of its tests fail.
      assert.notEqual(run.exitCode, 0);
    });
  });
}
