import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { openAt } from '../../extension/editor/open-source.js';
import { CursorFollower } from '../../extension/graph/cursor.js';
import { model, replacing, until, workspace } from './support.js';

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
const graphTabs = () =>
  tabs().filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('autojit.graph'));

describe('the graph panel', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens once, however often it is asked for', async () => {
    await model();
    await vscode.commands.executeCommand('autojit.showGraph');
    await until('the panel is there', () => graphTabs().length === 1);
    await vscode.commands.executeCommand('autojit.showGraph', workspace.program);
    await vscode.commands.executeCommand('autojit.revealInGraph', workspace.program, 'main');
    assert.equal(graphTabs().length, 1);
  });

  it('opens for the function at the cursor', async () => {
    await model();
    const { source, line } = workspace.runs;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(`${workspace.folder}/${source}`));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(line - 1, 0, line - 1, 0);
    await vscode.commands.executeCommand('autojit.revealInGraph');
    await until('the panel is there', () => graphTabs().length === 1);
  });

  it('opens the source of a function from the tree', async () => {
    const all = await model();
    const functions = (await all.modulesOf(workspace.program)).flatMap((module) => module.functions);
    const fn = functions.find(({ label }) => label === workspace.runs.fn);
    await vscode.commands.executeCommand('autojit.openSource', { kind: 'function', program: workspace.program, fn });
    const editor = await until('an editor is open', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.fsPath, `${workspace.folder}/${workspace.runs.source}`);
    assert.equal(editor.selection.active.line + 1, fn?.line);
  });

  it('asks before it opens a file outside of the workspace', async () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-outside-')), 'outside.c');
    fs.writeFileSync(file, 'int outside;\n');
    const asked: string[] = [];
    const answers = [undefined, 'Open'];
    const shown = () => vscode.window.activeTextEditor?.document.uri.fsPath;
    const showWarningMessage = (_: string, { detail }: vscode.MessageOptions) => {
      asked.push(detail ?? '');
      return Promise.resolve(answers[asked.length - 1]);
    };
    await replacing(vscode.window, { showWarningMessage }, async () => {
      await openAt(file, 1);
      assert.equal(shown(), undefined);
      await openAt(file, 1);
      assert.equal(shown(), file);
      assert.ok(asked.length === 2 && asked.every((detail) => detail.includes(file)));
    });
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  it('follows the cursor from function to function, and tells each once', async () => {
    const heard: string[] = [];
    const asked: number[] = [];
    const client = {
      request: (_: string, { line }: { line: number }) => {
        asked.push(line);
        return Promise.resolve({ program: workspace.program, id: line < 10 ? 'first' : 'second' });
      },
    } as unknown as ConstructorParameters<typeof CursorFollower>[0];
    const follower = new CursorFollower(
      client,
      ({ id }) => heard.push(id),
      (error) => assert.fail(String(error)),
    );
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.file(`${workspace.folder}/${workspace.runs.source}`),
    );
    const editor = await vscode.window.showTextDocument(document);
    const go = async (line: number) => {
      const known = asked.length;
      editor.selection = new vscode.Selection(line - 1, 0, line - 1, 0);
      await until('the server is asked', () => asked.length > known);
    };
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await until('the cursor is there', () => vscode.window.activeTextEditor?.selection.active.line === 1);
    follower.follow(true);
    await until('it starts where the cursor is', () => heard.length === 1);
    await go(3);
    await go(12);
    follower.dispose();
    assert.deepEqual(heard, ['first', 'second']);
  });
});
