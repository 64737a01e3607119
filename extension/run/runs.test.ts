import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import type { EventEmitter } from '../testing/emitter.js';
import { runOf } from './run-task.js';
import { Runs, type Target } from './runs.js';

interface Execution {
  task: vscode.Task;
  terminate: () => void;
}

interface Events {
  start: EventEmitter<object>;
  startProcess: EventEmitter<object>;
  endProcess: EventEmitter<object>;
  end: EventEmitter<object>;
}

/** What VS Code was told and tells. The same for all who import its module, which is made more than once. */
const tasks = vi.hoisted(() => ({
  executed: [] as Execution[],
  running: [] as Execution[],
  events: undefined as Events | undefined,
}));

vi.mock('vscode', async () => {
  const { EventEmitter: Emitter } = await import('../testing/emitter.js');
  const { start, startProcess, endProcess, end } = (tasks.events ??= {
    ...{ start: new Emitter(), startProcess: new Emitter(), endProcess: new Emitter(), end: new Emitter() },
  });
  return {
    ...(await import('../testing/vscode.js')),
    EventEmitter: Emitter,
    Disposable: {
      from: (...all: { dispose: () => void }[]) => ({ dispose: () => all.forEach((one) => one.dispose()) }),
    },
    Task: class {
      constructor(
        readonly definition: object,
        readonly scope: unknown,
        readonly name: string,
        readonly source: string,
        readonly execution: unknown,
      ) {}
    },
    ProcessExecution: class {
      constructor(
        readonly process: string,
        readonly args: string[],
        readonly options: object,
      ) {}
    },
    TaskScope: { Workspace: 2 },
    TaskRevealKind: { Always: 1 },
    TaskPanelKind: { Shared: 1 },
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    workspace: { isTrusted: true, getWorkspaceFolder: () => undefined },
    window: { terminals: [] },
    debug: {},
    tasks: {
      get taskExecutions() {
        return tasks.running;
      },
      onDidStartTask: start.event,
      onDidStartTaskProcess: startProcess.event,
      onDidEndTaskProcess: endProcess.event,
      onDidEndTask: end.event,
      executeTask: (task: vscode.Task) => {
        const execution = { task, terminate: vi.fn() };
        tasks.executed.push(execution);
        return Promise.resolve(execution);
      },
    },
  };
});

let folder: string;
let asked: [string, object][];
let repeated: Target[];
let runs: Runs;

function window(): Runs {
  const client = {
    request: (name: string, params: object) => {
      asked.push([name, params]);
      const run = `run${String(asked.length)}`;
      const kept = join(folder, run);
      return Promise.resolve(name === 'prepareRun' ? { run, kept, env: { AUTOJIT_TRACE: `${kept}.jsonl` } } : null);
    },
  };
  const log = { error: vi.fn() };
  const made = new Runs(client as unknown as ServerClient, () => folder, log as unknown as vscode.LogOutputChannel);
  made.onDidRepeat((target) => repeated.push(target));
  return made;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autojit-runs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'autojit-record'), '');
  chmodSync(join(folder, 'bin', 'autojit-record'), 0o755);
  Object.assign(tasks, { executed: [], running: [] });
  [asked, repeated] = [[], []];
  runs = window();
  onTestFinished(() => runs.dispose());
});

const target = { program: '/w/prog', args: ['-x', 'two words'], cwd: '/w/in', env: { MODE: 'fast' } };

async function started() {
  const run = await runs.start(target);
  const [execution] = tasks.executed.splice(0);
  if (!execution) throw new Error('Nothing was executed.');
  tasks.events?.start.fire({ execution });
  return { ...run, execution };
}

/** Something to end. */
function child(): { pid: number; gone: Promise<unknown> } {
  const sleeping = spawn('sleep', ['600']);
  onTestFinished(() => void sleeping.kill('SIGKILL'));
  return { pid: sleeping.pid ?? 0, gone: new Promise((resolve) => sleeping.once('exit', resolve)) };
}

function ends(execution: Execution, exitCode: number): void {
  tasks.events?.endProcess.fire({ execution, exitCode });
  tasks.events?.end.fire({ execution });
}

const told = (name: string) => asked.filter(([one]) => one === name).map(([, params]) => params);

test('the program runs behind the recorder, in a task that tells all of it and outlives a reload', async () => {
  const { execution } = await started();
  const { task } = execution;
  expect(task).toMatchObject({
    isBackground: true,
    presentationOptions: { echo: false },
    execution: {
      process: join(folder, 'bin', 'autojit-record'),
      args: ['/w/prog', '-x', 'two words'],
      options: {
        cwd: '/w/in',
        env: { MODE: 'fast', AUTOJIT_TRACE: join(folder, 'run1.jsonl'), AUTOJIT_RECORD: join(folder, 'run1') },
      },
    },
  });
  expect(runOf(task)).toMatchObject({ ...target, run: 'run1' });
  ends(execution, 3);
});

test('how it ended is told, and whether a person stopped it', async () => {
  const first = await started();
  ends(first.execution, 3);
  expect(await first.ended).toBe(3);
  const second = await started();
  const { pid, gone } = child();
  tasks.events?.startProcess.fire({ execution: second.execution, processId: pid });
  const stopped = runs.stop(second.id);
  await gone;
  expect(second.execution.terminate, 'its terminal stays').not.toHaveBeenCalled();
  ends(second.execution, 143);
  expect(await stopped).toBe(true);
  await second.ended;
  expect(told('finishRun')).toEqual([
    { run: first.id, stopped: false, exitCode: 3 },
    { run: second.id, stopped: true, exitCode: 143 },
  ]);
});

test('a run that is stopped before its process began is ended when it begins', async () => {
  const run = await runs.start(target);
  const [execution] = tasks.executed;
  if (!execution) throw new Error('Nothing was executed.');
  const stopped = runs.stop(run.id);
  const { pid, gone } = child();
  tasks.events?.startProcess.fire({ execution, processId: pid });
  await gone;
  ends(execution, 143);
  expect(await stopped).toBe(true);
});

test('Rerun Last Task asks for a new run with the same settings, once the task that runs nothing is over', async () => {
  const { execution, ended } = await started();
  ends(execution, 0);
  await ended;
  const again = { ...execution };
  tasks.events?.start.fire({ execution: again });
  expect(repeated).toEqual([]);
  ends(again, 0);
  await vi.waitFor(() => expect(repeated).toEqual([target]));
  expect(told('finishRun'), 'it is no end of the first run').toHaveLength(1);
});

test('a window that is loaded anew takes over what runs, and can stop it', async () => {
  const { execution, id } = await started();
  tasks.running.push(execution);
  const loaded = window();
  onTestFinished(() => loaded.dispose());
  const { pid, gone } = child();
  tasks.events?.startProcess.fire({ execution, processId: pid });
  const stopped = loaded.stop(id);
  await gone;
  ends(execution, 143);
  expect(await stopped).toBe(true);
  expect(repeated).toEqual([]);
});

test('a run that ended before the window was loaded anew is run again when VS Code gives its task back', async () => {
  const { execution, id, ended } = await started();
  ends(execution, 0);
  await ended;
  writeFileSync(join(folder, `${id}.end`), '');
  const loaded = window();
  onTestFinished(() => loaded.dispose());
  tasks.events?.start.fire({ execution });
  ends(execution, 0);
  await vi.waitFor(() => expect(repeated).toContainEqual(target));
});

test('a run whose recorder another window started is ended as well', async () => {
  const env = { ...process.env, AUTOJIT_RECORD: join(folder, 'theirs') };
  const recorder = spawn('sleep', ['600'], { env });
  onTestFinished(() => void recorder.kill('SIGKILL'));
  const gone = new Promise((resolve) => recorder.once('exit', (_, signal) => resolve(signal)));
  await vi.waitFor(async () => expect(await runs.stop('theirs')).toBe(true));
  expect(await gone).toBe('SIGTERM');
});

test('other tasks, and runs of elsewhere, are none of ours', async () => {
  const other = { task: { definition: { type: 'shell', run: 'run1' } } };
  tasks.events?.start.fire({ execution: other });
  expect(await runs.stop('elsewhere')).toBe(false);
});

test('a toolchain without the recorder is named, and nothing is started', async () => {
  rmSync(join(folder, 'bin', 'autojit-record'));
  await expect(runs.start(target)).rejects.toThrow(/autojit-record, which is not there/);
  expect(tasks.executed).toEqual([]);
});

test('what VS Code gave back becomes the same task, with the definition that it has', () => {
  const definition = { type: 'autojit', task: 'run prog', run: 'r', kept: join(folder, 'r'), ...target };
  const task = runs.taskOf({ definition } as unknown as vscode.Task);
  expect(task?.definition).toBe(definition);
  expect(task).toMatchObject({ name: 'run prog lazily', isBackground: true });
  expect(runs.taskOf({ definition: { type: 'autojit', task: 'build' } } as unknown as vscode.Task)).toBeUndefined();
});
