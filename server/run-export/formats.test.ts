import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import { isOwn, ownershipOf } from '../call-graph/ownership.js';
import { RunState } from '../run/run-state.js';
import { manifest } from '../testing/manifests.js';
import { event } from '../testing/trace.js';
import { toCobertura } from './cobertura.js';
import { countDeclarations, declarationsOf, ranIn } from './declarations.js';
import { writeRun } from './formats.js';
import { toLcov } from './lcov.js';
import { recordedRun } from './recorded-run.js';

const app = manifest('app.cpp', [
  { name: 'main', line: 1, display: 'main' },
  { name: 'f', line: 5, display: 'f(int)' },
  { name: 'g', line: 9, display: 'g("<&")' },
  { name: 'naked', line: 12, eager: 'naked' },
  { name: '_Z5twiceIiE', line: 20, display: 'int twice<int>(int)' },
  { name: '_Z5twiceIcE', line: 20, display: 'char twice<char>(char)' },
  { name: 'vector', line: 3, display: 'std::vector', file: '/usr/include/c++/14/vector' },
  { name: 'inflate', line: 3, file: '/src/third_party/zlib/inflate.c' },
]);
const graph = linkCallGraph([app]);
const own = isOwn(ownershipOf(graph));
const slot = (index: number) => ({ module: app.module, slot: index });
const [main, f, twice] = [0, 1, 3];

function ran(): RunState {
  const run = new RunState(graph);
  const made = (of: number, ms: number, at: number, by?: number) =>
    run.apply(
      event(
        {
          ...{ event: 'materialized', ...slot(of), tid: 7, ns: ms * 1e6, bytes: 10 },
          ...(by !== undefined && { caller: slot(by) }),
        },
        100,
        at * 1e6,
      ),
    );
  made(main, 2, 10);
  made(f, 3, 20, main);
  made(twice, 1, 30, f);
  return run;
}
const about = { name: 'app -x', program: '/w/app', startedAt: 1_700_000_000_000 };
const text = (format: Parameters<typeof writeRun>[3]) =>
  Buffer.from(writeRun(about, graph, ran(), format, own)).toString();

test('libraries are not of the project, wherever their sources lie', () => {
  const all = declarationsOf(graph, ranIn([ran()]), () => true).map(({ file }) => file);
  expect(all).toEqual(['/src/app.cpp', '/src/third_party/zlib/inflate.c', '/usr/include/c++/14/vector']);
  expect(text('lcov').match(/^SF:.*$/gm)).toEqual(['SF:/src/app.cpp']);
});

test("of Rust's tests their functions are listed, not what the harness put around them", () => {
  const tests = manifest('lib.rs', [
    { name: 'm', line: 1, display: 'shop::main' },
    { name: 'v', line: 1, display: 'shop::value' },
    { name: 'c', line: 5, display: 'shop::tests::works::{closure#0}' },
    { name: 't', line: 5, display: 'shop::tests::works' },
    { name: 'w', line: 9, display: 'test::assert_test_result::<()>', file: '/rustc/0/library/test/src/lib.rs' },
  ]);
  const linked = linkCallGraph([tests]);
  const state = new RunState(linked);
  state.apply(event({ event: 'materialized', module: tests.module, slot: 0, tid: 7, ns: 1, bytes: 10 }, 100, 10));
  const [file] = declarationsOf(linked, ranIn([state]), ({ file: of }) => of === tests.functions[0]?.file);
  expect(file?.declarations.map(({ name, line, ran: is }) => [name, line, is])).toEqual([
    ['shop::value', 1, 'never'],
    ['shop::tests::works', 5, 'never'],
  ]);
});

test('a definition ran when one of the functions made of it did; of eager ones nobody knows', () => {
  const files = declarationsOf(graph, ranIn([ran()]), own);
  expect(files).toHaveLength(1);
  expect(files[0]?.declarations.map(({ name, line, ran: state }) => [name, line, state])).toEqual([
    ['main', 1, 'ran'],
    ['f(int)', 5, 'ran'],
    ['g("<&")', 9, 'never'],
    ['naked', 12, 'unknown'],
    ['twice', 20, 'ran'],
  ]);
  expect(countDeclarations(files)).toEqual({ ran: 3, never: 1, unknown: 1 });
});

test('what was only inlined into others that ran counts as ran', () => {
  const run = ran();
  run.apply(event({ event: 'inlined', ...slot(f), functions: ['g'] }));
  const files = declarationsOf(graph, ranIn([run]), own);
  expect(files[0]?.declarations.find(({ line }) => line === 9)).toMatchObject({ name: 'g("<&")', ran: 'ran' });
});

test('of several runs, one that came to a function is enough', () => {
  const other = new RunState(graph);
  other.apply(event({ event: 'materialized', ...slot(2), tid: 7, ns: 1, bytes: 1 }));
  expect(countDeclarations(declarationsOf(graph, ranIn([ran(), other]), own))).toEqual({
    ran: 4,
    never: 0,
    unknown: 1,
  });
});

test('lcov: each function once with its line, what nobody knows is left out and counted', () => {
  const written = text('lcov').split('\n');
  expect(written).toContain('# Not here, because they are eager and no run tells whether they ran: 1.');
  expect(written.filter((line) => /^(SF|FN|FNDA|FNF|FNH|DA):/.test(line))).toEqual([
    'SF:/src/app.cpp',
    ...['FN:1,main', 'FN:5,f(int)', 'FN:9,g("<&")', 'FN:20,twice'],
    ...['FNDA:1,main', 'FNDA:1,f(int)', 'FNDA:0,g("<&")', 'FNDA:1,twice'],
    ...['FNF:4', 'FNH:3', 'DA:1,1', 'DA:5,1', 'DA:9,0', 'DA:20,1'],
  ]);
});

test('lcov: two functions of one name in a file stay two', () => {
  const two = linkCallGraph([
    manifest('a.c', [
      { name: 'a', display: 'f', line: 1 },
      { name: 'b', display: 'f', line: 2 },
    ]),
  ]);
  const written = toLcov(
    'r',
    declarationsOf(two, ranIn([]), () => true),
  );
  expect(written).toContain('FN:1,f\nFN:2,f [line 2]\n');
});

test('cobertura: rates of files and functions, names escaped', () => {
  const written = text('cobertura');
  expect(written).toContain('<package name="/src" line-rate="0.75"');
  expect(written).toContain('<class name="app.cpp" filename="src/app.cpp" line-rate="0.75"');
  expect(written).toContain('<method name="g(&quot;&lt;&amp;&quot;)"');
  expect(written).toContain('<line number="9" hits="0" branch="false"/>');
  expect(written).not.toContain('naked');
  expect(toCobertura(0, [])).toContain('line-rate="0"');
});

test('speedscope: a stack for each first call, weighed once by calls and once by time', () => {
  const { shared, profiles } = JSON.parse(text('speedscope')) as {
    shared: { frames: { name: string; line: number }[] };
    profiles: { samples: number[][]; weights: number[]; endValue: number }[];
  };
  expect(shared.frames.map(({ name }) => name)).toEqual(['main', 'f(int)', 'int twice<int>(int)']);
  expect(profiles.map(({ samples }) => samples)).toEqual(Array(2).fill([[0], [0, 1], [0, 1, 2]]));
  expect(profiles.map(({ weights }) => weights)).toEqual([
    [1, 1, 1],
    [2, 3, 1],
  ]);
  expect(profiles.map(({ endValue }) => endValue)).toEqual([3, 6]);
});

test('chrome: a slice ends when the code was there', () => {
  const { traceEvents } = JSON.parse(text('chrome')) as { traceEvents: Record<string, unknown>[] };
  const slices = traceEvents.filter(({ ph }) => ph === 'X');
  expect(slices.map(({ name, ts, dur, tid }) => [name, ts, dur, tid])).toEqual([
    ['main', 8000, 2000, 7],
    ['f(int)', 17_000, 3000, 7],
    ['int twice<int>(int)', 29_000, 1000, 7],
  ]);
  expect(slices[1]?.['args']).toMatchObject({ 'first caller': 'main', place: '/src/app.cpp:5' });
});

test('pprof: the same tree, leaf first', () => {
  const fields = decode(gunzipSync(writeRun(about, graph, ran(), 'pprof', own)));
  const strings = fields.filter(({ field }) => field === 6).map(({ bytes }) => bytes.toString());
  expect(strings.slice(0, 5)).toEqual(['', 'first_calls', 'count', 'engine', 'nanoseconds']);
  expect(strings).toContain('int twice<int>(int)');
  const samples = fields.filter(({ field }) => field === 2).map(({ bytes }) => decode(bytes));
  expect(samples.map((sample) => sample.map(({ bytes }) => varints(bytes)))).toEqual([
    [[1], [1, 2_000_000]],
    [
      [2, 1],
      [1, 3_000_000],
    ],
    [
      [3, 2, 1],
      [1, 1_000_000],
    ],
  ]);
  expect(fields.find(({ field }) => field === 9)?.value).toBe(1_700_000_000_000_000_000);
});

test('a caller that came later is none in the tree, so that it has no circle', () => {
  const run = new RunState(graph);
  run.apply(event({ event: 'materialized', ...slot(f), tid: 7, ns: 1, bytes: 1, caller: slot(main) }));
  run.apply(event({ event: 'materialized', ...slot(main), tid: 7, ns: 1, bytes: 1, caller: slot(f) }));
  const { calls } = recordedRun(about, graph, run);
  expect(calls.map(({ name, by }) => [name, by?.name])).toEqual([
    ['f(int)', undefined],
    ['main', 'f(int)'],
  ]);
});

interface Field {
  field: number;
  value: number;
  bytes: Buffer;
}

/** The wire format, read the way that its specification has it. */
function decode(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? expect.fail('it ends too early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = varint();
    const isPart = tag % 8 === 2;
    fields.push({ field: Math.floor(tag / 8), value, bytes: isPart ? bytes.subarray(at, at + value) : Buffer.of() });
    if (isPart) at += value;
  }
  return fields;
}

function varints(bytes: Buffer): number[] {
  const all: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) {
      all.push(value);
      [value, scale] = [0, 1];
    }
  }
  return all;
}
