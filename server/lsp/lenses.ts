import type { CodeLens, Range } from 'vscode-languageserver/node';
import { LensCommands, type LensKind } from '../../protocol/lsp.js';
import type { StartOptions } from '../../protocol/tests.js';
import type { FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { entryOf } from '../call-graph/entry.js';
import type { Program } from '../program/program.js';
import type { PlacedFunction } from '../program/source-index.js';
import type { Overlay } from '../run/overlay.js';
import { findTests } from '../unit-tests/find.js';
import type { UnitTest } from '../unit-tests/unit-test.js';
import type { Workspace } from '../workspace/workspace.js';
import { placedNow } from './placed-now.js';
import { instancesText } from './state-text.js';

/** From memory alone: a lens that waits holds up those of every other extension. */
export function lensesOf(
  workspace: Workspace,
  file: string,
  lines: readonly string[],
  kinds: readonly LensKind[],
): CodeLens[] {
  const lenses: CodeLens[] = [];
  const overlays = new Map<Program, Overlay>();
  const { tests, places } = placesOf(
    placedNow(workspace.sources.inFile(file), workspace.builtTexts.linesOf(file), lines),
    lines,
  );
  for (const { line, placed, start } of tests)
    lenses.push(...entryLenses(kinds, lineRange(line), placed.program, start));
  for (const { program, fns, first, range, isEntry } of places) {
    if (isEntry) lenses.push(...entryLenses(kinds, range, program));
    else if (kinds.includes('states')) {
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
  /** Where the program begins. */
  isEntry: boolean;
}

interface Places {
  placed: readonly PlacedFunction[];
  tests: readonly UnitTest[];
  places: readonly Place[];
}

/** Looking for thousands of definitions takes longer than anything else here, and a run changes none of them. */
function placesOf(placed: readonly PlacedFunction[], lines: readonly string[]): Places {
  const known = computed.get(lines);
  if (known?.placed === placed) return known;
  const tests = findTests(placed, lines);
  // What a macro made beside the test (constructors, registration) says nothing to anybody.
  const testLines = new Set(tests.map((test) => test.placed.line));
  const found = { placed, tests, places: findPlaces(placed, lines.length, testLines) };
  computed.set(lines, found);
  return found;
}

const computed = new WeakMap<readonly string[], Places>();

function findPlaces(placed: readonly PlacedFunction[], length: number, without: ReadonlySet<number>): Place[] {
  const places = new Map<number, Place>();
  const entries = new Map<Program, FunctionIndex | undefined>();
  for (const { program, fn, line } of placed) {
    if (without.has(line)) continue;
    const place = places.get(line);
    if (place) place.fns.push(fn);
    else {
      const range = lineRange(Math.min(line, Math.max(1, length)) - 1);
      if (!entries.has(program)) entries.set(program, entryOf(program.graph));
      places.set(line, { program, fns: [fn], first: fn, range, isEntry: fn.index === entries.get(program) });
    }
  }
  // A `main` that is not where the program begins was made by the compiler.
  return [...places.values()].filter(({ program, first, isEntry }) => isEntry || first.index !== program.graph.main);
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

export function lineRange(line: number): Range {
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}
