import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { languageServers, readProcess } from '../harness/processes.js';
import { lensesOf, model, source, until, workspace } from './support.js';

describe('a program built with AutoJIT', () => {
  it('is found with its modules and functions', async () => {
    const { programs, modulesOf, state } = await bound();
    assert.deepEqual(
      programs.map(({ name }) => name),
      [workspace.name],
    );
    assert.equal(state, 'ready');
    const modules = await modulesOf(workspace.program);
    const fn = modules.flatMap(({ functions }) => functions).find(({ label }) => label === workspace.runs.fn);
    assert.equal(fn?.file, source(workspace.runs.source).fsPath);
    const total = modules.reduce((sum, { counts }) => sum + counts.functions, 0);
    assert.equal(total, programs[0]?.counts.functions);
  });

  it('has lenses to run and to debug above main, and a state above other functions', async () => {
    await model();
    const document = await vscode.workspace.openTextDocument(source(workspace.mainSource));
    const lenses = await until('main has its lenses', async () => {
      const all = await lensesOf(workspace.mainSource);
      return all.some(({ title }) => title.includes('run lazily')) && all;
    });
    const run = lenses.find(({ title }) => title.includes('run lazily'));
    const debug = lenses.find(({ title }) => title.includes('debug lazily'));
    const states = lenses.filter(({ title }) => !title.includes('lazily'));
    assert.equal(run?.line, debug?.line);
    assert.deepEqual(run?.command.arguments, [workspace.program]);
    assert.match(document.lineAt((run?.line ?? 1) - 1).text, /\bmain\b/);
    assert.ok(states.length >= 5, `${states.length} other functions have a lens`);
  });

  it('is found again when it was built by the task', async () => {
    const before = (await model()).find(workspace.program)?.builtAt ?? 0;
    const tasks = await vscode.tasks.fetchTasks({ type: 'autojit' });
    const build = tasks.find(({ name }) => name === 'build');
    assert.ok(build, 'autojit: build is offered');
    // Without the linked program make has something to do, even where clocks are coarse.
    fs.rmSync(workspace.program);
    const ended = new Promise<number | undefined>((resolve) => {
      const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.definition['task'] !== 'build') return;
        subscription.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(build);
    assert.equal(await ended, 0);
    const { builtAt } = await until('the new build is found', async () => {
      const program = (await model()).find(workspace.program);
      return program && program.builtAt > before ? program : undefined;
    });
    assert.ok(builtAt > before);
  });

  it('is there after two restarts at once, and one language server runs', async () => {
    await model();
    const restart = () => vscode.commands.executeCommand('autojit.restartServer');
    await Promise.all([restart(), restart()]);
    await until('the program is found again', async () => (await model()).state === 'ready');
    await until('one server runs', () => ownServers().length === 1, 10_000);
  });
});

async function bound() {
  const one = await model();
  return { programs: one.programs, state: one.state, modulesOf: (program: string) => one.modulesOf(program) };
}

/** Those that this extension host started. */
function ownServers(): number[] {
  return languageServers().filter((pid) => readProcess(pid, 'status').includes(`\nPPid:\t${process.pid}\n`));
}
