import { beforeEach, expect, test, vi } from 'vitest';
import type { ServerClient } from '../model/client.js';
import { UserError } from '../window/messages.js';
import type { BuildTasks } from './build-task.js';
import { UpToDate } from './up-to-date.js';

interface Editor {
  asked: { message: string; answers: string[] }[];
  answer: string | undefined;
  commands: unknown[][];
  settings: Record<string, unknown>;
}
const editor = vi.hoisted((): Editor => ({ asked: [], answer: undefined, commands: [], settings: {} }));

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  commands: {
    executeCommand: (...args: unknown[]) => {
      editor.commands.push(args);
      return Promise.resolve();
    },
  },
  window: {
    showWarningMessage: (message: string, _: object, ...answers: string[]) => {
      editor.asked.push({ message, answers });
      return Promise.resolve(editor.answer);
    },
  },
  workspace: {
    textDocuments: [],
    getConfiguration: () => ({ get: (name: string, value: unknown) => editor.settings[name] ?? value }),
  },
}));

beforeEach(() => {
  Object.assign(editor, { asked: [], answer: undefined, commands: [], settings: {} });
});

/** A program that is stale for these reasons, one at each look; a number: of the time of a change that may have a part in it. */
function programWith(
  reasons: (string | number | null)[],
  rebuild: () => Promise<boolean>,
): { ensure: () => Promise<boolean> } {
  const client = {
    request: () => {
      const reason = (reasons.length > 1 ? reasons.shift() : reasons[0]) ?? null;
      const isUnsure = typeof reason === 'number';
      const unsure = isUnsure ? { message: 'table.def changed after this build.', changedAt: reason } : null;
      return Promise.resolve({ stale: isUnsure ? null : reason, unsure });
    },
  };
  const upToDate = new UpToDate(client as unknown as ServerClient, { rebuild } as unknown as BuildTasks);
  return { ensure: () => upToDate.ensure('/w/prog') };
}
const CHANGED = 'a.c changed after this build.';
const builds = (): Promise<boolean> => Promise.resolve(true);

test('what is as its sources are runs, without a build', async () => {
  const rebuild = vi.fn(builds);
  expect(await programWith([null], rebuild).ensure()).toBe(true);
  expect(rebuild).not.toHaveBeenCalled();
});

test('what is stale is built, and runs when that made it new', async () => {
  expect(await programWith([CHANGED, null], builds).ensure()).toBe(true);
  expect(editor.asked).toEqual([]);
});

test('a build that ended well and left the program stale is asked about, with what can be done', async () => {
  expect(await programWith([CHANGED], builds).ensure()).toBe(false);
  expect(editor.asked.map(({ message }) => message)).toEqual([
    'The build ended well, but prog is still stale: a.c changed after this build. Does the build command make this program?',
  ]);
  expect(editor.asked[0]?.answers).toEqual(['Run Anyway', 'Open Setting']);
  editor.answer = 'Run Anyway';
  expect(await programWith([CHANGED], builds).ensure()).toBe(true);
  editor.answer = 'Open Setting';
  expect(await programWith([CHANGED], builds).ensure()).toBe(false);
  expect(editor.commands).toEqual([['workbench.action.openSettings', 'autojit.buildCommand']]);
});

test('the same after a question, where that is what the person set', async () => {
  Object.assign(editor, { settings: { beforeRun: 'ask' }, answer: 'Build' });
  expect(await programWith([CHANGED], builds).ensure()).toBe(false);
  expect(editor.asked).toHaveLength(2);
});

test('a build that failed, or that nothing here can make, does not run the old program without a question', async () => {
  expect(await programWith([CHANGED], () => Promise.resolve(false)).ensure()).toBe(false);
  const nothing = () => Promise.reject(new UserError('no build command'));
  expect(await programWith([CHANGED], nothing).ensure()).toBe(false);
  expect(editor.asked.map(({ message }) => message)).toEqual([
    'The build failed, so prog is still the old program: a.c changed after this build.',
    'prog is stale: a.c changed after this build. It cannot be built from here: no build command',
  ]);
  editor.answer = 'Run Old Program';
  expect(await programWith([CHANGED], nothing).ensure()).toBe(true);
});

test('what may be stale is built once for each change, and runs when that ended well', async () => {
  const rebuild = vi.fn(builds);
  const { ensure } = programWith([5, 5, 5, Date.now() + 10_000], rebuild);
  expect(await ensure()).toBe(true);
  expect(await ensure()).toBe(true);
  expect(rebuild).toHaveBeenCalledTimes(1);
  expect(await ensure()).toBe(true);
  expect(rebuild).toHaveBeenCalledTimes(2);
  expect(editor.asked).toEqual([]);
});

test('what may be stale does not run without a question where a build fails, or nobody knows of one', async () => {
  expect(await programWith([5], () => Promise.resolve(false)).ensure()).toBe(false);
  const { ensure } = programWith([5], () => Promise.reject(new UserError('no build command')));
  expect(await ensure()).toBe(false);
  expect(editor.asked.map(({ message }) => message)).toEqual([
    'The build failed, so prog is still the old program: table.def changed after this build.',
    'prog may be stale: table.def changed after this build. It cannot be built from here: no build command',
  ]);
  editor.answer = 'Run Old Program';
  expect(await ensure()).toBe(true);
  expect(await ensure()).toBe(true);
  expect(editor.asked).toHaveLength(3);
});
