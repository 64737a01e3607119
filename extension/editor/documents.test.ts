import { expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import { Documents } from './documents.js';

interface Address {
  path: string;
  query: string;
}

/** What VS Code has open, and who gives it its texts. */
const editor = vi.hoisted(() => ({
  provider: undefined as { provideTextDocumentContent(uri: unknown): Promise<string> } | undefined,
  shown: [] as string[],
}));

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  ...(await import('../testing/emitter.js')),
  ViewColumn: { Active: 1, Beside: 2 },
  Uri: { from: (uri: Address) => ({ ...uri, toString: () => `${uri.path}?${uri.query}` }) },
  commands: { executeCommand: vi.fn() },
  window: { showTextDocument: (text: string) => Promise.resolve(editor.shown.push(text)) },
  workspace: {
    registerTextDocumentContentProvider: (_: string, provider: typeof editor.provider) => (editor.provider = provider),
    openTextDocument: (uri: unknown) => editor.provider?.provideTextDocumentContent(uri),
  },
}));

test('a body is made once each time it is asked for, and again where only its address is left', async () => {
  let made = 0;
  const client = { request: () => Promise.resolve(`body ${String((made += 1))}`) };
  const log = { error: vi.fn() };
  const documents = new Documents(client as unknown as ServerClient, log as unknown as vscode.LogOutputChannel);
  const content = { kind: 'body', program: '/w/prog', id: 'f', form: 'ir' } as const;
  await documents.show('f.ll', content);
  expect([made, editor.shown]).toEqual([1, ['body 1']]);
  await documents.show('f.ll', content);
  expect([made, editor.shown]).toEqual([2, ['body 1', 'body 2']]);
  // VS Code opens it by itself after a reload of the window.
  const uri = documents.addressOf('f.ll', content);
  expect(await editor.provider?.provideTextDocumentContent(uri)).toBe('body 3');
});

test('a body that cannot be made is told once, and no editor opens', async () => {
  const client = { request: () => Promise.reject(new Error('its store is gone')) };
  const documents = new Documents(client as unknown as ServerClient, {} as vscode.LogOutputChannel);
  editor.shown = [];
  const content = { kind: 'body', program: '/w/prog', id: 'f', form: 'assembly' } as const;
  await expect(documents.show('f.s', content)).rejects.toThrow('its store is gone');
  expect(editor.shown).toEqual([]);
});
