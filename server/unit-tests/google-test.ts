import type { PlacedFunction } from '../program/source-index.js';
import { lineCounter, type FindTests, type UnitTest } from './unit-test.js';

/** `TEST(Suite, Name)` and its kin, as they stand in a source. */
const MACRO = /^[ \t]*(TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P|GTEST_TEST)\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)/gm;

/** What the macros make: `ns::Suite_Name_Test::TestBody()`; of type-parameterized tests `gtest_suite_Suite_::Name<T>::TestBody()`. */
const BODY = /(?:gtest_(?:suite|case)_(\w+)_::)?(\w+)(?:<.*>)?::TestBody\(\)$/;

/** Tests that were made by macros of the project's own have no name in the text; their class has it, up to a dot. */
export const googleTests: FindTests = (functions, text) => {
  const bodies = bodiesOf(functions);
  if (bodies.size === 0) return [];
  const lineOf = lineCounter(text);
  const tests: UnitTest[] = [];
  for (const match of text.matchAll(MACRO)) {
    const [, macro = '', suite = '', name = ''] = match;
    const key = `${suite}_${name}_Test`;
    const placed = bodies.get(key);
    const line = lineOf(match.index + match[0].search(/\S/));
    const disabled = [suite, name].some((one) => one.startsWith('DISABLED_'));
    const args = [filter(patternOf(macro, suite, name)), ...(disabled ? ['--gtest_also_run_disabled_tests'] : [])];
    const test = { ...testOf(suite, name), line, start: { args }, ...(disabled && { disabled }) };
    if (placed) tests.push({ ...test, placed });
    bodies.delete(key);
  }
  for (const [key, placed] of bodies) {
    const name = /^(.+)_Test$/.exec(key)?.[1];
    if (name !== undefined) tests.push(byClass(name, placed));
  }
  return tests;
};

/** By their classes. */
function bodiesOf(functions: readonly PlacedFunction[]): Map<string, PlacedFunction> {
  const bodies = new Map<string, PlacedFunction>();
  for (const placed of functions) {
    if (!isGoogleTest(placed.fn)) continue;
    const [, suite, name] = BODY.exec(placed.fn.signature) ?? [];
    if (name !== undefined) bodies.set(suite === undefined ? name : `${suite}_${name}_Test`, placed);
  }
  return bodies;
}

/** Of a macro of the project's own. Where its name has several underscores, nobody knows which one is the dot. */
function byClass(name: string, placed: PlacedFunction): UnitTest {
  const [suite = '', label = '', ...more] = name.split('_');
  const known = more.length === 0 ? testOf(suite, label) : { ...testOf(suite, label), name, suites: [], label: name };
  return { ...known, line: placed.line - 1, placed, start: { args: [filter(name.replaceAll('_', '?'))] } };
}

const testOf = (suite: string, name: string) => ({
  ...{ name: `${suite}.${name}`, framework: 'googletest' as const, suites: [suite], label: name },
});

export const isGoogleTest = ({ signature }: { signature: string }): boolean => signature.endsWith('::TestBody()');

const filter = (pattern: string): string => `--gtest_filter=${pattern}`;

/** Instances of a parameterized test are named `Prefix/Suite.Name/0`, those of types `Suite/0.Name`; the prefix may be empty. */
function patternOf(macro: string, suite: string, name: string): string {
  switch (macro) {
    case 'TEST_P':
      return `${suite}.${name}/*:*/${suite}.${name}/*`;
    case 'TYPED_TEST':
      return `${suite}/*.${name}`;
    case 'TYPED_TEST_P':
      return `${suite}/*.${name}:*/${suite}/*.${name}`;
    default:
      return `${suite}.${name}`;
  }
}
