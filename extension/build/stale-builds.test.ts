import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Model } from '../model/model.js';
import { EventEmitter } from '../testing/emitter.js';
import type { BuildTasks } from './build-task.js';
import { StaleBuilds } from './stale-builds.js';

interface Editor {
  saved: (() => void)[];
  executions: { task: { definition: object } }[];
  isTrusted: boolean;
  settings: Record<string, unknown>;
  asked: string[];
  answer: string | undefined;
}

/** VS Code as the test has it. */
const editor = vi.hoisted((): Editor => ({
  saved: [],
  executions: [],
  isTrusted: true,
  settings: {},
  asked: [],
  answer: undefined,
}));

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  Disposable: { from: () => ({ dispose: () => undefined }) },
  ConfigurationTarget: { Global: 1 },
  tasks: {
    get taskExecutions() {
      return editor.executions;
    },
  },
  window: {
    showInformationMessage: (message: string) => {
      editor.asked.push(message);
      return Promise.resolve(editor.answer);
    },
  },
  workspace: {
    get isTrusted() {
      return editor.isTrusted;
    },
    onDidSaveTextDocument: (listener: () => void) => editor.saved.push(listener),
    getConfiguration: () => ({
      get: (name: string, value: unknown) => editor.settings[name] ?? value,
      update: (name: string, value: unknown) => {
        editor.settings[name] = value;
        return Promise.resolve();
      },
    }),
  },
}));

const rebuild = vi.fn(() => Promise.resolve(true));
const changed = new EventEmitter<void>();
let model: { programs: object[]; onDidChange: unknown };
const program = (builtAt: number, code = 'stale') => ({
  ...{ path: '/w/prog', name: 'prog', builtAt },
  problems: [{ code, message: 'a.c changed after this build.' }],
});

beforeEach(() => {
  vi.useFakeTimers();
  rebuild.mockClear();
  Object.assign(editor, { saved: [], executions: [], isTrusted: true, settings: {}, asked: [], answer: undefined });
  model = { programs: [program(1)], onDidChange: changed.event };
  const log = { error: vi.fn() };
  const builds = new StaleBuilds(
    model as unknown as Model,
    { rebuild } as unknown as BuildTasks,
    log as unknown as vscode.LogOutputChannel,
  );
  onTestFinished(() => builds.dispose());
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = () => vi.advanceTimersByTimeAsync(10_000);
async function save(): Promise<void> {
  for (const listener of editor.saved) listener();
  await pass();
}

test('what nobody saved here is nothing to ask about: a checkout is told in the status bar', async () => {
  changed.fire();
  await pass();
  expect(editor.asked).toEqual([]);
});

test('several saves are one question, and one build is asked about once', async () => {
  for (const listener of [...editor.saved, ...editor.saved]) listener();
  await pass();
  await save();
  expect(editor.asked).toEqual(['AutoJIT: prog is stale: a.c changed after this build. Rebuild it?']);
  expect(rebuild).not.toHaveBeenCalled();
  model.programs = [program(2)];
  await save();
  expect(editor.asked).toHaveLength(2);
});

test('the server may tell of it later than the save', async () => {
  model.programs = [program(1, 'store-gone')];
  await save();
  expect(editor.asked).toEqual([]);
  model.programs = [program(1)];
  changed.fire();
  await pass();
  expect(editor.asked).toHaveLength(1);
});

test.each([
  ['Build', 1, undefined],
  ['Always Build', 1, 'build'],
  ['Never Ask', 0, 'ignore'],
  [undefined, 0, undefined],
])('the answer %s builds %i times, and is kept as %s', async (answer, builds, kept) => {
  editor.answer = answer;
  await save();
  expect(rebuild).toHaveBeenCalledTimes(builds);
  expect(editor.settings['onStale']).toBe(kept);
});

test.each([
  ['build', 1],
  ['ignore', 0],
])('who has said %s for good is not asked', async (choice, builds) => {
  editor.settings['onStale'] = choice;
  await save();
  expect(editor.asked).toEqual([]);
  expect(rebuild).toHaveBeenCalledTimes(builds);
});

test('while it is built, and where nothing may be built, nothing is asked', async () => {
  editor.executions = [{ task: { definition: { type: 'autojit', task: 'build' } } }];
  await save();
  [editor.executions, editor.isTrusted] = [[], false];
  await save();
  expect(editor.asked).toEqual([]);
  editor.isTrusted = true;
  await save();
  expect(editor.asked).toHaveLength(1);
});
