import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ProgramTest } from '../../protocol/tests.js';
import type { CallGraph } from '../call-graph/model.js';
import type { Program } from '../program/program.js';
import { canonicalPath, type PlacedFunction } from '../program/source-index.js';
import { anywhere } from './anywhere.js';
import { isBoostTest } from './boost.js';
import { isCatch2Test } from './catch2.js';
import { isDoctest } from './doctest.js';
import { findTests } from './find.js';
import { isGoogleTest } from './google-test.js';
import { isRustHarness } from './rust.js';

const hasCompiledTests = anywhere((fn) => isCompiledTest(fn));

/** Known without a look into any source. */
export const hasTests = (graph: CallGraph): boolean => hasCompiledTests(graph) || isRustHarness(graph);

const FRAMEWORKS = [isGoogleTest, isCatch2Test, isDoctest, isBoostTest];

const isCompiledTest = (fn: { signature: string }): boolean => FRAMEWORKS.some((is) => is(fn));

/** All tests of a program, or those of one file, in the order of its sources. `open`: lines of a file that an editor has, else none. */
export async function programTests(
  program: Program,
  open: (file: string) => readonly string[] | undefined,
  only?: string,
): Promise<ProgramTest[]> {
  const tests: ProgramTest[] = [];
  for (const [file, functions] of testFiles(program)) {
    if (only !== undefined && file !== only) continue;
    const lines = open(file) ?? (await linesOf(file));
    for (const { line, placed, ...test } of findTests(functions, lines)) {
      const suites = test.suites.length === 0 ? [basename(file)] : test.suites;
      tests.push({ ...test, suites, id: placed.fn.id, file, line: line + 1 });
    }
  }
  return tests.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** A program without tests that is one itself: it passes when it ends with 0. Its name is its path. */
export function wholeProgram({ path, name, graph }: Program, args: string[]): ProgramTest {
  const main = graph.main === undefined ? undefined : graph.functions[graph.main];
  return {
    ...{ name: path, framework: 'program', suites: [], label: name, start: { args } },
    ...{ id: main?.id ?? 'main', file: main?.file ?? path, line: main?.line ?? 1 },
  };
}

/** Its functions by source file, of files that may hold tests. */
function testFiles(program: Program): Map<string, PlacedFunction[]> {
  const files = new Map<string, PlacedFunction[]>();
  // Most programs have no tests, and some have a million functions.
  if (!hasTests(program.graph)) return files;
  const harness = isRustHarness(program.graph);
  const byName = new Map<string, PlacedFunction[]>();
  const wanted = new Set<string>();
  for (const fn of program.graph.functions) {
    const { file, line } = fn;
    if (file === undefined || line === undefined) continue;
    if (isCompiledTest(fn) || (harness && file.endsWith('.rs'))) wanted.add(file);
    const list = byName.get(file);
    if (list) list.push({ program, fn, line });
    else byName.set(file, [{ program, fn, line }]);
  }
  const real = new Set([...wanted].map(canonicalPath));
  for (const [name, functions] of byName) {
    const file = canonicalPath(name);
    if (real.has(file)) files.set(file, [...(files.get(file) ?? []), ...functions]);
  }
  return files;
}

/** None of a source that is not on this machine, as those of Rust's own library. */
async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split(/\r?\n/);
}
