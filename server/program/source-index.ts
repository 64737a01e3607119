import { realpathSync } from 'node:fs';
import { isHarnessMain } from '../call-graph/harness.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { definedName } from '../call-graph/names.js';
import { append } from '../support/grouped.js';
import type { Program } from './program.js';

export interface PlacedFunction {
  program: Program;
  fn: LinkedFunction;
  line: number;
}

const canonicalPaths = new Map<string, string>();

/** Without symbolic links, so that an editor's path and a compiler's path of one file are the same. */
export function canonicalPath(path: string): string {
  let canonical = canonicalPaths.get(path);
  if (canonical === undefined) {
    try {
      canonical = realpathSync.native(path);
    } catch {
      // A source that is not on this machine is shown under the name the compiler knew; it may come back.
      return path;
    }
    canonicalPaths.set(path, canonical);
  }
  return canonical;
}

/** Functions by where they stand in the sources, in the program that was built last where several have one. */
export class SourceIndex {
  /** By file: its functions, those of the program first that was built last. */
  private readonly files = new Map<string, { program: Program; fns: LinkedFunction[] }[]>();
  private readonly placed = new Map<string, readonly PlacedFunction[]>();
  /** Made when a hover asks first. */
  private names: Map<string, PlacedFunction[]> | undefined;

  /** `programs`: the ones that were built last come first. */
  constructor(programs: readonly Program[]) {
    for (const program of programs) {
      const byFile = new Map<string, LinkedFunction[]>();
      for (const fn of program.graph.functions) {
        if (fn.file !== undefined && fn.line !== undefined && !isHarnessMain(program.graph, fn))
          append(byFile, fn.file, fn);
      }
      for (const [file, fns] of byFile) append(this.files, canonicalPath(file), { program, fns });
    }
  }

  /** Those that have functions of a file, the one that was built last first. */
  programsOf(file: string): Program[] {
    return (this.files.get(file) ?? []).map(({ program }) => program);
  }

  /** By line. Instances of a template stand at the same one. The list is the same one each time. */
  inFile(file: string): readonly PlacedFunction[] {
    const known = this.placed.get(file);
    if (known) return known;
    const owners = new Map<number, Program>();
    const placed: PlacedFunction[] = [];
    for (const { program, fns } of this.files.get(file) ?? []) {
      for (const fn of fns) {
        const line = fn.line ?? 0;
        const owner = owners.get(line) ?? program;
        owners.set(line, owner);
        if (owner === program) placed.push({ program, fn, line });
      }
    }
    placed.sort((a, b) => a.line - b.line);
    this.placed.set(file, placed);
    return placed;
  }

  /** Every function that the sources call by this name, those of `file` first. */
  named(name: string, file: string): PlacedFunction[] {
    const here = ({ fn }: PlacedFunction): boolean => fn.file !== undefined && canonicalPath(fn.file) === file;
    const all = this.byName().get(name) ?? [];
    const elsewhere = all.filter((placed) => !here(placed) && placed.fn.linkage !== 'internal');
    return [...all.filter(here), ...elsewhere];
  }

  /** The same wherever it stands, also where only its file can name it. */
  everywhere(name: string): readonly PlacedFunction[] {
    return this.byName().get(name) ?? [];
  }

  private byName(): Map<string, PlacedFunction[]> {
    if (this.names) return this.names;
    this.names = new Map();
    for (const placed of this.all()) append(this.names, definedName(placed.fn.signature), placed);
    return this.names;
  }

  all(): PlacedFunction[] {
    return [...this.files.keys()].flatMap((file) => this.inFile(file));
  }
}

/** The function whose definition begins at the line or above it, of some that are sorted by line. */
export function functionAt(all: readonly PlacedFunction[], line: number): PlacedFunction | undefined {
  let found: PlacedFunction | undefined;
  for (const placed of all) {
    if (placed.line > line) break;
    if (placed.line !== found?.line) found = placed;
  }
  return found;
}
