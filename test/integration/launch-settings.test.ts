import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Sessions } from './debug-session.js';
import { addProgram } from './second-program.js';
import { model, replacing, until, workspace } from './support.js';

/** Writes what it was started with to a file that a variable names. */
const TEXT = `#include <cstdio>
#include <cstdlib>
#include <unistd.h>

static const char *variable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "none";
}

int main(int count, char **values) {
  char folder[4096];
  std::FILE *seen = std::fopen(variable("SEEN"), "a");
  for (int i = 1; i < count; i++)
    std::fprintf(seen, "%s ", values[i]);
  std::fprintf(seen, "%s %s %s\\n", getcwd(folder, sizeof folder), variable("MODE"), variable("FROM_FILE"));
  return std::fclose(seen);
}
`;

/** Lenses and buttons start a program as its configuration in launch.json says. */
describe('launch.json, from lenses and buttons', function () {
  this.timeout(300_000);
  const file = path.join(workspace.folder, '.vscode', 'launch.json');
  const original = fs.readFileSync(file, 'utf8');
  const scratch = path.join(workspace.folder, 'scratch');
  const seen = path.join(scratch, 'seen');
  const subscriptions: vscode.Disposable[] = [];
  let program: Awaited<ReturnType<typeof addProgram>>;
  let sessions: Sessions;

  const configuration = (args: string[]) => ({
    ...{ type: 'autojit', request: 'launch', name: 'tells', args, console: 'internalConsole' },
    program: '${workspaceFolder}${pathSeparator}tells',
    cwd: '${workspaceFolder}/scratch',
    env: { MODE: '${input:mode}', SEEN: '${workspaceFolder}/scratch/seen' },
    envFile: '${workspaceFolder}/scratch/env',
  });
  async function write(args: string[]): Promise<void> {
    const inputs = [{ id: 'mode', type: 'command', command: 'tests.mode' }];
    fs.writeFileSync(file, JSON.stringify({ version: '0.2.0', configurations: [configuration(args)], inputs }));
    const folder = vscode.Uri.file(workspace.folder);
    await until('VS Code has read it', () => {
      const all = vscode.workspace.getConfiguration('launch', folder).get<{ args: string[] }[]>('configurations');
      return JSON.stringify(all?.map((one) => one.args)) === JSON.stringify([args]);
    });
  }
  async function told(): Promise<string> {
    const line = await until('the program has told', () => fs.existsSync(seen) && fs.readFileSync(seen, 'utf8'));
    fs.rmSync(seen);
    return line;
  }
  /** As the program tells it. */
  const started = (args: string) => `${args} ${scratch} fast file\n`;

  before(async () => {
    fs.mkdirSync(scratch, { recursive: true });
    fs.writeFileSync(path.join(scratch, 'env'), 'FROM_FILE=file\n');
    subscriptions.push(vscode.commands.registerCommand('tests.mode', () => 'fast'));
    program = await addProgram('tells', TEXT);
    await write(['${workspaceFolderBasename}']);
  });
  after(async () => {
    vscode.Disposable.from(...subscriptions).dispose();
    fs.writeFileSync(file, original);
    await program.remove();
    fs.rmSync(scratch, { recursive: true, force: true });
  });
  beforeEach(() => {
    sessions = new Sessions();
  });
  afterEach(() => sessions.dispose());

  const basename = path.basename(workspace.folder);

  it('Run Lazily heeds its folder, variables, file of variables and inputs, without a session', async () => {
    await vscode.commands.executeCommand('autojit.runLazily', program.program);
    assert.equal(await told(), started(basename));
    assert.equal(sessions.started.length, 0);
    const { runs } = await model();
    assert.deepEqual(runs.find((run) => run.program === program.program)?.args, [basename]);
  });

  it('Debug Lazily heeds the same, and the debug console has nothing of our own', async () => {
    const said: string[] = [];
    const tracker = {
      onDidSendMessage: ({ event, body }: { event?: string; body?: { output: string } }) => {
        if (event === 'output' && body) said.push(body.output);
      },
    };
    subscriptions.push(
      vscode.debug.registerDebugAdapterTrackerFactory('autojit', { createDebugAdapterTracker: () => tracker }),
    );
    await vscode.commands.executeCommand('autojit.debugLazily', program.program);
    assert.equal(await told(), started(basename));
    assert.ok(sessions.started[0]);
    await sessions.end(sessions.started[0]);
    assert.doesNotMatch(said.join(''), /settings|script|initCommands|autojit/);
  });

  it('the lens of a test has its own arguments, and the rest from there', async () => {
    await vscode.commands.executeCommand('autojit.runLazily', program.program, { args: ['--only=one'] });
    assert.equal(await told(), started('--only=one'));
  });

  it('typed arguments take the place of those in launch.json, until somebody changes these', async () => {
    const showInputBox = ({ value }: vscode.InputBoxOptions) => Promise.resolve(`${value ?? ''} typed`);
    await replacing(vscode.window, { showInputBox }, async () => {
      await vscode.commands.executeCommand('autojit.runLazilyWithArguments', program.program);
    });
    assert.equal(await told(), started(`${basename} typed`));
    await vscode.commands.executeCommand('autojit.runLazily', program.program);
    assert.equal(await told(), started(`${basename} typed`));
    await write(['changed']);
    await vscode.commands.executeCommand('autojit.runLazily', program.program);
    assert.equal(await told(), started('changed'));
  });
});
