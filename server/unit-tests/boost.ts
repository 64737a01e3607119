import type { PlacedFunction } from '../program/source-index.js';
import { lineCounter, nearestOf, type FindTests, type UnitTest } from './unit-test.js';

/** Each case is a class with this method; of data and types it is a template. */
const METHOD = /(\w+)(?:<.*>)?::test_method(?:<.*>)?\(/;

/** Suites and cases in the order of the text: cases have the names of the suites that are open. */
const MACRO = /^[ \t]*BOOST_(\w*TEST_(?:SUITE|CASE)\w*)\s*\(\s*(\w*)\s*(?:,\s*(\w+))?/gm;

/** A decorator behind the name. */
const DISABLED = /^\s*,\s*\*[^{;]*\bdisabled\(\)/;

export const boostTests: FindTests = (functions, text) => {
  const made = bodiesByName(functions);
  if (made.size === 0) return [];
  const lineOf = lineCounter(text);
  const open: string[] = [];
  const tests: UnitTest[] = [];
  for (const match of text.matchAll(MACRO)) {
    const [, macro = '', first = '', second = ''] = match;
    const line = lineOf(match.index + match[0].search(/\S/));
    if (macro.includes('SUITE')) openOrClose(open, macro, first);
    else {
      const label = macro.endsWith('CASE_F') ? second : first;
      // The class of a case with data has a longer name.
      const placed = nearestOf(made.get(macro.startsWith('DATA') ? `${label}case` : label) ?? [])(line);
      const name = [...open, label].join('/');
      const start = { args: [`--run_test=${macro.endsWith('TEMPLATE') ? `${name}<*` : name}`] };
      const disabled = DISABLED.test(text.slice(match.index + match[0].length).slice(0, 300));
      const known = { name, framework: 'boost' as const, suites: [...open], label, line, start };
      if (placed) tests.push({ ...known, placed, ...(disabled && { disabled }) });
    }
  }
  return tests;
};

function bodiesByName(functions: readonly PlacedFunction[]): Map<string, PlacedFunction[]> {
  const made = new Map<string, PlacedFunction[]>();
  for (const placed of functions) {
    const [, name] = isBoostTest(placed.fn) ? (METHOD.exec(placed.fn.signature) ?? []) : [];
    if (name !== undefined) made.set(name, [...(made.get(name) ?? []), placed]);
  }
  return made;
}

function openOrClose(open: string[], macro: string, name: string): void {
  if (macro.endsWith('END')) open.pop();
  else open.push(name);
}

/** Asked of every function of a program: the pattern alone looks at each letter of a name anew. */
export const isBoostTest = ({ signature }: { signature: string }): boolean =>
  signature.includes('::test_method') && METHOD.test(signature);
