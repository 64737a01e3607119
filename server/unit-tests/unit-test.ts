import type { StartOptions, TestFramework } from '../../protocol/tests.js';
import type { PlacedFunction } from '../program/source-index.js';

/** One test of a test framework, and how its program runs just that one. */
export interface UnitTest {
  /** As its framework reports it. */
  name: string;
  framework: TestFramework;
  /** What it stands below in its framework, from the outermost; empty: its file. */
  suites: string[];
  /** Its name there. */
  label: string;
  /** 0-based line of the text that is open now. */
  line: number;
  placed: PlacedFunction;
  start: StartOptions;
  /** Its framework leaves it out unless it is asked for by name. */
  disabled?: boolean;
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

/** For a 0-based line of the text the one whose line in the build is nearest. Thousands are asked for, so they are sorted once. */
export function nearestOf(functions: readonly PlacedFunction[]): (line: number) => PlacedFunction | undefined {
  const sorted = [...functions].sort((a, b) => a.line - b.line);
  return (line) => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sorted[middle]?.line ?? 0) < line + 1) from = middle + 1;
      else to = middle;
    }
    const after = sorted[from];
    const before = sorted[from - 1];
    if (!after || !before) return after ?? before;
    return after.line - 1 - line < line - (before.line - 1) ? after : before;
  };
}
