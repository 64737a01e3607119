import { expect, test } from 'vitest';
import { FRAMEWORKS } from './frameworks.js';
import type { Reported } from './report.js';

/** As CTest 3.25 writes it. */
const REPORT = `test 6
    Start  6: plain ok

6: Test command: /w/build/plain "3"
6: Working Directory: /w/build
6: Environment variables: 
6:  A=B
6: Test timeout computed to be: 5
6:  A=its own
 1/10 Test  #6: plain ok .........................   Passed    0.02 sec
    Start  7: fails

7: Test timeout computed to be: 10000000
7: t: t.c:9: main: Assertion \`n > 0' failed.
 2/10 Test  #7: fails ............................Subprocess aborted***Exception:   0.01 sec
    Start  8: segv
 3/10 Test  #8: segv .............................***Exception: SegFault  0.02 sec
    Start  9: slow
 4/10 Test  #9: slow .............................***Timeout   2.01 sec
    Start 10: dis
 5/10 Test #10: dis ..............................***Not Run (Disabled)   0.00 sec
    Start 11: skipped
 6/10 Test #11: skipped ..........................***Skipped   0.01 sec
    Start 12: says
 7/10 Test #12: says .............................***Failed  Required regular expression not found. Regex=[a
b]  0.00 sec
    Start 13: gone
 8/10 Test #13: gone .............................***Not Run   0.00 sec
    Start 14: code
14: Test timeout computed to be: 1
14: last words
 9/10 Test #14: code .............................***Failed    1.50 sec
    Start 15: killed
10/10 Test #15: killed ...........................Subprocess killed***Exception:   0.01 sec
`;

function read(): Reported[] {
  const told: Reported[] = [];
  const reader = FRAMEWORKS.ctest.read((one) => told.push(one));
  for (const line of REPORT.split('\n')) reader.line(line);
  reader.end();
  return told;
}

test('CTest: each result, with the signal, the reason and the place that a failed assertion names', () => {
  const ends = read().flatMap((one) =>
    one.kind === 'ended'
      ? [[one.name.slice('CTest: '.length), one.end, one.messages[0]?.text, one.messages[0]?.line]]
      : [],
  );
  expect(ends).toEqual([
    ['plain ok', 'passed', undefined, undefined],
    ['fails', 'failed', "Assertion `n > 0' failed.", 9],
    ['segv', 'failed', 'The program was ended by SIGSEGV.', undefined],
    ['slow', 'failed', 'CTest ended the program: it took longer than its TIMEOUT.', undefined],
    ['dis', 'skipped', undefined, undefined],
    ['skipped', 'skipped', undefined, undefined],
    ['says', 'failed', 'Required regular expression not found. Regex=[a\nb]', undefined],
    ['gone', 'errored', 'CTest did not run it.', undefined],
    ['code', 'failed', 'The test failed.\nlast words', undefined],
    ['killed', 'failed', 'The program was ended by SIGKILL.', undefined],
  ]);
});

test('CTest: what a test says is told without what CTest says of it', () => {
  const said = read().flatMap((one) => (one.kind === 'output' ? [[one.name, one.text]] : []));
  expect(said.slice(0, 1)).toEqual([['CTest: plain ok', ' A=its own\n']]);
});

test('CTest: one entry is chosen by its name, whatever letters that has', () => {
  const entry = { ctest: 'ctest', folder: '/w/build', name: 'a.b (c)+' };
  const test = { name: '', framework: 'ctest' as const, suites: [], label: '', id: 'm', file: '', line: 1 };
  expect(FRAMEWORKS.ctest.arguments([{ ...test, start: { args: [] }, entry }])).toEqual([
    '-V',
    '-R',
    '^a\\.b \\(c\\)\\+$',
  ]);
});
