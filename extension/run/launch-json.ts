import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { resolveVariables } from './variables.js';
import { foldersHere } from '../window/folders.js';

/** A configuration of a program as it stands in launch.json, with its variables. */
export interface LaunchEntry {
  folder: vscode.WorkspaceFolder | undefined;
  configuration: vscode.DebugConfiguration;
  args: string[] | undefined;
}

const Part = z.looseObject({ program: z.string().optional(), args: z.array(z.string()).optional().catch(undefined) });
const Entry = Part.extend({
  type: z.literal('autojit'),
  request: z.literal('launch'),
  name: z.string(),
  /** What holds on this system alone. */
  linux: Part.optional().catch(undefined),
});

/** The first that launches this program. */
export function launchEntryOf(program: string): LaunchEntry | undefined {
  const folders = foldersHere();
  for (const folder of folders.length > 0 ? folders : [undefined]) {
    const all: unknown = vscode.workspace.getConfiguration('launch', folder?.uri).get('configurations');
    for (const one of Array.isArray(all) ? all : []) {
      const entry = Entry.safeParse(one);
      if (!entry.success) continue;
      const { program: named, args } = { ...entry.data, ...entry.data.linux };
      if (named === undefined || path.resolve(withoutVariables(named, folder)) !== program) continue;
      return { folder, configuration: one as vscode.DebugConfiguration, args };
    }
  }
  return undefined;
}

/** What a text in launch.json says, as far as nobody has to be asked. */
export function withoutVariables(text: string, folder: vscode.WorkspaceFolder | undefined): string {
  return resolveVariables(text, {
    folder: folder?.uri.fsPath,
    folders: foldersHere().map(({ name, uri }) => ({ name, path: uri.fsPath })),
    file: vscode.window.activeTextEditor?.document.uri.fsPath,
    home: homedir(),
    env: process.env,
    setting: (name) => vscode.workspace.getConfiguration(undefined, folder?.uri).get(name),
  });
}
