import type * as vscode from 'vscode';
import { beforeEach, expect, test, vi } from 'vitest';
import { foldersHere } from './folders.js';

type Folder = { name: string; uri: { scheme: string; authority: string; fsPath: string } };

const window = vi.hoisted(() => ({ workspace: { workspaceFolders: undefined as Folder[] | undefined } }));
vi.mock('vscode', () => window);

beforeEach(() => {
  window.workspace.workspaceFolders = undefined;
});

const folder = (scheme: string, authority: string): Folder => ({
  name: `${scheme} ${authority}`,
  uri: { scheme, authority, fsPath: '/home/me/app' },
});
const names = (folders: readonly vscode.WorkspaceFolder[]): string[] => folders.map(({ name }) => name);

test('a window without a folder has none', () => {
  expect(foldersHere()).toEqual([]);
});

test.each([
  ['vscode-remote', 'ssh-remote+build.example'],
  ['vscode-remote', 'wsl+Ubuntu'],
  ['vscode-remote', 'dev-container+7b22686f7374227d'],
  ['vscode-remote', 'codespaces+name'],
  ['vscode-remote', 'localhost:8080'],
  ['vscode-vfs', 'github'],
  ['vscode-local', ''],
])('a folder of %s://%s is built and run by nobody here, though a path of its name may be', (scheme, authority) => {
  window.workspace.workspaceFolders = [folder(scheme, authority), folder('file', '')];
  expect(names(foldersHere())).toEqual(['file ']);
});
