import type { Range } from 'vscode-languageserver/node';
import { entryOf } from '../call-graph/entry.js';
import type { FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Program } from '../program/program.js';
import type { PlacedFunction } from '../program/source-index.js';
import { findTests } from '../unit-tests/find.js';
import type { UnitTest } from '../unit-tests/unit-test.js';
import type { Workspace } from '../workspace/workspace.js';
import { placedNow } from './placed-now.js';

/** Where functions are defined in a file, as it is open now: what lenses and marks stand at. */

export interface Place {
  program: Program;
  /** Instances of a template stand at one place. */
  fns: LinkedFunction[];
  first: LinkedFunction;
  range: Range;
  /** Where the program begins. */
  isEntry: boolean;
}

export interface Places {
  placed: readonly PlacedFunction[];
  tests: readonly UnitTest[];
  places: readonly Place[];
}

/** Looking for thousands of definitions takes longer than anything else here, and a run changes none of them. */
export function placesIn(workspace: Workspace, file: string, lines: readonly string[]): Places {
  const placed = placedNow(workspace.sources.inFile(file), workspace.builtTexts.linesOf(file), lines);
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

export function lineRange(line: number): Range {
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}
