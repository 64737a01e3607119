import type { StartOptions } from '../../protocol/tests.js';
import type { UnitTest } from './unit-test.js';

const FILTER = '--gtest_filter=';

/** Tests that one use of a macro made stand at one line; it has one start for all of them. */
export function byLine(tests: readonly UnitTest[]): { first: UnitTest; start: StartOptions }[] {
  const lines = new Map<string, UnitTest[]>();
  for (const test of tests) {
    const key = `${test.placed.program.path}\n${String(test.line)}`;
    const known = lines.get(key);
    if (known) known.push(test);
    else lines.set(key, [test]);
  }
  return [...lines.values()].flatMap((all) => {
    const [first] = all;
    return first ? [{ first, start: all.length === 1 ? first.start : { ...first.start, args: argumentsOf(all) } }] : [];
  });
}

/** Each option once; GoogleTest wants all names in one, Rust's harness takes several. */
function argumentsOf(tests: readonly UnitTest[]): string[] {
  const all = [...new Set(tests.flatMap(({ start }) => start.args))];
  const filters = all.filter((one) => one.startsWith(FILTER)).map((one) => one.slice(FILTER.length));
  const others = all.filter((one) => !one.startsWith(FILTER));
  return filters.length === 0 ? others : [`${FILTER}${filters.join(':')}`, ...others];
}
