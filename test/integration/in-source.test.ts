import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { InSource } from '../../extension/editor/in-source.js';
import { model, replacing, source, until } from './support.js';

const FILES = { 'solver.f90': 'end\n', 'view.mm': 'int view;\n', 'notes.txt': 'int notes;\n' };

const show = async (name: string) =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument(source(name)));

/** VS Code lets nobody read a context key: what the extension sets is noted on its way. */
async function noting(work: (told: unknown[]) => Promise<void>): Promise<void> {
  const told: unknown[] = [];
  const { executeCommand } = vscode.commands;
  const noted = (name: string, ...args: unknown[]) => {
    if (name === 'setContext' && args[0] === 'autojit.inSource') told.push(args[1]);
    return executeCommand(name, ...args);
  };
  await replacing(vscode.commands, { executeCommand: noted }, () => work(told));
}

describe('what is offered for the function at the cursor', () => {
  before(() => {
    for (const [name, text] of Object.entries(FILES)) fs.writeFileSync(source(name).fsPath, text);
  });
  beforeEach(async () => {
    await model();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no editor is there', () => vscode.window.activeTextEditor === undefined);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of Object.keys(FILES)) fs.rmSync(source(name).fsPath);
  });

  it('is there in Fortran and Objective-C++, not in text, and not when the last editor closed', async () => {
    await noting(async (told) => {
      const becomes = (value: boolean) => until(`it is ${String(value)}`, () => told.at(-1) === value);
      await show('solver.f90');
      await becomes(true);
      await show('notes.txt');
      await becomes(false);
      await show('view.mm');
      await becomes(true);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await becomes(false);
    });
  });

  it('goes by the language that somebody gives a file', async () => {
    const { document } = await show('notes.txt');
    await noting(async (told) => {
      await vscode.languages.setTextDocumentLanguage(document, 'cpp');
      await until('it is there', () => told.at(-1) === true);
      await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
      await until('it is gone', () => told.at(-1) === false);
    });
  });

  it('is right from the start, whatever is open then', async () => {
    const first = (expected: boolean) =>
      noting((told) => {
        new InSource().dispose();
        assert.deepEqual(told, [expected]);
        return Promise.resolve();
      });
    await first(false);
    const editor = await show('solver.f90');
    await until('the editor is there', () => vscode.window.activeTextEditor === editor);
    await first(true);
  });
});
