import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import { UserError } from '../window/messages.js';
import { BuildTasks } from './build-task.js';

/** Names in the one folder that is open: a folder where it ends with a slash. */
const disk = vi.hoisted((): { entries: Record<string, string[]> } => ({ entries: {} }));

vi.mock('../run/runs.js', () => ({ requireTrust: () => undefined }));
vi.mock('vscode', async () => {
  const uriOf = (path: string): object => ({ scheme: 'file', fsPath: path, path });
  return {
    ...(await import('../testing/vscode.js')),
    FileType: { File: 1, Directory: 2 },
    Uri: { joinPath: (base: { path: string }, name: string) => uriOf(`${base.path}/${name}`) },
    workspace: {
      isTrusted: true,
      workspaceFolders: [{ uri: uriOf('/w'), name: 'w' }],
      getConfiguration: () => ({ get: (_: string, value: unknown) => value }),
      fs: {
        readDirectory: ({ path }: { path: string }) =>
          Promise.resolve(
            (disk.entries[path] ?? []).map((name) => [name.replace(/\/$/, ''), name.endsWith('/') ? 2 : 1]),
          ),
      },
    },
  };
});

beforeEach(() => {
  disk.entries = {};
});

const buttons = async (): Promise<{ label: string; command: string; args?: unknown[] }[]> => {
  const error = await new BuildTasks({} as vscode.ExtensionContext).build().catch((one: unknown) => one);
  if (!(error instanceof UserError)) throw error;
  return error.choices;
};
const labels = async (): Promise<string[]> => (await buttons()).map(({ label }) => label);

test('in a folder that nothing builds, the one source in it can be run at once', async () => {
  disk.entries = { '/w': ['hello.c', 'README.md'] };
  const [first] = await buttons();
  expect(first).toMatchObject({ label: 'Run hello.c lazily', command: 'autojit.runFile' });
  expect(first?.args).toEqual([expect.objectContaining({ fsPath: '/w/hello.c' })]);
});

test('of several sources none is meant more than the others, and a header is no program', async () => {
  disk.entries = { '/w': ['hello.c', 'other.c'] };
  expect(await labels()).toEqual(['Open Setting', 'Run Doctor']);
  disk.entries = { '/w': ['hello.h'] };
  expect(await labels()).toEqual(['Open Setting', 'Run Doctor']);
});

test('a build one folder down is led to', async () => {
  disk.entries = { '/w': ['project/', 'docs/'], '/w/project': ['Makefile'], '/w/docs': ['index.md'] };
  expect(await labels()).toEqual(['Open Folder', 'Open Setting', 'Run Doctor']);
});
