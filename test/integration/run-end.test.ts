import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/lsp.js';
import { Sessions } from './debug-session.js';
import { addProgram } from './second-program.js';
import { model, replacing, source, until, workspace } from './support.js';

const TEXT = `#include <cstdlib>
#include <cstring>
#include <unistd.h>

static bool is(const char *given, const char *name) {
  return std::strcmp(given, name) == 0;
}

int main(int count, char **values) {
  const char *how = count > 1 ? values[1] : "";
  if (is(how, "leave"))
    _exit(5); // nobody is told
  if (is(how, "crash"))
    abort();
  if (is(how, "wait"))
    sleep(600);
  return 3;
}
`;

describe('how a run ended', function () {
  this.timeout(300_000);
  let program: Awaited<ReturnType<typeof addProgram>>;
  let sessions: Sessions;
  const known = new Set<string>();

  before(async () => {
    program = await addProgram('ends', TEXT);
  });
  after(() => program.remove());
  beforeEach(async () => {
    sessions = new Sessions();
    for (const { id } of (await model()).runs) known.add(id);
  });
  afterEach(() => sessions.dispose());

  const debug = (how: string, more: Partial<vscode.DebugConfiguration> = {}) =>
    sessions.start({ program: program.program, args: [how], cwd: workspace.folder, ...more });
  /** The new run, once it fits. */
  const run = async (what: string, fits: (run: RunSummary) => boolean) => {
    const all = await model();
    return until(what, () => all.runs.find((one) => !known.has(one.id) && fits(one)));
  };
  const over = () => run('the run is over', ({ status }) => status !== 'starting' && status !== 'running');
  const running = () => run('it runs', ({ status, materialized }) => status === 'running' && materialized >= 2);

  for (const [how, exitCode] of [
    ['return', 3],
    ['leave', 5],
  ] as const) {
    it(`debugged: the exit code is the program's own (${how})`, async () => {
      await debug(how);
      const { status, exitCode: code, problems } = await over();
      assert.deepEqual([status, code, problems], ['exited', exitCode, []]);
    });
  }

  it('debugged: a crash has the name of its signal, whether one goes on or closes the session', async () => {
    for (const leave of [true, false]) {
      const session = await debug('crash');
      const { threadId } = await sessions.stop(session);
      if (leave) await vscode.debug.stopDebugging(session);
      else await session.customRequest('continue', { threadId });
      const ended = await over();
      assert.deepEqual([ended.status, ended.signal, ended.exitCode], ['crashed', 'SIGABRT', undefined]);
      await sessions.end(session);
      known.add(ended.id);
    }
  });

  it('debugged: who stops it is told that it was stopped', async () => {
    const session = await debug('wait');
    await running();
    await vscode.debug.stopDebugging(session);
    const { status, signal, problems } = await over();
    assert.deepEqual([status, signal, problems], ['stopped', undefined, []]);
  });

  for (const [what, stop] of [
    ['Stop Run', (one: RunSummary) => vscode.commands.executeCommand('autojit.stopRun', { kind: 'run', run: one })],
    ['closing its terminal', () => vscode.commands.executeCommand('workbench.action.terminal.kill')],
  ] as const) {
    it(`run lazily: ${what} stops it`, async () => {
      await vscode.commands.executeCommand('autojit.runLazily', program.program, { args: ['wait'] });
      await stop(await running());
      const { status, signal, problems } = await over();
      assert.deepEqual([status, signal, problems], ['stopped', undefined, []]);
    });
  }

  it('run lazily: stopped before it began, it does not run on', async () => {
    const execute = vscode.tasks.executeTask.bind(vscode.tasks);
    const executeTask = async (task: vscode.Task) => {
      const one = { id: task.definition['run'] as string, program: program.program, name: 'ends' };
      await vscode.commands.executeCommand('autojit.stopRun', { kind: 'run', run: one });
      return execute(task);
    };
    await replacing(vscode.tasks, { executeTask }, async () => {
      await vscode.commands.executeCommand('autojit.runLazily', program.program, { args: ['wait'] });
      const { status, signal } = await over();
      assert.deepEqual([status, signal], ['stopped', undefined]);
    });
  });

  for (const noDebug of [false, true]) {
    it(`restarts with the same arguments and options, as a run that says so${noDebug ? ' (without debugging)' : ''}`, async () => {
      vscode.debug.addBreakpoints([
        new vscode.SourceBreakpoint(
          new vscode.Location(source(program.source), new vscode.Position(program.lineOf('sleep(600)') - 1, 0)),
        ),
      ]);
      const options = { engine: 'inprocess', images: false };
      assert.ok(
        await vscode.debug.startDebugging(
          undefined,
          {
            ...{ type: 'autojit', request: 'launch', name: 'ends', console: 'internalConsole' },
            ...{ program: program.program, args: ['wait'], cwd: workspace.folder, ...options },
          },
          { noDebug },
        ),
      );
      const first = await running();
      assert.equal(first.restarts, undefined);
      known.add(first.id);
      await vscode.commands.executeCommand('workbench.action.debug.restart');
      const second = await running();
      assert.deepEqual([second.restarts, second.args, second.kept], [first.id, ['wait'], 0]);
      const all = await model();
      await until('the first is stopped', () => all.runs.find(({ id }) => id === first.id)?.status === 'stopped');
      await vscode.debug.stopDebugging();
      assert.equal((await over()).status, 'stopped');
    });
  }
});
