import { expect, test } from 'vitest';
import { CTestInfo } from '../../protocol/ctest.js';
import type { ProgramTest } from '../../protocol/tests.js';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { manifest } from '../testing/manifests.js';
import { entriesOf } from './listing.js';
import { withEntries } from './program-entries.js';

const program = {
  path: '/w/build/gt',
  graph: linkCallGraph([manifest('/w/main.c', [{ name: 'main', line: 3 }])]),
} as unknown as Program;

const google = (name: string): ProgramTest => ({
  ...{ name, framework: 'googletest', suites: ['S'], label: name, id: 'f', file: '/w/t.cpp', line: 1 },
  start: { args: [`--gtest_filter=${name}`] },
});

/** As `ctest --show-only=json-v1` writes it. */
function list(tests: { name: string; command?: string[]; properties?: object[]; backtrace?: number }[]) {
  const backtraceGraph = { files: ['/w/CMakeLists.txt'], nodes: [{ file: 0 }, { file: 0, line: 12 }] };
  const info = CTestInfo.parse({ kind: 'ctestInfo', version: { major: 1, minor: 0 }, backtraceGraph, tests });
  const environment = { LD_LIBRARY_PATH: '/usr/mine' };
  return { ctest: 'ctest', folder: '/w/build', entries: entriesOf(info, '/w/build', environment) };
}

const cwd = (value: string) => ({ name: 'WORKING_DIRECTORY', value });

test('an entry of a plain program is a test of it, where add_test stands', () => {
  const entries = list([
    {
      ...{ name: 'plain ok, yes', command: ['/w/build/gt', '0'], backtrace: 1 },
      properties: [cwd('/w/data'), { name: 'ENVIRONMENT', value: ['A=B=C'] }, { name: 'DISABLED', value: true }],
    },
    { name: 'other', command: ['/usr/bin/cmake', '-E', 'true'] },
    { name: 'not built', properties: [cwd('/w')] },
  ]);
  expect(withEntries(program, [], entries)).toEqual([
    {
      ...{ name: 'CTest: plain ok, yes', label: 'plain ok, yes', framework: 'ctest', suites: [], id: 'main' },
      ...{ file: '/w/CMakeLists.txt', line: 12, disabled: true },
      start: { args: ['0'], cwd: '/w/data', env: { A: 'B=C' } },
      entry: { ctest: 'ctest', folder: '/w/build', name: 'plain ok, yes' },
    },
  ]);
});

test('entries that run known tests are no second ones: they say where those run', () => {
  const tests = [google('A.B'), google('P.Q')];
  const modification = {
    name: 'ENVIRONMENT_MODIFICATION',
    value: ['LD_LIBRARY_PATH=path_list_prepend:/w/lib', 'X=set:1'],
  };
  const entries = list([
    {
      name: 'A.B',
      command: ['/w/build/gt', '--gtest_filter=A.B', '--gtest_also_run_disabled_tests'],
      properties: [cwd('/w/a')],
    },
    {
      name: 'All/P.Q/0',
      command: ['/w/build/gt', '--gtest_filter=All/P.Q/0'],
      properties: [cwd('/w/p'), modification],
    },
    { name: 'all', command: ['/w/build/gt'] },
    { name: 'some', command: ['/w/build/gt', '--gtest_filter=A.*'] },
    { name: 'with data', command: ['/w/build/gt', '--data=x'] },
  ]);
  const all = withEntries(program, tests, entries);
  expect(all.map(({ name, suites }) => [name, ...suites])).toEqual([
    ['A.B', 'S'],
    ['P.Q', 'S'],
    ['CTest: with data', 'CTest'],
  ]);
  expect(all.slice(0, 2).map(({ start }) => [start.cwd, start.env])).toEqual([
    ['/w/a', {}],
    ['/w/p', { LD_LIBRARY_PATH: '/w/lib:/usr/mine', X: '1' }],
  ]);
});

test('each framework says which of its arguments only choose', () => {
  const of = (framework: ProgramTest['framework'], name: string): ProgramTest => ({ ...google(name), framework });
  const count = (known: ProgramTest, ...args: string[]): number =>
    withEntries(program, [known], list([{ name: 'e', command: ['/w/build/gt', ...args] }])).length;
  const catch2 = of('catch2', 'a, b');
  expect([count(catch2, 'a\\, b'), count(catch2, 'a\\, b', '--reporter', 'xml'), count(catch2, '--seed')]).toEqual([
    1, 1, 2,
  ]);
  const doctest = of('doctest', 'a, b');
  expect([count(doctest, '--test-case=a\\, b'), count(doctest, '--no-breaks=true')]).toEqual([1, 2]);
  expect([count(of('boost', 's/c'), '--run_test=s/c'), count(of('rust', 'a::b'), 'a::b', '--exact')]).toEqual([1, 1]);
});

test('a program that a shell or an emulator starts is named in the command', () => {
  const entries = list([
    { name: 'shell', command: ['/usr/bin/sh', '-c', '/w/build/gt 0 | grep x'] },
    { name: 'memory', command: ['/usr/bin/valgrind', '/w/build/gt', '1'] },
    { name: 'another', command: ['/usr/bin/sh', '-c', '/w/build/gt2 0'] },
  ]);
  expect(withEntries(program, [], entries).map(({ label, entry }) => [label, entry?.launcher])).toEqual([
    ['shell', 'sh'],
    ['memory', 'valgrind'],
  ]);
});
