import * as vscode from 'vscode';
import * as z from 'zod';
import { withoutVariables } from './launch-json.js';
import { foldersHere } from '../window/folders.js';

const SourceMap = z.record(z.string(), z.string()).catch({});

/** The setting: where sources are here that were compiled under another path. */
export function sourceMap(): Record<string, string> {
  const set = SourceMap.parse(vscode.workspace.getConfiguration('autojit').get('sourceMap'));
  const [folder] = foldersHere();
  return Object.fromEntries(Object.entries(set).map(([from, to]) => [from, withoutVariables(to, folder)]));
}
