import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Sessions } from './debug-session.js';
import { addProgram } from './second-program.js';
import { model, replacing, source, until, workspace } from './support.js';

const text = (code: string) => `int answer() {
  return ${code};
}

int main() {
  return answer();
}
`;

describe('launch.json', function () {
  this.timeout(300_000);
  let program: Awaited<ReturnType<typeof addProgram>>;
  let sessions: Sessions;
  const settings = () => vscode.workspace.getConfiguration(undefined, vscode.Uri.file(workspace.folder));
  const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Workspace);
  let command: string | undefined;

  before(async () => {
    program = await addProgram('launched', text('3'));
    command = settings().get('autojit.buildCommand');
    await set('autojit.buildCommand', `c++ -g -O0 '${source(program.source).fsPath}' -o '${program.program}'`);
    // Nobody is there to answer what VS Code would ask.
    await set('debug.onTaskErrors', 'showErrors');
  });
  after(async () => {
    await set('debug.onTaskErrors', undefined);
    await set('autojit.buildCommand', command);
    await program.remove();
  });
  beforeEach(() => {
    sessions = new Sessions();
  });
  afterEach(async () => {
    await sessions.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const write = (code: string) => fs.writeFileSync(source(program.source).fsPath, text(code));
  const built = (): vscode.DebugConfiguration => ({
    ...{ type: 'autojit', request: 'launch', name: 'built', console: 'internalConsole' },
    ...{ program: program.program, cwd: workspace.folder, preLaunchTask: 'autojit: build' },
  });

  it('has snippets to launch, to attach, and to build first', async () => {
    const file = vscode.Uri.file(path.join(workspace.folder, '.vscode', 'launch.json'));
    const document = await vscode.workspace.openTextDocument(file);
    const at = document.positionAt(document.getText().indexOf('[') + 1);
    const labels = await until('the snippets are offered', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        file,
        at,
      );
      const ours = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return ours.some((label) => label.includes('AutoJIT')) && ours.filter((label) => label.includes('AutoJIT'));
    });
    assert.deepEqual(labels.sort(), ['AutoJIT: Attach', 'AutoJIT: Build, Then Debug Lazily', 'AutoJIT: Debug Lazily']);
  });

  it('is not needed: the Run view offers every program that can run', async () => {
    const { programs } = await model();
    const offered = vscode.commands.executeCommand('workbench.action.debug.selectandstart', 'autojit');
    const session = await until('what it offers first is started', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return sessions.started[0];
    });
    await offered;
    const { type, request, name, program: started } = session.configuration;
    const known = programs.filter(({ hasMain }) => hasMain).map((one) => one.path);
    assert.ok(known.includes(started as string), `${String(started)} is one of ${known.join(', ')}`);
    assert.deepEqual([type, request, name], ['autojit', 'launch', `Debug ${path.basename(started as string)} lazily`]);
    await sessions.end(session);
  });

  it('builds first: the session and its run are of the new build, also where there was none before', async () => {
    const all = await model();
    for (const [code, gone] of [
      ['4', false],
      ['5', true],
    ] as const) {
      write(code);
      if (gone) {
        fs.rmSync(program.program);
        await until('the program is not shown any more', () => all.find(program.program) === undefined);
      }
      const known = new Set(all.runs.map(({ id }) => id));
      const session = await sessions.start(built());
      await sessions.end(session);
      const run = await until('the run ended', () =>
        all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'),
      );
      assert.equal(run.exitCode, Number(code));
      assert.deepEqual([run.materialized, run.problems], [2, []]);
    }
  });

  it('a build that fails shows its problem, and nothing is started', async () => {
    const all = await model();
    const before = all.runs.length;
    write('"text" * 2');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const attempt = async () => {
      assert.equal(await vscode.debug.startDebugging(folder, built()), false);
      // A busy VS Code drops the last lines of a task that is over, and with them the problem.
      for (let looks = 0; looks < 20; looks++) {
        const [found] = vscode.languages.getDiagnostics(source(program.source));
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      return undefined;
    };
    const problem = await until('the problem is shown', attempt);
    assert.match(problem.message, /invalid operands to binary expression/);
    assert.deepEqual([sessions.started.length, all.runs.length], [0, before]);
  });

  it('names what is wrong in it, and nothing is started', async () => {
    const told: string[] = [];
    const showErrorMessage = (message: string) => {
      told.push(message);
      return Promise.resolve(undefined);
    };
    const plain = { ...built(), preLaunchTask: undefined };
    await replacing(vscode.window, { showErrorMessage }, async () => {
      for (const wrong of [
        { program: 'not/absolute' },
        { args: 'one string' },
        { env: { NUMBER: 1 } },
        { envFile: '/nowhere/.env' },
        { engine: 'fast' },
        { trace: 'yes' },
      ]) {
        await vscode.debug.startDebugging(undefined, { ...plain, ...wrong });
      }
    });
    assert.deepEqual(
      told.map((message) => message.replace(/^AutoJIT: (The launch configuration "built" )?/, '')),
      [
        'is not valid: "program" must be the absolute path of a program built with AutoJIT.',
        'is not valid: "args" must be a list of strings.',
        'is not valid: "env" must be an object of strings.',
        'names an "envFile" that cannot be read: /nowhere/.env.',
        'is not valid: "engine" must be auto, inprocess or daemon.',
        'is not valid: "trace" must be true or false.',
      ],
    );
  });
});
