import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { lensesOf, model, replacing, until, workspace } from './support.js';

describe('run lazily', () => {
  it('runs the program with its arguments and shows what was materialized', async () => {
    const all = await model();
    const known = new Set(all.runs.map(({ id }) => id));
    await vscode.commands.executeCommand('autojit.runLazily', workspace.program);
    const run = await until('the run ended', () =>
      all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'),
    );
    assert.equal(run.exitCode, 0);
    assert.deepEqual(run.args, workspace.args);
    assert.equal(run.failed, 0);
    assert.ok(run.materialized > 3, `${run.materialized} materialized`);

    const functions = (await all.modulesOf(workspace.program)).flatMap((module) => module.functions);
    const ran = functions.find(({ label }) => label === workspace.runs.fn);
    assert.equal(ran?.state, 'materialized');
    assert.ok((ran.bytes ?? 0) > 0, 'its code has a size');
    assert.match(ran.materializedBy ?? '', new RegExp(`${workspace.runs.caller}$`));
    assert.equal(functions.find(({ label }) => label === workspace.neverRuns)?.state, 'stub');
    assert.equal(all.find(workspace.program)?.counts.materialized, run.materialized);

    const lens = await until('the lens tells', async () =>
      (await lensesOf(workspace.runs.source)).find(({ title }) => title.includes('materialized')),
    );
    assert.equal(lens.command.command, 'autojit.revealInGraph');
  });

  it('does what the program does: the output is there', async function () {
    const output = path.join(workspace.folder, 'input.txt.bz2');
    // The other sample writes to its standard output, which is in the terminal.
    if (workspace.name !== 'bzip2') this.skip();
    fs.rmSync(output, { force: true });
    await vscode.commands.executeCommand('autojit.runLazily', workspace.program);
    const { size } = await until(
      'the output is written',
      () => fs.existsSync(output) && fs.statSync(output).size > 0 && fs.statSync(output),
    );
    assert.ok(size < 10_000, `4,000 equal lines pack into ${size} bytes`);
  });

  it('offers what was run last before what was built last', async () => {
    const all = await model();
    const other = await addProgram('younger', 'int main() { return 0; }\n');
    try {
      assert.equal(all.programs[0]?.path, other.program, 'it was built last');
      await vscode.commands.executeCommand('autojit.runLazily', workspace.program);
      await until('the run is known', () => all.runs.find(({ program }) => program === workspace.program));
      const offered: string[] = [];
      const pick = (items: readonly { label: string }[]) => {
        offered.push(...items.map(({ label }) => label));
        return Promise.resolve(undefined);
      };
      await replacing(vscode.window, { showQuickPick: pick }, async () => {
        await vscode.commands.executeCommand('autojit.runLazily');
      });
      assert.deepEqual(offered, [workspace.name, 'younger']);
    } finally {
      await other.remove();
    }
  });

  it('says what is wrong with a program that it does not know', async () => {
    // The command reports; nothing runs and nothing is thrown at the person.
    const all = await model();
    const before = all.runs.length;
    await vscode.commands.executeCommand('autojit.runLazily', '/nowhere/program');
    assert.equal(all.runs.length, before);
  });
});
