import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Sessions } from './debug-session.js';
import { addProgram } from './second-program.js';
import { model, source, until, workspace } from './support.js';

const TEXT = `#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

static int leaf(int n) {
  return n * 2; // leaf line
}

int middle(int n) {
  int twice = leaf(n);
  return twice + 1; // after leaf
}

static int outer(int n) {
  int result = middle(n);
  return result; // after middle
}

static int thrower(int n) {
  if (n > 1)
    throw std::runtime_error("too large");
  return n;
}

int main(int count, char **) {
  if (count > 1) {
    for (int i = 0; i < 600 && access("go", F_OK); i++)
      usleep(100000);
  }
  int sum = 0;
  for (int i = 0; i < 5; i++)
    sum += outer(i);
  try {
    sum += thrower(sum);
  } catch (const std::exception &) {
    sum++;
  }
  const char *name = getenv("FROM_FILE");
  std::printf("%d %s\\n", sum, name ? name : "nobody");
  return 0;
}
`;

/** By another program, in which nothing is where it was; what runs has no file any more. */
function replaceFile(program: string): void {
  fs.copyFileSync('/bin/true', `${program}.new`);
  fs.renameSync(`${program}.new`, program);
}

describe('debug lazily, a C++ program', function () {
  this.timeout(300_000);
  let program: Awaited<ReturnType<typeof addProgram>>;
  let sessions: Sessions;

  before(async () => {
    program = await addProgram('calls', TEXT);
  });
  after(() => program.remove());
  beforeEach(() => {
    sessions = new Sessions();
  });
  afterEach(() => sessions.dispose());

  const at = (what: string, condition?: string) =>
    new vscode.SourceBreakpoint(
      new vscode.Location(source(program.source), new vscode.Position(program.lineOf(what) - 1, 0)),
      true,
      condition,
    );
  const launch = (more: Partial<vscode.DebugConfiguration> = {}) =>
    sessions.start({ program: program.program, cwd: workspace.folder, ...more });
  const OURS = ['leaf', 'middle', 'outer', 'main'];
  const names = async (session: vscode.DebugSession, threadId: number) =>
    (await sessions.stack(session, threadId)).map(({ name }) => name);

  it('has its whole stack up to main after each Step Out, without frames of stubs', async () => {
    vscode.debug.addBreakpoints([at('leaf line')]);
    const session = await launch();
    const { threadId } = await sessions.stop(session);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    for (let depth = 0; depth < OURS.length; depth++) {
      if (depth > 0) await sessions.go(session, threadId, 'stepOut');
      // Below main are the C library's, of which LLDB does not find each one every time.
      assert.deepEqual((await names(session, threadId)).slice(0, OURS.length - depth), OURS.slice(depth));
    }
  });

  it('says of a breakpoint without code that it binds at the first call, and binds it then', async () => {
    const answers: { verified: boolean; message?: string }[] = [];
    const bound: boolean[] = [];
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('autojit', {
      createDebugAdapterTracker: () => ({
        onDidSendMessage(message: { command?: string; event?: string; body?: never }) {
          const body = message.body as unknown as { breakpoints?: []; breakpoint?: { verified: boolean } } | undefined;
          if (message.command === 'setBreakpoints') answers.push(...(body?.breakpoints ?? []));
          if (message.event === 'breakpoint' && body?.breakpoint) bound.push(body.breakpoint.verified);
        },
      }),
    });
    try {
      vscode.debug.addBreakpoints([at('leaf line')]);
      const session = await launch();
      await sessions.stop(session);
      assert.deepEqual(
        answers.slice(0, 1).map(({ verified, message }) => [verified, message?.slice(0, 39)]),
        [[false, 'Binds when its function is first called']],
      );
      await until('the adapter tells that it is bound', () => bound.includes(true));
    } finally {
      tracker.dispose();
    }
  });

  it('heeds conditions, and shows values in hovers and watches', async () => {
    vscode.debug.addBreakpoints([at('after leaf', 'n == 3')]);
    const session = await launch();
    const { threadId } = await sessions.stop(session);
    const [frame] = await sessions.stack(session, threadId);
    const evaluate = async (expression: string, context: string) =>
      ((await session.customRequest('evaluate', { expression, context, frameId: frame?.id })) as { result: string })
        .result;
    assert.equal(await evaluate('n', 'hover'), '3');
    assert.equal(await evaluate('twice + 1', 'watch'), '7');
  });

  it('stops at a breakpoint on a name in the function and not in its stub', async () => {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint('middle')]);
    const session = await launch();
    const { threadId } = await sessions.stop(session);
    for (let n = 0; n < 2; n++) {
      if (n > 0) await sessions.go(session, threadId);
      const [frame, caller] = await sessions.stack(session, threadId);
      assert.equal(frame?.name, 'middle');
      assert.ok((frame?.line ?? 0) >= program.lineOf('int middle'), `line ${frame?.line}`);
      assert.equal(caller?.name, 'outer');
    }
  });

  it('stops where an exception is thrown', async () => {
    vscode.debug.addBreakpoints([at('return 0;')]);
    const session = await launch({ stopOnEntry: true });
    const first = await sessions.stop(session);
    await session.customRequest('setExceptionBreakpoints', { filters: ['cpp_throw'] });
    const { threadId } = await sessions.go(session, first.threadId);
    const stack = await names(session, threadId);
    assert.ok(stack.includes('thrower'), stack.join());
    assert.deepEqual(stack.slice(stack.indexOf('thrower'), stack.indexOf('thrower') + 2), ['thrower', 'main']);
  });

  it('reads environment files and the options of AutoJIT', async () => {
    const file = path.join(workspace.folder, 'test.env');
    fs.writeFileSync(file, 'export FROM_FILE="a file" # comment\n');
    const all = await model();
    const known = new Set(all.runs.map(({ id }) => id));
    const session = await launch({ envFile: file, engine: 'inprocess', images: false });
    await sessions.end(session);
    const run = await until('the run ended', () =>
      all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'),
    );
    assert.equal(run.kept, 0, 'no image was used');
    await vscode.commands.executeCommand('autojit.showRunOutput', { kind: 'run', run });
    const editor = await until('its output is shown', () =>
      vscode.window.activeTextEditor?.document.uri.scheme === 'autojit' ? vscode.window.activeTextEditor : undefined,
    );
    assert.match(editor.document.getText(), /^26 a file$/m);
    fs.rmSync(file);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('without a trace is no run', async () => {
    const all = await model();
    const before = all.runs.length;
    const session = await launch({ trace: false });
    await sessions.end(session);
    assert.equal(all.runs.length, before);
  });

  it('restarts as a run of its own', async () => {
    const all = await model();
    const known = new Set(all.runs.map(({ id }) => id));
    vscode.debug.addBreakpoints([at('leaf line')]);
    const session = await launch();
    await sessions.stop(session);
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    await until(
      'it stops again',
      () =>
        sessions.started.some((one) => one.id !== session.id && sessions.count(one) > 0) || sessions.count(session) > 1,
    );
    const runs = await until('there are two runs', () => {
      const found = all.runs.filter(({ id }) => !known.has(id));
      return found.length === 2 && found;
    });
    assert.equal(new Set(runs.map(({ id }) => id)).size, 2);
  });

  it('runs several sessions at once', async () => {
    vscode.debug.addBreakpoints([at('leaf line')]);
    const [one, two] = [await launch({ name: 'one' }), await launch({ name: 'two' })];
    const [first, second] = [await sessions.stop(one), await sessions.stop(two)];
    assert.equal((await names(one, first.threadId))[0], 'leaf');
    assert.equal((await names(two, second.threadId))[0], 'leaf');
    await vscode.debug.stopDebugging(one);
    await sessions.end(one);
    assert.deepEqual((await names(two, second.threadId)).slice(0, 4), OURS);
  });

  for (const [what, more] of [
    ['a program that runs', {}],
    ['one that takes over new builds, whose file is another one by now', { AUTOJIT_RELOAD: '1' }],
  ] as const)
    it(`attaches to ${what}, and stops in functions that it calls after that`, async () => {
      const go = path.join(workspace.folder, 'go');
      fs.rmSync(go, { force: true });
      const child = spawn(program.program, ['wait'], {
        cwd: workspace.folder,
        env: { ...process.env, AUTOJIT_DEBUG: '1', ...more },
        stdio: 'ignore',
      });
      try {
        // It says by its memory map that AutoJIT's runtime is in: `main` itself is materialized.
        await until('the program waits', () =>
          fs.readFileSync(`/proc/${child.pid}/maps`, 'utf8').includes('libautojit'),
        );
        vscode.debug.addBreakpoints([at('leaf line')]);
        if ('AUTOJIT_RELOAD' in more) replaceFile(program.program);
        const session = await sessions.start({ request: 'attach', pid: child.pid });
        fs.writeFileSync(go, '');
        const { threadId } = await sessions.stop(session);
        assert.deepEqual((await names(session, threadId)).slice(0, 4), OURS);
        vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
        await vscode.debug.stopDebugging(session);
        await sessions.end(session);
      } finally {
        child.kill('SIGKILL');
        fs.rmSync(go, { force: true });
        program.build();
      }
    });
});
