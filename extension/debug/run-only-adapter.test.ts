import { expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Runs } from '../run/runs.js';
import { RunOnlyAdapter } from './run-only-adapter.js';

const shown = vi.hoisted((): string[] => []);

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  ...(await import('../testing/emitter.js')),
  window: { showErrorMessage: (message: string) => Promise.resolve(void shown.push(message)) },
}));

interface Said {
  type: string;
  event?: string;
  command?: string;
  success?: boolean;
  body?: object;
}

/** A session, of which `start` says what becomes of its program. */
function session(start: () => Promise<{ id: string; ended: Promise<number | undefined> }>) {
  const runs = {
    start: vi.fn(start),
    stop: vi.fn(() => Promise.resolve(true)),
    restarted: () => ({}),
    remember: vi.fn(),
  };
  const configuration = { name: 'x', program: '/w/prog', args: ['-x'], cwd: '/w' };
  const adapter = new RunOnlyAdapter(
    runs as unknown as Runs,
    { id: 's', configuration } as unknown as vscode.DebugSession,
    { error: vi.fn() } as unknown as vscode.LogOutputChannel,
  );
  const said: Said[] = [];
  adapter.onDidSendMessage((message) => said.push(message as unknown as Said));
  let seq = 0;
  const ask = (command: string): void => adapter.handleMessage({ seq: ++seq, type: 'request', command });
  const hears = (...wanted: object[]) => vi.waitFor(() => expect(said).toMatchObject(wanted));
  return { ask, hears, runs };
}

const launched = { type: 'response', command: 'launch', success: true };
const terminated = { type: 'event', event: 'terminated' };

test('a session ends with its program, and says how that ended', async () => {
  const { ask, hears, runs } = session(() => Promise.resolve({ id: 'r', ended: Promise.resolve(3) }));
  ask('launch');
  await hears(launched, { type: 'event', event: 'exited', body: { exitCode: 3 } }, terminated);
  expect(runs.start.mock.calls).toEqual([[{ program: '/w/prog', args: ['-x'], env: {}, cwd: '/w' }]]);
});

test('a session ends with its program also where the language server cannot be told', async () => {
  const ended = Promise.reject(new Error('The AutoJIT language server is not running.'));
  const { ask, hears } = session(() => Promise.resolve({ id: 'r', ended }));
  ask('launch');
  await hears(launched, terminated);
  await vi.waitFor(() => expect(shown).toEqual(['AutoJIT: The AutoJIT language server is not running.']));
});

test('a program that cannot be started is a launch that failed, with its reason', async () => {
  const { ask, hears } = session(() => Promise.reject(new Error('the folder cannot be written')));
  ask('launch');
  await hears({ ...launched, success: false, body: { error: { format: 'the folder cannot be written' } } });
});

test('what is stopped while it is prepared is ended once it runs', async () => {
  let begin: (run: { id: string; ended: Promise<number | undefined> }) => void = () => undefined;
  const { ask, hears, runs } = session(() => new Promise((resolve) => (begin = resolve)));
  ask('launch');
  await vi.waitFor(() => expect(runs.start).toHaveBeenCalled());
  ask('terminate');
  await hears({ command: 'terminate', success: true });
  begin({ id: 'r', ended: Promise.resolve(undefined) });
  await hears({ command: 'terminate' }, launched, terminated);
  expect(runs.stop).toHaveBeenCalledWith('r');
});
