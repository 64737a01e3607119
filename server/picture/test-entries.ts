import type { CallGraph, LinkedFunction } from '../call-graph/model.js';
import { isBoostTest } from '../unit-tests/boost.js';
import { isCatch2Test } from '../unit-tests/catch2.js';
import { isDoctest } from '../unit-tests/doctest.js';
import { isGoogleTest } from '../unit-tests/google-test.js';
import { isRustHarness } from '../unit-tests/rust.js';

/** Tests of frameworks: each is an entry of its own, since a library calls it. */

const CLOSURE = /::\{+closure[^}]*\}+$/;

/** Whether a library calls this function as one test. What else a framework makes of the test belongs to it (call-graph/belonging.ts). */
export function isTestEntry(graph: CallGraph, fn: LinkedFunction): boolean {
  if ([isGoogleTest, isCatch2Test, isDoctest, isBoostTest].some((is) => is(fn))) return true;
  if (!CLOSURE.test(fn.signature) || !isRustHarness(graph)) return false;
  // Rust's harness gets a closure for each test.
  return [...graph.directCallees(fn.index)].some((to) =>
    graph.functions[to]?.signature.startsWith('test::assert_test_result'),
  );
}
