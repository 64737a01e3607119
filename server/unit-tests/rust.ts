import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definedName } from '../graph/names.js';
import type { PlacedFunction } from '../workspace/source-index.js';
import { lineCounter, nearest, type FindTests, type UnitTest } from './unit-test.js';

/** `#[test]`, or the like of an async runtime, further attributes and comments, and the function. */
const TEST =
  /^[ \t]*#\[(?:\w+::)*test(?:\([^\]]*\))?\]\s*(?:#\[[^\]]*\]\s*|\/\/[^\n]*\s+)*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:fn)\s+(\w+)/gm;

export const rustTests: FindTests = (functions, text) => {
  const tests: UnitTest[] = [];
  const [first] = functions;
  if (!first?.fn.file?.endsWith('.rs') || !text.includes('test')) return [];
  const lineOf = lineCounter(text);
  for (const match of text.matchAll(TEST)) {
    const name = match[1] ?? '';
    const line = lineOf(match.index + match[0].length);
    const placed = nearest(
      functions.filter(({ fn }) => definedName(fn.signature) === name && !fn.signature.startsWith('<')),
      line,
    );
    if (placed) tests.push({ line, placed, start: { args: argumentsOf(placed), ...folderOf(placed) } });
  }
  return tests;
};

/** The harness names tests by their path in the crate. */
function argumentsOf({ fn }: PlacedFunction): string[] {
  return [fn.signature.slice(fn.signature.indexOf('::') + 2), '--exact', '--nocapture'];
}

/** Where Cargo runs tests: the package's folder. */
function folderOf({ fn }: PlacedFunction): { cwd?: string } {
  for (let folder = dirname(fn.file ?? '/'); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'Cargo.toml'))) return { cwd: folder };
  }
  return {};
}
