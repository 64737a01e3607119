import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { model, until, workspace } from './support.js';

/** The tasks beside `build`, which programs.test.ts runs. They leave the workspace as it was. */
describe('tasks', () => {
  const settings = () => vscode.workspace.getConfiguration('autojit', vscode.Uri.file(workspace.folder));
  const set = (command: string | undefined) =>
    settings().update('buildCommand', command, vscode.ConfigurationTarget.Workspace);
  let command = '';

  before(async () => {
    await model();
    command = settings().get('buildCommand', '');
    await set(undefined);
    // What its Makefile builds by itself takes its tests along.
    const makefile = path.join(workspace.folder, 'Makefile');
    fs.writeFileSync(makefile, `${workspace.name}-only: ${workspace.name}\n${fs.readFileSync(makefile, 'utf8')}`);
  });
  after(async () => {
    await run('clean');
    await set(command);
    await run('build');
    await until('the program is there again', async () => (await model()).find(workspace.program));
  });

  async function run(name: string): Promise<number | undefined> {
    const task = (await vscode.tasks.fetchTasks({ type: 'autojit' })).find((one) => one.name === name);
    assert.ok(task, `autojit: ${name} is offered`);
    return end(await vscode.tasks.executeTask(task));
  }

  const end = (execution: vscode.TaskExecution): Promise<number | undefined> =>
    new Promise((resolve) => {
      const subscription = vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution !== execution) return;
        subscription.dispose();
        resolve(event.exitCode);
      });
    });

  it('are those of the detected build system, each in the group that menus look in', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'autojit' });
    assert.deepEqual(
      tasks.map(({ name, group, detail }) => [name, group?.id, detail]),
      [
        ['build', 'build', 'autojit build -- make'],
        ['rebuild regular', 'rebuild', 'make clean && make'],
        ['clean', 'clean', 'make clean'],
      ],
    );
  });

  it('rebuild regular leaves a program that is not AutoJIT’s any more, and build after clean makes it so again', async () => {
    const all = await model();
    assert.equal(await run('rebuild regular'), 0);
    assert.ok(fs.existsSync(workspace.program));
    await until('the program is no longer shown', () => all.find(workspace.program) === undefined);
    assert.equal(await run('clean'), 0);
    assert.ok(!fs.existsSync(workspace.program));
    assert.equal(await run('build'), 0);
    await until('the program is shown again', () => all.find(workspace.program));
  });

  it('a build that fails puts what the compiler says among the problems', async () => {
    const source = path.join(workspace.folder, workspace.mainSource);
    const text = fs.readFileSync(source, 'utf8');
    fs.writeFileSync(source, `int broken = "text" * 2;\n${text}`);
    try {
      assert.notEqual(await run('build'), 0);
      const [problem] = await problemsOf(source);
      assert.equal(problem?.range.start.line, 0);
      assert.match(problem.message, /invalid operands to binary expression/);
    } finally {
      fs.writeFileSync(source, text);
    }
  });

  it('what rustc says becomes problems at their places, with severity and code', async function () {
    const source = path.join(workspace.folder, 'broken.rs');
    const arguments_ = ['--edition', '2021', '--crate-type', 'lib', '--emit', 'metadata', 'broken.rs'];
    if (spawnSync('rustc', ['--version']).status !== 0) this.skip();
    fs.writeFileSync(source, 'pub fn f() -> u32 {\n    "text"\n}\npub fn g() {\n    let unused = 1;\n}\n');
    const task = new vscode.Task(
      { type: 'process' },
      vscode.TaskScope.Workspace,
      'rustc',
      'test',
      new vscode.ProcessExecution('rustc', arguments_, { cwd: workspace.folder }),
      ['$autojit-rustc'],
    );
    try {
      assert.notEqual(await end(await vscode.tasks.executeTask(task)), 0);
      const problems = await problemsOf(source);
      const error = problems.find(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      assert.deepEqual([error?.range.start.line, error?.range.start.character], [1, 4]);
      assert.equal(error?.message, 'mismatched types');
      assert.equal(error.code, 'E0308');
    } finally {
      fs.rmSync(source);
    }
  });

  const problemsOf = (file: string) =>
    until('there are problems', () => {
      const problems = vscode.languages.getDiagnostics(vscode.Uri.file(file));
      return problems.length > 0 && problems;
    });
});
