import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definedName } from '../call-graph/names.js';
import type { PlacedFunction } from '../program/source-index.js';
import { anywhere } from './anywhere.js';
import { lineCounter, nearestOf, type FindTests, type UnitTest } from './unit-test.js';

/** `#[test]`, or the like of an async runtime, further attributes and comments, and the function. */
const TEST =
  /^[ \t]*#\[(?:\w+::)*test(?:\([^\]]*\))?\]\s*(?:#\[[^\]]*\]\s*|\/\/[^\n]*\s+)*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:fn)\s+(\w+)/gm;

export const rustTests: FindTests = (functions, text) => {
  const tests: UnitTest[] = [];
  const [first] = functions;
  if (!first?.fn.file?.endsWith('.rs')) return [];
  const tested = functions.filter(({ program }) => isRustHarness(program.graph));
  if (tested.length === 0) return [];
  const byName = named(tested);
  const unseen = wrapped(tested);
  const lineOf = lineCounter(text);
  for (const match of text.matchAll(TEST)) {
    const name = match[1] ?? '';
    const line = lineOf(match.index + match[0].length);
    const placed = nearestOf(byName.get(name) ?? [])(line);
    if (!placed) continue;
    unseen.delete(placed.fn.signature);
    tests.push(testOf(placed, line, isIgnored(text, match)));
  }
  const inText = unseen.size > 0 ? namesInMacros(text) : new Map<string, number>();
  for (const placed of unseen.values())
    tests.push(testOf(placed, inText.get(definedName(placed.fn.signature)) ?? placed.line - 1, false));
  return tests;
};

function testOf(placed: PlacedFunction, line: number, disabled: boolean): UnitTest {
  const path = placed.fn.signature.slice(placed.fn.signature.indexOf('::') + 2);
  const args = [path, '--exact', '--nocapture', ...(disabled ? ['--include-ignored'] : [])];
  const start = { args, ...folderOf(placed) };
  const suites = path.split('::');
  const label = suites.pop() ?? path;
  const test = { name: path, framework: 'rust' as const, suites, label, line, placed, start };
  return { ...test, ...(disabled && { disabled }) };
}

/** What stands where a macro is used as the name of something: the compiler has the line of the macro for all that it made. */
const NAME_IN_MACRO = /(?<=!\s*[({[]\s*|,\s*|^[ \t]*)\w+(?=\s*(?::(?!:)|,|=>))/gm;

function namesInMacros(text: string): Map<string, number> {
  const lineOf = lineCounter(text);
  const lines = new Map<string, number>();
  for (const match of text.matchAll(NAME_IN_MACRO)) {
    const [name] = match;
    const line = lineOf(match.index);
    if (!lines.has(name)) lines.set(name, line);
  }
  return lines;
}

/**
 * Tests by their paths as the harness has them: it wraps each in a closure of the same path, which hands its result on.
 * Those that macros made (`rstest`, `test_case`, one's own) have no attribute in the text.
 */
function wrapped(functions: readonly PlacedFunction[]): Map<string, PlacedFunction> {
  const paths = new Set<string>();
  for (const { program, fn } of functions) {
    const [, path] = /^(\w.*)::\{closure#\d+\}$/.exec(fn.signature) ?? [];
    if (path === undefined || paths.has(path)) continue;
    const { graph } = program;
    const callees = [...graph.directCallees(fn.index)];
    if (callees.some((one) => isHarnessCall(graph.functions[one] ?? fn))) paths.add(path);
  }
  return new Map(functions.filter(({ fn }) => paths.has(fn.signature)).map((one) => [one.fn.signature, one]));
}

/** Names are taken apart once: a file may hold thousands of tests. */
function named(functions: readonly PlacedFunction[]): Map<string, PlacedFunction[]> {
  const byName = new Map<string, PlacedFunction[]>();
  for (const placed of functions) {
    if (placed.fn.signature.startsWith('<')) continue;
    const name = definedName(placed.fn.signature);
    byName.set(name, [...(byName.get(name) ?? []), placed]);
  }
  return byName;
}

/** The attribute stands before or behind `#[test]`. */
function isIgnored(text: string, match: RegExpExecArray): boolean {
  const before = text.slice(Math.max(0, match.index - 300), match.index);
  return /#\[ignore\b/.test(match[0]) || /#\[ignore\b[^\]]*\]\s*$/.test(before);
}

/**
 * Whether it was compiled with `--test` and has tests: other programs of the crate have functions with the tests' names.
 * Each test is wrapped in a call of this generic function.
 */
const isHarnessCall = ({ signature }: { signature: string }): boolean => /^test::assert_test_result\b/.test(signature);
export const isRustHarness = anywhere(isHarnessCall);

/** Where Cargo runs tests: the package's folder. */
function folderOf({ fn }: PlacedFunction): { cwd?: string } {
  for (let folder = dirname(fn.file ?? '/'); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'Cargo.toml'))) return { cwd: folder };
  }
  return {};
}
