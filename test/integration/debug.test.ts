import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { internals, model, source, until, workspace } from './support.js';

interface Frame {
  name: string;
  line: number;
  source?: { path?: string };
}

const configuration = (): vscode.DebugConfiguration => ({
  type: 'autojit',
  request: 'launch',
  name: 'test',
  program: workspace.program,
  args: workspace.args,
  cwd: workspace.folder,
  console: 'internalConsole',
});

describe('debug lazily', function () {
  this.timeout(300_000);
  const subscriptions: vscode.Disposable[] = [];

  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    vscode.Disposable.from(...subscriptions.splice(0)).dispose();
  });

  /** What the adapter said, as it came. */
  function listen() {
    const heard = {
      stops: [] as { threadId: number; reason: string }[],
      exits: [] as number[],
      ended: () => over,
      /** Not the active one: that changes later, and may still be another test's. */
      session: undefined as vscode.DebugSession | undefined,
    };
    let over = false;
    subscriptions.push(
      vscode.debug.onDidTerminateDebugSession(() => (over = true)),
      vscode.debug.registerDebugAdapterTrackerFactory('autojit', {
        createDebugAdapterTracker: (session) => ({
          onWillStartSession: () => (heard.session = session),
          onDidSendMessage(message: { type: string; event?: string; body?: never }) {
            if (message.type !== 'event' || message.body === undefined) return;
            if (message.event === 'stopped') heard.stops.push(message.body);
            if (message.event === 'exited') heard.exits.push((message.body as { exitCode: number }).exitCode);
          },
        }),
      }),
    );
    return heard;
  }

  for (const console of ['internalConsole', 'integratedTerminal']) {
    it(`stops at a breakpoint in code that did not exist when it was set (${console})`, async () => {
      await model();
      const heard = listen();
      const { fn, source: file, line, caller } = workspace.runs;
      vscode.debug.addBreakpoints([
        new vscode.SourceBreakpoint(new vscode.Location(source(file), new vscode.Position(line - 1, 0))),
      ]);
      assert.equal(await vscode.debug.startDebugging(undefined, { ...configuration(), console }), true);
      const stop = await until(
        'the breakpoint is hit',
        () => heard.stops.find(({ reason }) => reason === 'breakpoint'),
        120_000,
      );
      const { session } = heard;
      assert.ok(session);
      const { stackFrames } = (await session.customRequest('stackTrace', { threadId: stop.threadId })) as {
        stackFrames: Frame[];
      };
      assert.equal(stackFrames[0]?.name.replace(/\(.*/, ''), fn);
      assert.equal(stackFrames[0]?.line, line);
      // VS Code turns the adapter's path into an address on its server.
      assert.ok(stackFrames[0]?.source?.path?.endsWith(source(file).path), stackFrames[0]?.source?.path);
      assert.ok(
        stackFrames.some(({ name }) => name.startsWith(caller)),
        `${caller} is in the backtrace`,
      );
      const api = await internals();
      const stack = await until('the graph knows where it stands', () => api.stack.current);
      assert.equal(stack.program, workspace.program);
      const labels = stack.ids.map((id) => api.model.labelOf(workspace.program, id));
      assert.equal(labels[0], fn, labels.join());
      assert.ok(labels.includes(caller), labels.join());
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      await session.customRequest('continue', { threadId: stop.threadId });
      await until('the session is over', heard.ended);
      await until('it stands nowhere', () => api.stack.current === undefined);
      assert.deepEqual(heard.exits, [0]);
    });
  }

  it('steps through a stub into the function that the call leads to, and out again to the caller', async () => {
    await model();
    const heard = listen();
    const { fn, source: file, line } = workspace.runs;
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(source(file), new vscode.Position(line - 1, 0))),
    ]);
    assert.equal(await vscode.debug.startDebugging(undefined, configuration()), true);
    const { threadId } = await until('the breakpoint is hit', () => heard.stops[0], 120_000);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    const { session } = heard;
    assert.ok(session);
    const names = async (): Promise<string[]> => {
      const { stackFrames } = (await session.customRequest('stackTrace', { threadId })) as { stackFrames: Frame[] };
      return stackFrames.map(({ name }) => name.replace(/\(.*/, ''));
    };
    const step = async (command: 'stepIn' | 'stepOut'): Promise<string[]> => {
      const stops = heard.stops.length;
      await session.customRequest(command, { threadId });
      const stop = await until(`${command} ends`, () => heard.stops[stops], 60_000);
      assert.equal(stop.reason, 'step');
      return names();
    };
    const before = await names();
    let after = before;
    for (let tries = 0; tries < 12 && after[0] === fn; tries++) after = await step('stepIn');
    // Without a frame of a stub or a resolver between. Of frames far below, LLDB does not find each one each time.
    assert.notEqual(after[0], fn, `no step went into a call: ${after.join()}`);
    assert.equal(after[1], fn);
    assert.ok(!after.some((name) => /autojit/.test(name)), after.join());
    assert.deepEqual((await step('stepOut')).slice(0, 2), before.slice(0, 2));
    await vscode.debug.stopDebugging(session);
    await until('the session is over', heard.ended);
  });

  it('is a run like any other: its end is known', async () => {
    const all = await model();
    const known = new Set(all.runs.map(({ id }) => id));
    const heard = listen();
    await vscode.debug.startDebugging(undefined, configuration());
    await until('the session is over', heard.ended, 120_000);
    const run = await until('the run ended', () =>
      all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'),
    );
    assert.equal(run.exitCode, 0);
    assert.ok(run.materialized > 3);
    const announced = all.runs.filter(({ id }) => !known.has(id));
    assert.equal(announced.length, 1, 'one session is one run');
  });

  it('without debugging runs the program in a terminal', async () => {
    const all = await model();
    const known = new Set(all.runs.map(({ id }) => id));
    const heard = listen();
    assert.equal(await vscode.debug.startDebugging(undefined, configuration(), { noDebug: true }), true);
    await until('the session is over', heard.ended, 120_000);
    assert.deepEqual(heard.exits, [0]);
    assert.ok(all.runs.some(({ id, exitCode }) => !known.has(id) && exitCode === 0));
  });
});
