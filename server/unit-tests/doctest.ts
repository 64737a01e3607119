import { LITERALS } from './literals.js';
import { namedByMacros } from './named-by-macros.js';
import type { FindTests } from './unit-test.js';

/** What its macros make a function of: `_FUNC_` of a case, `_TMP_` of one for several types. */
const FUNCTION = /\bDOCTEST_ANON_(?:FUNC|TMP)_\d+/;

const MACRO = new RegExp(
  String.raw`^[ \t]*(?:DOCTEST_)?(TEST_CASE|TEST_CASE_FIXTURE|TEST_CASE_CLASS|TEST_CASE_TEMPLATE|TEST_CASE_TEMPLATE_DEFINE|SCENARIO|SCENARIO_TEMPLATE)\s*\(\s*(?:[\w:]+\s*,\s*)?(${LITERALS})`,
  'gm',
);

/** A decorator behind the name. */
const SKIPPED = /^\s*\*[^{;]*\bskip\(\s*(?:true)?\s*\)/;

export const doctestTests: FindTests = (functions, text) =>
  namedByMacros({ functions, text, isTest: isDoctest, macro: MACRO }, (macro, literal, behind) => {
    // Two blanks: doctest sets such names apart in its lists.
    const name = (macro.startsWith('SCENARIO') ? '  Scenario: ' : '') + literal;
    const filter = `--test-case=${escaped(name)}${macro.includes('TEMPLATE') ? '<*>' : ''}`;
    const disabled = SKIPPED.test(behind);
    return {
      name,
      framework: 'doctest',
      suites: [],
      label: name.trim(),
      start: { args: [filter, '--case-sensitive=true', ...(disabled ? ['--no-skip'] : [])] },
      ...(disabled && { disabled }),
    };
  });

export const isDoctest = ({ signature }: { signature: string }): boolean => FUNCTION.test(signature);

/** A comma separates names in its filters. */
const escaped = (name: string): string => name.replace(/[\\,]/g, '\\$&');
