import path from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../extension/main.js';
import type { TestWorkspace } from '../harness/workspace.js';

/** What test/harness/integration.ts built. */
export const workspace = JSON.parse(process.env['AUTOJIT_TEST_WORKSPACE'] ?? '{}') as TestWorkspace;

export const source = (name: string): vscode.Uri => vscode.Uri.file(path.join(workspace.folder, name));

export const extension = (): vscode.Extension<Exports> => {
  const found = vscode.extensions.getExtension<Exports>('autojit.autojit');
  if (!found) throw new Error('The extension is not there.');
  return found;
};

/** What tests look at, and no other extension. */
export async function internals(): Promise<Exports['internals']> {
  return (await extension().activate()).internals;
}

export async function model(): Promise<Exports['internals']['model']> {
  const { model } = await internals();
  await until('the program is found', () => model.find(workspace.program));
  return model;
}

/** While `work` runs, parts of VS Code's API are these: nobody is there to answer what it would ask. */
export async function replacing<T extends object>(
  api: T,
  parts: Partial<Record<keyof T, unknown>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = Object.fromEntries(Object.keys(parts).map((name) => [name, api[name as keyof T]]));
  Object.assign(api, parts);
  try {
    await work();
  } finally {
    Object.assign(api, before);
  }
}

/** Waits for something to become true or defined. Slow machines get two minutes. */
export async function until<T>(
  what: string,
  get: () => T | Promise<T>,
  timeout = 120_000,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = await get();
    if (value !== undefined && value !== null && value !== false) return value as Exclude<T, undefined | null | false>;
    if (Date.now() > deadline) throw new Error(`After ${timeout / 1000} s: not yet that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function lensesOf(name: string): Promise<{ title: string; line: number; command: vscode.Command }[]> {
  // VS Code answers for documents that it knows.
  await vscode.workspace.openTextDocument(source(name));
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    source(name),
    1000,
  );
  return lenses.flatMap(({ command, range }) =>
    command ? [{ title: command.title, line: range.start.line + 1, command }] : [],
  );
}
