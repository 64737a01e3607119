import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Cancelled, report } from './messages.js';
import { cancellable } from './progress.js';

/** A progress that was shown, and how a person ends it. */
interface Shown {
  options: { title: string; cancellable: boolean };
  cancel: () => void;
}
const shown = vi.hoisted(() => [] as Shown[]);
const errors = vi.hoisted(() => [] as string[]);

vi.mock('vscode', async () => {
  const { CancellationTokenSource, ...rest } = await import('../testing/vscode.js');
  return {
    ...rest,
    CancellationTokenSource,
    ProgressLocation: { Notification: 15 },
    window: {
      withProgress: (options: Shown['options'], task: (progress: null, token: object) => Promise<unknown>) => {
        const source = new CancellationTokenSource();
        shown.push({ options, cancel: () => source.cancel() });
        return task(null, source.token);
      },
      showErrorMessage: (message: string) => {
        errors.push(message);
        return Promise.resolve();
      },
    },
  };
});

beforeEach(() => {
  shown.length = 0;
  errors.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is there at once is not spoken of', async () => {
  expect(await cancellable('Reading', () => Promise.resolve(7))).toBe(7);
  await expect(cancellable('Reading', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(shown).toEqual([]);
});

test('what takes long is said, and comes all the same', async () => {
  let settle: (value: number) => void = () => undefined;
  const answer = cancellable('Reading', () => new Promise<number>((resolve) => (settle = resolve)));
  await vi.advanceTimersByTimeAsync(1000);
  expect(shown.map(({ options }) => options)).toEqual([{ location: 15, title: 'AutoJIT: Reading', cancellable: true }]);
  settle(7);
  expect(await answer).toBe(7);
});

test('who cancels waits no longer, and those who work are told; that is no error', async () => {
  let told: { isCancellationRequested: boolean } | undefined;
  const answer = cancellable('Reading', (token) => {
    told = token;
    return new Promise<never>(() => undefined);
  });
  const ended = answer.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1000);
  shown[0]?.cancel();
  const error = await ended;
  expect(error).toBeInstanceOf(Cancelled);
  expect(told?.isCancellationRequested).toBe(true);
  report(error, { error: (line: string) => errors.push(line) } as never);
  expect(errors).toEqual([]);
});
