import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { model, until, workspace } from './support.js';

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
});
