import type { ProgramTest } from '../../protocol/tests.js';
import { readBoost } from './boost.js';
import { readCTest } from './ctest.js';
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
  /** Which tests these arguments choose: no name is all, undefined says that they do more than choose. */
  chosenBy(args: readonly string[]): string[] | undefined;
}

const own = (tests: readonly ProgramTest[]): string[] => tests.flatMap(({ start }) => start.args);

/** What has a framework run those that it would leave out; the others are named all the same. */
const also = (tests: readonly ProgramTest[], option: string): string[] =>
  tests.some(({ disabled }) => disabled === true) ? [option] : [];

/** The values of one option that all tests have, as one list. */
const joined = (tests: readonly ProgramTest[], option: string, separator: string): string =>
  `${option}${tests.map(({ start }) => (start.args[0] ?? '').slice(option.length)).join(separator)}`;

const found = (match: RegExpExecArray | null): string[] => (match?.[1] === undefined ? [] : [match[1]]);

/** Values of the option that chooses, where all arguments are options that change nothing else. */
function chosen(args: readonly string[], choosing: RegExp, harmless: RegExp): string[] | undefined {
  if (!args.every((one) => choosing.test(one) || harmless.test(one))) return undefined;
  return args.filter((one) => choosing.test(one)).map((one) => one.replace(choosing, ''));
}

const unescaped = (text: string): string => text.replace(/\\(.)/gs, '$1');

/** Names of tests go into a regular expression of CMake's. */
const escaped = (text: string): string => text.replace(/[\\^$.[\]|()*+?]/g, '\\$&');

export const FRAMEWORKS: Readonly<Record<ReportingFramework, Framework>> = {
  googletest: {
    read: readGoogleTest,
    arguments: (tests) => [
      joined(tests, '--gtest_filter=', ':'),
      '--gtest_color=no',
      ...also(tests, '--gtest_also_run_disabled_tests'),
    ],
    // `Prefix/Suite.Name/0`, and `Suite/0.Name` of a type, which may have a name in place of its number.
    testsOf(name) {
      const [suites = '', test = ''] = name.split('.');
      const [label] = test.split('/');
      return suites
        .split('/')
        .reverse()
        .map((suite) => `${suite}.${label ?? ''}`);
    },
    chosenBy: (args) => chosen(args, /^--gtest_filter=/, /^--gtest_/)?.flatMap((one) => one.split(':')),
  },
  catch2: {
    read: readXml,
    arguments: (tests) => [own(tests).join(','), '--reporter', 'xml', '--durations', 'yes'],
    testsOf: (name) => found(/^(.*) - [^-]+$/s.exec(name)),
    chosenBy(args) {
      const options = /^(?:-r|--reporter|-o|--out|-d|--durations|--colour-mode)$/;
      const rest = args.filter((one, at) => !options.test(one) && !options.test(args[at - 1] ?? ''));
      return rest.some((one) => one.startsWith('-')) ? undefined : rest.map(unescaped);
    },
  },
  doctest: {
    read: readXml,
    arguments: (tests) => [
      joined(tests, '--test-case=', ','),
      ...[
        '--case-sensitive=true',
        '--reporters=xml',
        '--duration=true',
        '--no-colors=true',
        ...also(tests, '--no-skip'),
      ],
    ],
    testsOf: (name) => found(/^(.*)<.*>$/s.exec(name)),
    chosenBy: (args) => chosen(args, /^--?(?:dt-)?(?:test-case|tc)=/, /^--?(?:dt-)?(?:reporters|out)=/)?.map(unescaped),
  },
  boost: {
    read: readBoost,
    arguments: (tests) => [...own(tests), '--log_level=test_suite', '--color_output=no', '--report_level=no'],
    testsOf: (name) => [...found(/^(.*)\/_\d+$/.exec(name)), ...found(/^(.*?)<.*>$/.exec(name))],
    chosenBy: (args) => chosen(args, /^--run_test=/, /^--(?:log|report|color)_\w+=/),
  },
  rust: {
    read: readRust,
    arguments: (tests) => [
      ...tests.map(({ name }) => name),
      '--exact',
      '--color=never',
      ...also(tests, '--include-ignored'),
    ],
    testsOf: () => [],
    chosenBy: (args) => chosen(args, /^(?!-)/, /^--(?:exact|nocapture)$/),
  },
  ctest: {
    read: readCTest,
    // Each has a process of its own.
    arguments: ([test]) => [
      ...['-V', '-R', `^${escaped(test?.entry?.name ?? '')}$`],
      ...(test?.entry?.config === undefined ? [] : ['-C', test.entry.config]),
    ],
    testsOf: () => [],
    chosenBy: () => undefined,
  },
};
