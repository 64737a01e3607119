import type { PlacedFunction } from '../program/source-index.js';
import { boostTests } from './boost.js';
import { catch2Tests } from './catch2.js';
import { doctestTests } from './doctest.js';
import { googleTests } from './google-test.js';
import { rustTests } from './rust.js';
import type { UnitTest } from './unit-test.js';

/** The tests of a file that a program of the workspace holds, by their lines in its text. */
export function findTests(functions: readonly PlacedFunction[], lines: readonly string[]): UnitTest[] {
  if (functions.length === 0) return [];
  const text = lines.join('\n');
  return [googleTests, catch2Tests, doctestTests, boostTests, rustTests].flatMap((find) => find(functions, text));
}
