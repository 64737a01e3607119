import type { StartOptions } from '../../protocol/lsp.js';
import type { PlacedFunction } from '../program/source-index.js';

/** One test of a test framework, and how its program runs just that one. */
export interface UnitTest {
  /** As its framework reports it. */
  name: string;
  /** 0-based line of the text that is open now. */
  line: number;
  placed: PlacedFunction;
  start: StartOptions;
}

/** Finds the tests of one framework: functions that a build made of them, beside what the text says now. */
export type FindTests = (functions: readonly PlacedFunction[], text: string) => UnitTest[];

/** Line numbers of offsets that only grow. */
export function lineCounter(text: string): (offset: number) => number {
  let line = 0;
  let at = 0;
  return (offset) => {
    for (; at < offset; at += 1) if (text.charCodeAt(at) === 10) line += 1;
    return line;
  };
}

/** The one whose line in the build is nearest to a 0-based line of the text. */
export function nearest(functions: readonly PlacedFunction[], line: number): PlacedFunction | undefined {
  let best: PlacedFunction | undefined;
  for (const one of functions) {
    if (!best || Math.abs(one.line - 1 - line) < Math.abs(best.line - 1 - line)) best = one;
  }
  return best;
}
