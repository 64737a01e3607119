import { beforeEach, expect, test, vi } from 'vitest';
import { FUNCTION_COMMANDS } from './function-commands.js';
import type { CommandParts } from './handler.js';

const editor = vi.hoisted(() => ({
  asked: [] as { message: string; detail: string; answers: string[] }[],
  answer: undefined as string | undefined,
  told: [] as string[],
  ran: [] as string[][],
}));

vi.mock('../toolchain/cli.js', () => ({
  runCli: (_: object, args: string[]) => {
    editor.ran.push(args);
    return Promise.resolve('3 images cleared.');
  },
}));
vi.mock('../run/runs.js', () => ({ requireTrust: () => undefined }));
vi.mock('../editor/open-source.js', () => ({}));
vi.mock('../editor/breakpoint.js', () => ({}));
vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  window: {
    showWarningMessage: (message: string, { detail }: { detail: string }, ...answers: string[]) => {
      editor.asked.push({ message, detail, answers });
      return Promise.resolve(editor.answer);
    },
    showInformationMessage: (message: string) => {
      editor.told.push(message);
      return Promise.resolve();
    },
  },
}));

beforeEach(() => {
  Object.assign(editor, { asked: [], answer: undefined, told: [], ran: [] });
});

const clear = async (stores: string[]): Promise<unknown> => {
  const parts = { context: {}, model: { programs: stores.map((store) => ({ store })) } };
  return FUNCTION_COMMANDS['autojit.clearCache']?.(parts as unknown as CommandParts);
};

test('what was made by many runs is cleared only by who says so, and is named before', async () => {
  await clear(['/w/.autojit', '/w/.autojit', '/x/.autojit', '']);
  expect(editor.asked).toEqual([
    {
      message: 'Clear the image cache? The next run of each program compiles again what it calls.',
      detail: '/w/.autojit\n/x/.autojit',
      answers: ['Clear'],
    },
  ]);
  expect([editor.ran, editor.told]).toEqual([[], []]);
  editor.answer = 'Clear';
  await clear(['/w/.autojit', '/x/.autojit']);
  expect(editor.ran).toEqual(
    ['/w/.autojit', '/x/.autojit'].map((store) => ['cache', 'clear', '--images', '--store', store]),
  );
  expect(editor.told).toEqual(['AutoJIT: 3 images cleared. 3 images cleared. The next runs will start cold.']);
});

test('where there is nothing to clear, nothing is asked', async () => {
  await expect(clear([''])).rejects.toThrow('there is nothing to clear');
  expect(editor.asked).toEqual([]);
});
