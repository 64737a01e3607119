import { valueOf } from './literals.js';
import { lineCounter, nearestOf, type FindTests, type UnitTest } from './unit-test.js';

interface Sought {
  functions: Parameters<FindTests>[0];
  text: string;
  /** Whether a function is what the framework's macros make of a test. */
  isTest: (fn: { signature: string }) => boolean;
  /** Finds uses of the macros: the macro's name, then the literals that the test is named by. */
  macro: RegExp;
}

/** Tags and decorators stand within this many characters behind a name. */
const BEHIND = 300;

/** Tests whose functions have no name of their own: the text has it, as what a macro is given. */
export function namedByMacros(
  { functions, text, isTest, macro }: Sought,
  describe: (macro: string, name: string, behind: string) => Omit<UnitTest, 'line' | 'placed'>,
): UnitTest[] {
  const made = functions.filter(({ fn }) => isTest(fn));
  if (made.length === 0) return [];
  const nearest = nearestOf(made);
  const lineOf = lineCounter(text);
  const tests: UnitTest[] = [];
  for (const match of text.matchAll(macro)) {
    const [, used = '', literals = ''] = match;
    const line = lineOf(match.index + match[0].search(/\S/));
    const placed = nearest(line);
    const end = match.index + match[0].length;
    if (placed) tests.push({ ...describe(used, valueOf(literals), text.slice(end, end + BEHIND)), line, placed });
  }
  return tests;
}
