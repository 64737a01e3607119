import { expect, test } from 'vitest';
import type { ProgramTest, TestEvent } from '../../protocol/tests.js';
import { linkCallGraph } from '../call-graph/link.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { Batch, batches } from './batch.js';
import { RanByTests } from './ran-by-tests.js';

const google = (name: string, pattern = name): ProgramTest => ({
  ...{ name, framework: 'googletest', suites: [], label: name, id: name, file: '/w/t.cpp', line: 1 },
  start: { args: [`--gtest_filter=${pattern}`] },
});

function follow(tests: ProgramTest[]) {
  const events: TestEvent[] = [];
  const batch = new Batch(
    tests,
    'googletest',
    (told) => events.push(told),
    (file) => `/w/${file}`,
  );
  const ended = () =>
    events.flatMap((one) => (one.kind === 'ended' ? [[one.test, one.instance, one.end, ...one.messages]] : []));
  return { batch, ended };
}

test('one process runs as many tests as a command line holds, in the form that its framework wants', () => {
  const many = Array.from({ length: 5000 }, (_, at) => google(`Suite.Test${String(at)}`));
  const all = batches(many);
  expect(all.flat()).toHaveLength(5000);
  expect(all.length).toBeLessThan(5);
  const { batch } = follow([google('A.B'), google('P.Q', 'P.Q/*:*/P.Q/*')]);
  expect(batch.arguments).toEqual(['--gtest_filter=A.B:P.Q/*:*/P.Q/*', '--gtest_color=no']);
});

test('an instance belongs to its test; places are those of the sources', () => {
  const { batch, ended } = follow([google('P.Q', 'P.Q/*:*/P.Q/*')]);
  for (const line of ['[ RUN      ] All/P.Q/0', 't.cpp:7: Failure', 'why', '[  FAILED  ] All/P.Q/0 (1 ms)'])
    batch.line(line);
  expect(batch.finish({ exitCode: 1, signal: null }, false)).toEqual([]);
  expect(ended()).toEqual([['P.Q', 'All/P.Q/0', 'failed', { text: 'why', file: '/w/t.cpp', line: 7 }]]);
});

test('a test that ends the process has failed, and those behind it are to be run by another one', () => {
  const tests = [google('A.Good'), google('A.Dies'), google('A.Later')];
  const { batch, ended } = follow(tests);
  for (const line of ['[ RUN      ] A.Good', '[       OK ] A.Good (0 ms)', '[ RUN      ] A.Dies']) batch.line(line);
  expect(batch.finish({ exitCode: null, signal: 'SIGSEGV' }, false)).toEqual([tests[2]]);
  expect(ended().map(([name, , end]) => [name, end])).toEqual([
    ['A.Good', 'passed'],
    ['A.Dies', 'failed'],
  ]);
});

test('a process that got nowhere is not started again: each test says how it ended', () => {
  const { batch, ended } = follow([google('A.B')]);
  batch.line('cannot open shared object');
  expect(batch.finish({ exitCode: 127, signal: null }, false)).toEqual([]);
  expect(ended()).toEqual([
    ['A.B', undefined, 'errored', { text: expect.stringMatching(/exit code 127[^]*cannot open/) as string }],
  ]);
});

test('what a person stopped has not failed', () => {
  const { batch, ended } = follow([google('A.B'), google('A.C')]);
  batch.line('[ RUN      ] A.B');
  expect(batch.finish({ exitCode: null, signal: 'SIGKILL' }, true)).toEqual([]);
  expect(ended()).toEqual([
    ['A.B', undefined, 'skipped'],
    ['A.C', undefined, 'skipped'],
  ]);
});

test('which tests ran a function, and what they called by file', () => {
  const app = manifest('app.c', [{ name: 'main' }, { name: 'f' }, { name: 'g' }, { name: 'naked', eager: 'naked' }]);
  const graph = linkCallGraph([app]);
  const run = (...slots: number[]) => {
    const state = new RunState(graph);
    for (const slot of slots)
      state.apply(event({ event: 'materialized', module: app.module, slot, tid: 1, ns: 1, bytes: 1 }));
    return state;
  };
  const ran = new RanByTests(graph);
  ran.add('one', run(0, 1));
  ran.add('two', run(0));
  expect([ran.testsOf('f'), ran.testsOf('main'), ran.testsOf('g')]).toEqual([['one'], ['one', 'two'], []]);
  const [file] = ran.files(() => true);
  expect(file?.tests).toEqual(['one', 'two']);
  expect(file?.declarations.map(({ name, ran: did }) => [name, did])).toEqual([
    ['main', true],
    ['f', true],
    ['g', false],
  ]);
  expect(ran.files(() => true, 'two')[0]?.declarations.filter((one) => one.ran)).toHaveLength(1);
  expect(ran.unknown(() => true)).toBe(1);
  const again = new RanByTests(graph);
  again.add('one', run(0, 2));
  ran.merge(again);
  expect([ran.testsOf('f'), ran.testsOf('g')]).toEqual([[], ['one']]);
});
