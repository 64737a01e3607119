import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { model, replacing, until, workspace } from './support.js';

/** A program prints its version through its exit code. */
const version = (code: number): string => `int main() { return ${code}; }\n`;

describe('a program whose source changed', () => {
  const settings = () => vscode.workspace.getConfiguration('autojit');
  let made: Awaited<ReturnType<typeof addProgram>>;
  let source: string;

  before(async () => {
    made = await addProgram('changing', version(1));
    source = path.join(workspace.folder, made.source);
    const command = `c++ -g -O0 ${made.source} -o changing`;
    await settings().update('buildCommand', command, vscode.ConfigurationTarget.Workspace);
    // Whether it is asked about after a save is another test's question.
    await settings().update('onStale', 'ignore', vscode.ConfigurationTarget.Workspace);
  });

  after(async () => {
    for (const name of ['buildCommand', 'onStale', 'beforeRun']) {
      await settings().update(name, undefined, vscode.ConfigurationTarget.Workspace);
    }
    await made.remove();
  });

  /** Later than the link, whatever the file system's clock is: it is the program that gets older. */
  const change = (text: string): void => {
    fs.writeFileSync(source, text);
    const { mtimeMs } = fs.statSync(source);
    const earlier = new Date(Math.min(fs.statSync(made.program).mtimeMs, mtimeMs) - 2000);
    fs.utimesSync(made.program, earlier, earlier);
  };

  async function run(answer?: string): Promise<{ exitCode: number | undefined; asked: string[] }> {
    const all = await model();
    const known = new Set(all.runs.map(({ id }) => id));
    const asked: string[] = [];
    const showWarningMessage = (message: string) => {
      asked.push(message);
      return Promise.resolve(answer);
    };
    await replacing(vscode.window, { showWarningMessage }, async () => {
      await vscode.commands.executeCommand('autojit.runLazily', made.program, { args: [] });
    });
    const started = () => all.runs.find(({ id }) => !known.has(id));
    if (asked.length > 0 && answer === undefined) {
      assert.equal(started(), undefined, 'nothing runs');
      return { exitCode: undefined, asked };
    }
    const ended = await until('the run ended', () => (started()?.status === 'exited' ? started() : undefined));
    return { exitCode: ended.exitCode, asked };
  }

  it('is built before it runs', async () => {
    change(version(2));
    assert.deepEqual(await run(), { exitCode: 2, asked: [] });
  });

  it('does not run in its old form without a question when the build fails', async () => {
    change('int main() { return 3 }\n');
    const { exitCode, asked } = await run();
    assert.equal(exitCode, undefined);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /^The build failed, so changing is still the old program/);
    // VS Code reads the terminal by itself, and is done with it a moment after the build.
    await until('its errors are in Problems', () =>
      vscode.languages.getDiagnostics(vscode.Uri.file(source)).some(({ message }) => message.includes("expected ';'")),
    );
    assert.equal((await run('Run Old Program')).exitCode, 2);
  });

  it('is asked about when the build ended well and made another program', async () => {
    await settings().update('buildCommand', 'true', vscode.ConfigurationTarget.Workspace);
    change(version(4));
    const { exitCode, asked } = await run();
    assert.equal(exitCode, undefined);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /^The build ended well, but changing is still stale: .*changing.*changed after/);
    assert.equal((await run('Run Anyway')).exitCode, 2);
  });

  it('runs as it is for who wants that', async () => {
    await settings().update('beforeRun', 'run', vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await run(), { exitCode: 2, asked: [] });
  });
});
