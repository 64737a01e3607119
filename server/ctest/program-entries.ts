import { basename } from 'node:path';
import type { ProgramTest } from '../../protocol/tests.js';
import type { Program } from '../program/program.js';
import { canonicalPath } from '../program/source-index.js';
import { CTEST_PREFIX } from '../test-run/ctest.js';
import { FRAMEWORKS } from '../test-run/frameworks.js';
import type { Entry } from './listing.js';
import type { CTestList } from './lists.js';

/**
 * The tests of a program with CTest's entries for it. An entry that runs tests which are known already is no second
 * one: it only says in which folder and environment they run.
 */
export function withEntries(program: Program, tests: readonly ProgramTest[], list: CTestList): ProgramTest[] {
  const byName = new Map(tests.map((test) => [test.name, test]));
  const surroundings = new Map<string, Pick<Entry, 'cwd' | 'env'>>();
  const added: ProgramTest[] = [];
  for (const entry of list.entries) {
    const starts = entry.command.findIndex((word) => names(word, program.path));
    if (starts < 0) continue;
    const known = starts === 0 ? knownTests(entry.command.slice(1), tests, byName) : [];
    const { cwd, env } = entry;
    for (const { name } of known) if (!surroundings.has(name)) surroundings.set(name, { cwd, env });
    if (known.length === 0)
      added.push({ ...entryTest(program, list, entry, starts), suites: tests.length > 0 ? ['CTest'] : [] });
  }
  const own = tests.map((test) => {
    const around = surroundings.get(test.name);
    return around ? { ...test, start: { ...test.start, ...around } } : test;
  });
  return [...own, ...added];
}

/** `starts`: which word of its command is the program. */
function entryTest({ path, graph }: Program, list: CTestList, entry: Entry, starts: number): ProgramTest {
  const { ctest, folder, config } = list;
  const { name, command, cwd, env, disabled, place } = entry;
  const main = graph.main === undefined ? undefined : graph.functions[graph.main];
  const [launcher = ''] = command;
  return {
    ...{ name: CTEST_PREFIX + name, framework: 'ctest', suites: [], label: name },
    ...{ id: main?.id ?? 'main', file: main?.file ?? path, line: main?.line ?? 1, ...place },
    start: { args: command.slice(starts + 1), cwd, env },
    ...(disabled && { disabled }),
    entry: {
      ...{ ctest, folder, name },
      ...(config !== undefined && { config }),
      ...(starts > 0 && { launcher: basename(launcher) }),
    },
  };
}

/** As a word, or in a command line that a shell gets. */
function names(word: string, program: string): boolean {
  if (word === program) return true;
  if (!word.includes('/')) return false;
  if (basename(word) === basename(program) && canonicalPath(word) === program) return true;
  return word.includes(program) && word.split(/["'\s;&|()]+/).includes(program);
}

/** Which known tests a program runs with these arguments; none where they say more than which tests. */
function knownTests(
  args: readonly string[],
  tests: readonly ProgramTest[],
  byName: ReadonlyMap<string, ProgramTest>,
): readonly ProgramTest[] {
  if (args.length === 0) return tests;
  const framework = tests[0]?.framework;
  if (framework === undefined || framework === 'program' || framework === 'ctest') return [];
  const of = FRAMEWORKS[framework];
  const chosen = of.chosenBy(args);
  if (!chosen) return [];
  const found = chosen.flatMap((name) => [name, ...of.testsOf(name)]).flatMap((name) => byName.get(name) ?? []);
  // Without a filter it runs all; what a pattern means is in the tree as well.
  return found.length > 0 ? found : tests;
}
