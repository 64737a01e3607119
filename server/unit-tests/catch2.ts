import { LITERALS } from './literals.js';
import { namedByMacros } from './named-by-macros.js';
import type { FindTests } from './unit-test.js';

/** What `TEST_CASE` makes a function of, in version 2 and 3; the text alone has its name. */
const FUNCTION = /\b(?:CATCH2_INTERNAL_(?:TEMPLATE_)?TEST_|C_A_T_C_H_T_E_(?:M_P_L_A_T_E_T_E_)?S_T_)/;

const MACRO = new RegExp(
  String.raw`^[ \t]*(?:CATCH_)?((?:TEMPLATE_)?(?:PRODUCT_|LIST_)?TEST_CASE(?:_METHOD)?(?:_SIG)?|SCENARIO(?:_METHOD)?)\s*\(\s*(?:[\w:]+\s*,\s*)?(${LITERALS})`,
  'gm',
);

const TAGS = new RegExp(String.raw`^\s*,\s*(${LITERALS})`);
const HIDDEN = /\[(?:\.|!hide|!benchmark)/;

export const catch2Tests: FindTests = (functions, text) =>
  namedByMacros({ functions, text, isTest: isCatch2Test, macro: MACRO }, (macro, literal, behind) => {
    const name = nameOf(macro, literal);
    const start = { args: [specification(macro, name)] };
    const disabled = HIDDEN.test(TAGS.exec(behind)?.[1] ?? '');
    return { name, framework: 'catch2', suites: [], label: name, start, ...(disabled && { disabled }) };
  });

export const isCatch2Test = ({ signature }: { signature: string }): boolean => FUNCTION.test(signature);

/** Scenarios have a word before their name. */
function nameOf(macro: string, text: string): string {
  return macro.startsWith('SCENARIO') ? `Scenario: ${text}` : text;
}

/** Tests of types have the type behind their name. */
function specification(macro: string, name: string): string {
  const escaped = name.replace(/[\\,["]/g, '\\$&').replace(/^~/, '\\~');
  return macro.startsWith('TEMPLATE') ? `${escaped} - *` : escaped;
}
