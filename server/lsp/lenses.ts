import type { CodeLens, Range } from 'vscode-languageserver/node';
import { LensCommands } from '../../protocol/lsp.js';
import type { LinkedFunction } from '../graph/model.js';
import { definedName } from '../graph/names.js';
import type { Program } from '../program/program.js';
import type { Overlay } from '../run/overlay.js';
import type { PlacedFunction } from '../workspace/source-index.js';
import type { Workspace } from '../workspace/workspace.js';
import { currentLine } from './placement.js';
import { instancesText } from './state-text.js';

/** From memory alone: a lens that waits holds up those of every other extension. */
export function lensesOf(workspace: Workspace, file: string, lines: readonly string[]): CodeLens[] {
  const lenses: CodeLens[] = [];
  const overlays = new Map<Program, Overlay>();
  for (const { program, fns, first, range } of placesOf(workspace.sources.inFile(file), lines)) {
    if (first.index === program.graph.main) lenses.push(...entryLenses(range, program));
    else {
      const overlay = overlays.get(program) ?? workspace.runs.overlay(program).overlay;
      overlays.set(program, overlay);
      lenses.push(stateLens(range, overlay, program, fns, first));
    }
  }
  return lenses;
}

interface Place {
  program: Program;
  /** Instances of a template stand at one place. */
  fns: LinkedFunction[];
  first: LinkedFunction;
  range: Range;
}

/** Looking for thousands of definitions takes longer than anything else here, and a run changes none of them. */
function placesOf(placed: readonly PlacedFunction[], lines: readonly string[]): readonly Place[] {
  const known = computed.get(lines);
  if (known?.placed === placed) return known.places;
  const places = findPlaces(placed, lines);
  computed.set(lines, { placed, places });
  return places;
}

const computed = new WeakMap<readonly string[], { placed: readonly PlacedFunction[]; places: readonly Place[] }>();

function findPlaces(placed: readonly PlacedFunction[], lines: readonly string[]): Place[] {
  const places = new Map<number, Place>();
  for (const { program, fn, line } of placed) {
    const place = places.get(line);
    if (place) place.fns.push(fn);
    else {
      const range = lineRange(currentLine(lines, line, definedName(fn.signature)));
      places.set(line, { program, fns: [fn], first: fn, range });
    }
  }
  return [...places.values()];
}

function entryLenses(range: Range, program: Program): CodeLens[] {
  return [
    {
      range,
      command: { title: '$(play) run lazily', command: LensCommands.runLazily, arguments: [program.path] },
    },
    {
      range,
      command: { title: '$(debug-alt) debug lazily', command: LensCommands.debugLazily, arguments: [program.path] },
    },
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
