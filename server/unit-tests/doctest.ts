import { valueOf, LITERALS } from './literals.js';
import { lineCounter, nearestOf, type FindTests, type UnitTest } from './unit-test.js';

/** What its macros make a function of: `_FUNC_` of a case, `_TMP_` of one for several types. */
const FUNCTION = /\bDOCTEST_ANON_(?:FUNC|TMP)_\d+/;

const MACRO = new RegExp(
  String.raw`^[ \t]*(?:DOCTEST_)?(TEST_CASE|TEST_CASE_FIXTURE|TEST_CASE_CLASS|TEST_CASE_TEMPLATE|TEST_CASE_TEMPLATE_DEFINE|SCENARIO|SCENARIO_TEMPLATE)\s*\(\s*(?:[\w:]+\s*,\s*)?(${LITERALS})`,
  'gm',
);

export const doctestTests: FindTests = (functions, text) => {
  const made = functions.filter(({ fn }) => isDoctest(fn));
  if (made.length === 0) return [];
  const nearest = nearestOf(made);
  const lineOf = lineCounter(text);
  const tests: UnitTest[] = [];
  for (const match of text.matchAll(MACRO)) {
    const [, macro = '', literals = ''] = match;
    const line = lineOf(match.index + match[0].search(/\S/));
    const placed = nearest(line);
    // Two blanks: doctest sets such names apart in its lists.
    const name = (macro.startsWith('SCENARIO') ? '  Scenario: ' : '') + valueOf(literals);
    const isTemplate = macro.includes('TEMPLATE');
    const start = { args: [`--test-case=${escaped(name)}${isTemplate ? '<*>' : ''}`, '--case-sensitive=true'] };
    if (placed) tests.push({ name, framework: 'doctest', suites: [], label: name.trim(), line, placed, start });
  }
  return tests;
};

export const isDoctest = ({ signature }: { signature: string }): boolean => FUNCTION.test(signature);

/** A comma separates names in its filters. */
const escaped = (name: string): string => name.replace(/[\\,]/g, '\\$&');
