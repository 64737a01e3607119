import { pathToFileURL } from 'node:url';
import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver/node';
import { FunctionState } from '../../protocol/graph.js';
import { stateOf, type Overlay } from '../run/overlay.js';
import type { Program } from '../program/program.js';
import type { Workspace } from '../workspace/workspace.js';
import { lineRange } from './places.js';

const MAX_SYMBOLS = 500;

/**
 * Functions by name and state: `compress @stub`. The state stands in the symbol's name because VS Code matches the
 * query against the names once more.
 */
export function findSymbols(workspace: Workspace, query: string): WorkspaceSymbol[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const wanted = words.filter((word) => word.startsWith('@')).map((word) => word.slice(1));
  const names = words.filter((word) => !word.startsWith('@'));
  const states = FunctionState.options.filter((state) => wanted.every((prefix) => state.startsWith(prefix)));
  const overlays = new Map<Program, Overlay>();
  const found: WorkspaceSymbol[] = [];
  for (const { program, fn, line } of workspace.sources.all()) {
    const overlay = overlays.get(program) ?? workspace.runs.overlay(program).overlay;
    overlays.set(program, overlay);
    const state = stateOf(fn, overlay);
    const signature = fn.signature.toLowerCase();
    if (!states.includes(state) || fn.file === undefined || !names.every((name) => isSubsequence(name, signature))) {
      continue;
    }
    found.push({
      name: `${fn.label} @${state}`,
      kind: SymbolKind.Function,
      containerName: program.name,
      location: { uri: pathToFileURL(fn.file).href, range: lineRange(line - 1) },
    });
    if (found.length >= MAX_SYMBOLS) break;
  }
  return found;
}

function isSubsequence(needle: string, text: string): boolean {
  let at = 0;
  for (const char of needle) {
    at = text.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
