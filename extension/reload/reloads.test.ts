import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { ReloadAnswer } from '../../protocol/lsp.js';
import type { BuildTasks } from '../build/build-task.js';
import type { ServerClient } from '../model/client.js';
import type { StartedRun } from '../run/runs.js';
import type { EventEmitter } from '../testing/emitter.js';
import { Reloads } from './reloads.js';

interface Events {
  saved: EventEmitter<object>;
  started: EventEmitter<object>;
  ended: EventEmitter<object>;
}

/** What VS Code tells, was set to and has shown. */
const editor = vi.hoisted(() => ({
  events: undefined as Events | undefined,
  when: 'save',
  isTrusted: true,
  warned: [] as unknown[][],
  item: { text: '', tooltip: '', shown: false },
}));

vi.mock('vscode', async () => {
  const { EventEmitter: Emitter } = await import('../testing/emitter.js');
  const events = (editor.events ??= { saved: new Emitter(), started: new Emitter(), ended: new Emitter() });
  const { item } = editor;
  return {
    ...(await import('../testing/vscode.js')),
    EventEmitter: Emitter,
    Disposable: {
      from: (...all: { dispose: () => void }[]) => ({ dispose: () => all.forEach((one) => one.dispose()) }),
    },
    StatusBarAlignment: { Left: 1 },
    languages: { match: (_: unknown, { languageId }: { languageId: string }) => (languageId === 'c' ? 10 : 0) },
    window: {
      createStatusBarItem: () =>
        Object.assign(item, {
          show: () => (item.shown = true),
          hide: () => (item.shown = false),
          dispose: () => undefined,
        }),
      showWarningMessage: (...words: unknown[]) => {
        editor.warned.push(words);
        return Promise.resolve(undefined);
      },
    },
    workspace: {
      get isTrusted() {
        return editor.isTrusted;
      },
      getConfiguration: () => ({ get: () => editor.when }),
      onDidSaveTextDocument: events.saved.event,
    },
    debug: { onDidStartDebugSession: events.started.event, onDidTerminateDebugSession: events.ended.event },
  };
});

beforeEach(() => {
  Object.assign(editor, { when: 'save', isTrusted: true, warned: [] });
});

const taken: ReloadAnswer[number] = { pid: 7, kind: 'reloaded', line: 'reloaded 1 function in 9 ms: f', waiting: [] };

function reloads({ answer = taken, builds = true }: { answer?: ReloadAnswer[number]; builds?: boolean } = {}) {
  const asked: unknown[] = [];
  const request = (kind: string, { program }: { program: string }): Promise<unknown> => {
    asked.push(`${kind} ${program}`);
    return Promise.resolve(kind === 'reload' ? [answer] : answer.waiting);
  };
  const build = (): Promise<boolean> => {
    asked.push('build');
    return Promise.resolve(builds);
  };
  const log = { info: () => undefined, error: () => undefined, warn: () => undefined };
  const one = new Reloads(
    { request } as unknown as ServerClient,
    { build, rebuild: build } as unknown as BuildTasks,
    log as unknown as vscode.LogOutputChannel,
  );
  onTestFinished(() => one.dispose());
  const save = async (languageId = 'c'): Promise<void> => {
    editor.events?.saved.fire({ languageId, uri: {} });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { one, asked, save };
}

const running = (id: string): StartedRun => ({ id, ended: new Promise(() => undefined) }) as unknown as StartedRun;

test('a save builds, and has the program take it over', async () => {
  const { one, asked, save } = reloads();
  await save();
  expect(asked).toEqual([]);
  one.follow(running('1'), '/app');
  await save('markdown');
  expect(asked).toEqual([]);
  await save();
  expect(asked).toEqual(['build', 'reload /app']);
  expect(editor.item).toMatchObject({ shown: true, text: '$(sync) reloaded 1 function in 9 ms' });
});

test('programs that are debugged take it over too, if their configuration says so', async () => {
  const { asked, save } = reloads();
  const session = (id: string, more: object): object => ({
    id,
    type: 'autojit',
    configuration: { program: '/app', ...more },
  });
  editor.events?.started.fire(session('plain', {}));
  await save();
  expect(asked).toEqual([]);
  editor.events?.started.fire(session('takes', { reload: true }));
  await save();
  expect(asked).toEqual(['build', 'reload /app']);
  editor.events?.ended.fire({ id: 'takes' });
  await save();
  expect(asked).toHaveLength(2);
});

test('where the setting says so, only the command does it', async () => {
  editor.when = 'command';
  const { one, asked, save } = reloads();
  one.follow(running('1'), '/app');
  await save();
  expect(asked).toEqual([]);
  await one.reload();
  expect(asked).toEqual(['build', 'reload /app']);
});

test('nothing is built or exchanged in a workspace that is not trusted', async () => {
  editor.isTrusted = false;
  const { one, asked, save } = reloads();
  one.follow(running('1'), '/app');
  await save();
  await expect(one.reload()).rejects.toThrow(/not trusted/);
  expect(asked).toEqual([]);
});

test('after a build that failed the program stays as it is', async () => {
  const { one, asked } = reloads({ builds: false });
  one.follow(running('1'), '/app');
  await one.reload();
  expect(asked).toEqual(['build']);
});

test('what is refused is said, with the way out', async () => {
  const line = 'not reloaded: struct s: 8 -> 16 bytes';
  const { one } = reloads({ answer: { ...taken, kind: 'refused', line } });
  one.follow(running('1'), '/app');
  await one.reload();
  expect(editor.warned).toEqual([[`AutoJIT: ${line}`, 'Restart Lazily']]);
  expect(editor.item.shown).toBe(false);
});

test('what is not called in a third of a second is named', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { one, asked } = reloads({ answer: { ...taken, waiting: ['main', 'step'] } });
  one.follow(running('1'), '/app');
  await one.reload();
  expect(editor.item.text).toBe('$(sync) reloaded 1 function in 9 ms');
  await vi.advanceTimersByTimeAsync(350);
  expect(asked.at(-1)).toBe('reloadWaiting /app');
  expect(editor.item.text).toBe('$(sync) reloaded 1 function in 9 ms · Not called since: main, step');
});

test('what is saved meanwhile is built once more, however often', async () => {
  const { one, asked, save } = reloads();
  one.follow(running('1'), '/app');
  await Promise.all([one.reload(), one.reload(), one.reload()]);
  await save('markdown');
  expect(asked).toEqual(['build', 'reload /app', 'build', 'reload /app']);
});

test('without a program that takes it over, that is said', async () => {
  await expect(reloads().one.reload()).rejects.toThrow(/No program runs that takes over new builds/);
});
