import { expect, test } from 'vitest';
import { filePath } from './file-uri.js';

test.each([
  ['file:///home/me/app.c', '/home/me/app.c'],
  ['file:///home/me/with%20space/%C3%BC%23.c', '/home/me/with space/ü#.c'],
  ['file://localhost/home/me/app.c', '/home/me/app.c'],
])('%s is a file of this machine', (uri, file) => {
  expect(filePath(uri)).toBe(file);
});

test.each([
  'vscode-remote://ssh-remote%2Bbuild.example/home/me/app.c',
  'vscode-remote://wsl%2BUbuntu/home/me/app.c',
  'vscode-remote://dev-container%2B7b22686f7374227d/workspaces/app/app.c',
  'vscode-remote://codespaces%2Bname/workspaces/app/app.c',
  'vscode-remote://localhost:8080/home/me/app.c',
  'vscode-vfs://github/owner/repository/app.c',
  'vscode-local:/home/me/app.c',
  'file://wsl.localhost/Ubuntu/home/me/app.c',
  'file://server/share/app.c',
  'file:///home/me%2Fapp.c',
  'git:/home/me/app.c?%7B%22ref%22%3A%22HEAD%22%7D',
  'untitled:Untitled-1',
  'no address',
  '',
])('%s is none', (uri) => {
  expect(filePath(uri)).toBeUndefined();
});
