import type { LinkedFunction } from '../graph/model.js';
import type { Program } from '../program/program.js';

export interface PlacedFunction {
  program: Program;
  fn: LinkedFunction;
  line: number;
}

/** Functions by where they stand in the sources, in the program that was built last where several have one. */
export class SourceIndex {
  private readonly files = new Map<string, PlacedFunction[]>();

  /** `programs`: the ones that were built last come first. */
  constructor(programs: readonly Program[]) {
    const owners = new Map<string, Program>();
    for (const program of programs) {
      for (const fn of program.graph.functions) {
        if (fn.file === undefined || fn.line === undefined) continue;
        const place = `${fn.file}:${String(fn.line)}`;
        const owner = owners.get(place) ?? program;
        if (owner !== program) continue;
        owners.set(place, owner);
        const list = this.files.get(fn.file);
        const placed = { program, fn, line: fn.line };
        if (list) list.push(placed);
        else this.files.set(fn.file, [placed]);
      }
    }
    for (const list of this.files.values()) list.sort((a, b) => a.line - b.line);
  }

  /** By line. Instances of a template stand at the same one. */
  inFile(file: string): readonly PlacedFunction[] {
    return this.files.get(file) ?? [];
  }

  /** The function whose definition begins at the line or above it. */
  at(file: string, line: number): PlacedFunction | undefined {
    let found: PlacedFunction | undefined;
    for (const placed of this.inFile(file)) {
      if (placed.line > line) break;
      if (placed.line !== found?.line) found = placed;
    }
    return found;
  }
}
