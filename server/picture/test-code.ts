import type { LinkedFunction } from '../call-graph/model.js';

/** Folders and file names that hold tests by the customs of C, C++ and Rust projects. */
const PATH = /(^|\/)(tests?|unit-?tests?|testing|spec|gtest|gmock|googletest|catch2?)\//i;
const FILE =
  /(^|\/)(test[-_.][^/]*|[^/]*[-_.]tests?(\.[^./]+)?|[^/]*[a-z0-9]Tests?\.[^./]+|catch(_amalgamated)?\.[ch]pp)$/;

/** What GoogleTest and Catch2 make of a test, and Rust's customary module. */
const NAME = /_Test::TestBody\(\)$|^testing::|CATCH2_INTERNAL_TEST_|^Catch::|(^|::)tests?::/;

/** Code that tests the program and is no part of what it does. */
export function isTestCode(fn: Pick<LinkedFunction, 'source' | 'file' | 'signature'>): boolean {
  return isTestFile(fn.file ?? fn.source) || NAME.test(fn.signature);
}

function isTestFile(path: string): boolean {
  return PATH.test(path) || FILE.test(path);
}
