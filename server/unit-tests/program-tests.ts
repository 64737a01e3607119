import { readFile } from 'node:fs/promises';
import type { ProgramTest } from '../../protocol/lsp.js';
import type { CallGraph } from '../call-graph/model.js';
import type { Program } from '../program/program.js';
import { canonicalPath, type PlacedFunction } from '../program/source-index.js';
import { anywhere } from './anywhere.js';
import { isCatch2Test } from './catch2.js';
import { findTests } from './find.js';
import { isGoogleTest } from './google-test.js';
import { isRustHarness } from './rust.js';

const hasCompiledTests = anywhere((fn) => isCompiledTest(fn));

/** Known without a look into any source. */
export const hasTests = (graph: CallGraph): boolean => hasCompiledTests(graph) || isRustHarness(graph);

const isCompiledTest = (fn: { signature: string }): boolean => isGoogleTest(fn) || isCatch2Test(fn);

/** All tests of a program in the order of its sources. `open`: lines of a file that an editor has, else none. */
export async function programTests(
  program: Program,
  open: (file: string) => readonly string[] | undefined,
): Promise<ProgramTest[]> {
  const tests: ProgramTest[] = [];
  for (const [file, functions] of testFiles(program)) {
    const lines = open(file) ?? (await linesOf(file));
    for (const { name, line, placed, start } of findTests(functions, lines)) {
      tests.push({ name, id: placed.fn.id, file, line: line + 1, start });
    }
  }
  return tests.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** Its functions by source file, of files that may hold tests. */
function testFiles(program: Program): Map<string, PlacedFunction[]> {
  const files = new Map<string, PlacedFunction[]>();
  const harness = isRustHarness(program.graph);
  const wanted = new Set<string>();
  for (const fn of program.graph.functions) {
    if (fn.file === undefined || fn.line === undefined) continue;
    const file = canonicalPath(fn.file);
    if (isCompiledTest(fn) || (harness && file.endsWith('.rs'))) wanted.add(file);
    const list = files.get(file) ?? [];
    list.push({ program, fn, line: fn.line });
    files.set(file, list);
  }
  for (const file of files.keys()) if (!wanted.has(file)) files.delete(file);
  return files;
}

/** None of a source that is not on this machine, as those of Rust's own library. */
async function linesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split(/\r?\n/);
}
