import type { ProgramTest } from '../../protocol/tests.js';
import { readBoost } from './boost.js';
import { readGoogleTest } from './google-test.js';
import type { MakeReader, ReportingFramework } from './report.js';
import { readRust } from './rust.js';
import { readXml } from './xml-report.js';

interface Framework {
  read: MakeReader;
  /** Arguments that run just these tests, in a way that `read` understands. */
  arguments(tests: readonly ProgramTest[]): string[];
  /** Tests that an instance may belong to, by the instance's name. */
  testsOf(name: string): string[];
}

const own = (tests: readonly ProgramTest[]): string[] => tests.flatMap(({ start }) => start.args);

/** The values of one option that all tests have, as one list. */
const joined = (tests: readonly ProgramTest[], option: string, separator: string): string =>
  `${option}${tests.map(({ start }) => (start.args[0] ?? '').slice(option.length)).join(separator)}`;

const found = (match: RegExpExecArray | null): string[] => (match?.[1] === undefined ? [] : [match[1]]);

export const FRAMEWORKS: Readonly<Record<ReportingFramework, Framework>> = {
  googletest: {
    read: readGoogleTest,
    arguments: (tests) => [joined(tests, '--gtest_filter=', ':'), '--gtest_color=no'],
    // `Prefix/Suite.Name/0`, and `Suite/0.Name` of a type, which may have a name in place of its number.
    testsOf(name) {
      const [suites = '', test = ''] = name.split('.');
      const [label] = test.split('/');
      return suites
        .split('/')
        .reverse()
        .map((suite) => `${suite}.${label ?? ''}`);
    },
  },
  catch2: {
    read: readXml,
    arguments: (tests) => [own(tests).join(','), '--reporter', 'xml', '--durations', 'yes'],
    testsOf: (name) => found(/^(.*) - [^-]+$/s.exec(name)),
  },
  doctest: {
    read: readXml,
    arguments: (tests) => [
      joined(tests, '--test-case=', ','),
      ...['--case-sensitive=true', '--reporters=xml', '--duration=true', '--no-colors=true'],
    ],
    testsOf: (name) => found(/^(.*)<.*>$/s.exec(name)),
  },
  boost: {
    read: readBoost,
    arguments: (tests) => [...own(tests), '--log_level=test_suite', '--color_output=no', '--report_level=no'],
    testsOf: (name) => [...found(/^(.*)\/_\d+$/.exec(name)), ...found(/^(.*?)<.*>$/.exec(name))],
  },
  rust: {
    read: readRust,
    arguments: (tests) => [...tests.map(({ name }) => name), '--exact', '--color=never'],
    testsOf: () => [],
  },
};
