import type { CallGraph, LinkedFunction } from './model.js';

const TESTED = /^test::assert_test_result\b/;
const MAIN = /^\w+::main$/;

/** Rust's tests have a `main` that nobody has written: its place is where their crate begins, where a function of theirs may be. */
export const isHarnessMain = (graph: CallGraph, fn: LinkedFunction): boolean =>
  fn.line === 1 && MAIN.test(fn.signature) && graph.functions.some(({ signature }) => TESTED.test(signature));
