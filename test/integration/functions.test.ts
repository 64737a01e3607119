import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { model, replacing, until, workspace } from './support.js';

const TEXT = `int hot(int n) {
  return n + 1;
}

int main() {
  return hot(-1);
}
`;

describe('one function', function () {
  this.timeout(300_000);
  let program: Awaited<ReturnType<typeof addProgram>>;
  const toml = path.join(workspace.folder, 'autojit.toml');

  before(async () => {
    program = await addProgram('pinned', TEXT);
  });
  after(async () => {
    fs.rmSync(toml, { force: true });
    await program.remove();
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const hot = async () => {
    const modules = await (await model()).modulesOf(program.program);
    const fn = modules.flatMap(({ functions }) => functions).find(({ label }) => label === 'hot');
    assert.ok(fn);
    return fn;
  };
  /** While the program is linked anew there is none. */
  const becomes = (what: string, fits: (fn: Awaited<ReturnType<typeof hot>>) => boolean) =>
    until(what, async () => {
      const fn = await hot().catch(() => undefined);
      return fn !== undefined && fits(fn);
    });
  const shown = (ending: string) =>
    until(`a document with ${ending} is shown`, () =>
      vscode.window.visibleTextEditors.find(
        ({ document }) => document.uri.scheme === 'autojit' && document.uri.path.endsWith(ending),
      ),
    );

  it('leads to who called it first in the last run', async () => {
    const { id } = await hot();
    await vscode.commands.executeCommand('autojit.runLazily', program.program, { args: [] });
    await becomes('it ran', ({ state }) => state === 'materialized');
    await vscode.commands.executeCommand('autojit.goToFirstCaller', program.program, id);
    const editor = await until('the caller is shown', () => vscode.window.activeTextEditor);
    assert.equal(editor.selection.active.line + 1, program.lineOf('int main'));
  });

  it('gets a breakpoint where it begins, and loses it again', async () => {
    const { id } = await hot();
    const lines = () =>
      vscode.debug.breakpoints.flatMap((one) =>
        one instanceof vscode.SourceBreakpoint ? [one.location.range.start.line + 1] : [],
      );
    await vscode.commands.executeCommand('autojit.toggleBreakpoint', program.program, id);
    await until('it is set', () => lines().includes(program.lineOf('int hot')));
    await vscode.commands.executeCommand('autojit.toggleBreakpoint', program.program, id);
    await until('it is gone', () => lines().length === 0);
  });

  it('is shown as IR and as assembly, read-only', async () => {
    const { id } = await hot();
    await vscode.commands.executeCommand('autojit.showIr', program.program, id);
    const ir = (await shown('.ll')).document.getText();
    assert.match(ir, /define .*hot\w*"?\(/);
    assert.doesNotMatch(ir, /\$autojit/);
    await vscode.commands.executeCommand('autojit.showAssembly', program.program, id);
    const text = (await shown('.s')).document.getText();
    assert.match(text, /# What the engine makes of it at -O0\./);
    assert.match(text, /\bret/);
  });

  it('is pinned eager and lazy again in autojit.toml, whose comments stay', async () => {
    fs.writeFileSync(toml, '# our choices\neager = ["cold"] # never hot\n');
    const { id } = await hot();
    void vscode.commands.executeCommand('autojit.pinEager', program.program, id);
    await until('it is written', () => fs.readFileSync(toml, 'utf8').includes('hot(int)'));
    assert.equal(fs.readFileSync(toml, 'utf8'), '# our choices\neager = ["cold", "hot(int)"] # never hot\n');
    program.build();
    await becomes('it is eager', ({ reason }) => reason?.code === 'excluded-name');
    void vscode.commands.executeCommand('autojit.pinLazy', program.program, id);
    await until('it is taken out', () => !fs.readFileSync(toml, 'utf8').includes('hot(int)'));
    assert.equal(fs.readFileSync(toml, 'utf8'), '# our choices\neager = ["cold"] # never hot\n');
    program.build();
    await becomes('it is lazy', ({ reason }) => reason === undefined);
  });
});

describe('a run', function () {
  this.timeout(300_000);

  it('is kept as a file and opened again', async () => {
    const all = await model();
    const run = all.runs.find(({ program, status }) => program === workspace.program && status === 'exited');
    assert.ok(run, 'an earlier test ran the program');
    const file = path.join(workspace.folder, 'kept.autojit-run');
    await replacing(vscode.window, { showSaveDialog: () => Promise.resolve(vscode.Uri.file(file)) }, async () => {
      await vscode.commands.executeCommand('autojit.saveRun', { kind: 'run', run });
    });
    await vscode.commands.executeCommand('autojit.openRun', vscode.Uri.file(file));
    const opened = await until('it is in the list', () => all.runs.find((one) => one.file === file));
    assert.equal(opened.materialized, run.materialized);
    await vscode.commands.executeCommand('autojit.compareRuns', { kind: 'run', run }, [
      { kind: 'run', run },
      { kind: 'run', run: opened },
    ]);
    await until('the comparison is shown', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('two runs'))),
    );
    await vscode.commands.executeCommand('autojit.closeRun', { kind: 'run', run: opened });
    await until('it is gone from the list', () => !all.runs.some((one) => one.file === file));
    fs.rmSync(file);
  });
});
