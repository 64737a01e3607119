import type { FunctionId } from '../../protocol/graph.js';
import type { CoveredFile } from '../../protocol/tests.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import {
  countDeclarations,
  declarationsOf,
  type FileDeclarations,
  type Ran,
  ranIn,
  type Wanted,
} from '../run-export/declarations.js';
import type { Overlay } from '../run/overlay.js';

/** What each test of a program called, as far as runs tell. Kept as sets of numbers: there may be thousands of tests. */
export class RanByTests {
  private readonly tests = new Map<string, ReadonlySet<FunctionIndex>>();

  constructor(readonly graph: CallGraph) {}

  get size(): number {
    return this.tests.size;
  }

  add(test: string, overlay: Overlay): void {
    const ranOf = ranIn([overlay]);
    const touched = new Set([...overlay.functions.keys(), ...overlay.inlined.keys()]);
    const called = [...touched].filter((index) => {
      const fn = this.graph.functions[index];
      return fn !== undefined && ranOf(fn) === 'ran';
    });
    this.tests.set(test, new Set(called));
  }

  /** Those that were run again count as they ran last. */
  merge(newer: RanByTests): void {
    for (const [test, called] of newer.tests) this.tests.set(test, called);
  }

  testsOf(id: FunctionId): string[] {
    const index = this.graph.find(id);
    if (index === undefined) return [];
    return [...this.tests].filter(([, called]) => called.has(index)).map(([test]) => test);
  }

  /** Of all tests, or of one; with what cannot be known left out. */
  files(isWanted: Wanted, test?: string): CoveredFile[] {
    const sets = test === undefined ? [...this.tests] : [...this.tests].filter(([name]) => name === test);
    const all = new Set(sets.flatMap(([, called]) => [...called]));
    const byFile = this.testsByFile(sets);
    return declarationsOf(this.graph, ranOf(all), isWanted)
      .map(({ file, declarations }) => ({
        file,
        declarations: declarations
          .filter(({ ran }) => ran !== 'unknown')
          .map(({ name, line, ran }) => ({ name, line, ran: ran === 'ran' })),
        tests: [...(byFile.get(file) ?? [])],
      }))
      .filter(({ declarations }) => declarations.length > 0);
  }

  unknown(isWanted: Wanted): number {
    const files: FileDeclarations[] = declarationsOf(this.graph, ranOf(new Set()), isWanted);
    return countDeclarations(files).unknown;
  }

  private testsByFile(sets: readonly [string, ReadonlySet<FunctionIndex>][]): Map<string, Set<string>> {
    const files = new Map<string, Set<string>>();
    for (const [test, called] of sets) {
      for (const index of called) {
        const file = this.graph.functions[index]?.file;
        if (file === undefined) continue;
        const tests = files.get(file) ?? new Set();
        files.set(file, tests.add(test));
      }
    }
    return files;
  }
}

function ranOf(called: ReadonlySet<FunctionIndex>): (fn: LinkedFunction) => Ran {
  return (fn) => (called.has(fn.index) ? 'ran' : fn.reason ? 'unknown' : 'never');
}
