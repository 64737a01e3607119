import type { CodeLens, Range } from 'vscode-languageserver/node';
import { LensCommands, type LensKind, type StateLenses } from '../../protocol/lsp.js';
import type { StartOptions } from '../../protocol/tests.js';
import type { LinkedFunction } from '../call-graph/model.js';
import type { Program } from '../program/program.js';
import { type Overlay, stateOf } from '../run/overlay.js';
import { byLine } from '../unit-tests/together.js';
import type { Workspace } from '../workspace/workspace.js';
import { lineRange, placesIn } from './places.js';
import { instancesText } from './state-text.js';

interface Wanted {
  kinds: readonly LensKind[];
  states: StateLenses;
}

/** From memory alone: a lens that waits holds up those of every other extension. */
export function lensesOf(
  workspace: Workspace,
  file: string,
  lines: readonly string[],
  { kinds, states }: Wanted,
): CodeLens[] {
  const lenses: CodeLens[] = [];
  const overlays = new Map<Program, Overlay>();
  const { tests, places } = placesIn(workspace, file, lines);
  for (const { first, start } of byLine(tests))
    lenses.push(...entryLenses(kinds, lineRange(first.line), first.placed.program, start));
  for (const { program, fns, first, range, isEntry } of places) {
    if (isEntry) lenses.push(...entryLenses(kinds, range, program));
    if (states === 'off') continue;
    const overlay = overlays.get(program) ?? workspace.runs.overlay(program).overlay;
    overlays.set(program, overlay);
    // That main runs needs no words, but that what runs is not what stands there.
    if (isEntry ? wasExchanged(fns, overlay) : states === 'all' || fns.some((fn) => isChanged(fn, overlay)))
      lenses.push(stateLens(range, overlay, program, fns, first));
  }
  return lenses;
}

function wasExchanged(fns: readonly LinkedFunction[], overlay: Overlay): boolean {
  return fns.some(({ index }) => overlay.functions.get(index)?.generation !== undefined);
}

/** By the run: a stub and an eager function are as the build left them. */
function isChanged(fn: LinkedFunction, overlay: Overlay): boolean {
  const state = stateOf(fn, overlay);
  return state !== 'stub' && state !== 'eager';
}

const ENTRY_LENSES = [
  { kind: 'run', title: '$(play) run lazily', command: LensCommands.runLazily },
  { kind: 'debug', title: '$(debug-alt) debug lazily', command: LensCommands.debugLazily },
] as const;

function entryLenses(kinds: readonly LensKind[], range: Range, { path }: Program, start?: StartOptions): CodeLens[] {
  const args = start ? [path, start] : [path];
  return ENTRY_LENSES.filter(({ kind }) => kinds.includes(kind)).map(({ title, command }) => ({
    range,
    command: { title, command, arguments: args },
  }));
}

function stateLens(
  range: Range,
  overlay: Overlay,
  program: Program,
  fns: readonly LinkedFunction[],
  first: LinkedFunction,
): CodeLens {
  return {
    range,
    command: {
      title: instancesText(program.graph, fns, overlay),
      command: LensCommands.revealInGraph,
      arguments: [program.path, first.id],
    },
  };
}
