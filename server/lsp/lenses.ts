import type { CodeLens, Range } from 'vscode-languageserver/node';
import { LensCommands, type StartOptions } from '../../protocol/lsp.js';
import type { LinkedFunction } from '../graph/model.js';
import { definedName } from '../graph/names.js';
import type { Program } from '../program/program.js';
import type { Overlay } from '../run/overlay.js';
import { findTests } from '../unit-tests/find.js';
import type { PlacedFunction } from '../workspace/source-index.js';
import type { Workspace } from '../workspace/workspace.js';
import { currentLine } from './placement.js';
import { instancesText } from './state-text.js';

/** From memory alone: a lens that waits holds up those of every other extension. */
export function lensesOf(workspace: Workspace, file: string, lines: readonly string[]): CodeLens[] {
  const lenses: CodeLens[] = [];
  const overlays = new Map<Program, Overlay>();
  const functions = workspace.sources.inFile(file);
  const tests = findTests(functions, lines);
  for (const { line, placed, start } of tests) lenses.push(...entryLenses(lineRange(line), placed.program, start));
  // What a macro made beside the test (constructors, registration) says nothing to anybody.
  const testLines = new Set(tests.map(({ placed }) => placed.line));
  for (const { program, fns, line } of byPlace(functions)) {
    const [first] = fns;
    if (!first || testLines.has(line)) continue;
    const range = lineRange(currentLine(lines, line, definedName(first.signature)));
    if (first.index === program.graph.main) lenses.push(...entryLenses(range, program));
    else {
      const overlay = overlays.get(program) ?? workspace.runs.overlay(program).overlay;
      overlays.set(program, overlay);
      lenses.push(stateLens(range, overlay, program, fns, first));
    }
  }
  return lenses;
}

function byPlace(placed: readonly PlacedFunction[]): { program: Program; fns: LinkedFunction[]; line: number }[] {
  const places = new Map<number, { program: Program; fns: LinkedFunction[]; line: number }>();
  for (const { program, fn, line } of placed) {
    const place = places.get(line);
    if (place) place.fns.push(fn);
    else places.set(line, { program, fns: [fn], line });
  }
  return [...places.values()];
}

function entryLenses(range: Range, { path }: Program, start?: StartOptions): CodeLens[] {
  const args = start ? [path, start] : [path];
  return [
    { range, command: { title: '$(play) run lazily', command: LensCommands.runLazily, arguments: args } },
    { range, command: { title: '$(debug-alt) debug lazily', command: LensCommands.debugLazily, arguments: args } },
  ];
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
      title: instancesText(fns, overlay),
      command: LensCommands.revealInGraph,
      arguments: [program.path, first.id],
    },
  };
}

export function lineRange(line: number): Range {
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}
