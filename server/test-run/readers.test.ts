import { expect, test } from 'vitest';
import { FRAMEWORKS } from './frameworks.js';
import type { Reported, ReportingFramework } from './report.js';

/** What the frameworks print, as it was recorded from real programs. */
function read(framework: ReportingFramework, text: string) {
  const all: Reported[] = [];
  const reader = FRAMEWORKS[framework].read((reported) => all.push(reported));
  for (const line of text.trim().split('\n')) reader.line(line);
  reader.end();
  return all;
}

const ended = (framework: ReportingFramework, text: string) =>
  read(framework, text).flatMap((one) =>
    one.kind === 'ended'
      ? [
          [
            one.name,
            one.end,
            ...one.messages.map(({ file, line, text: why }) => `${file ?? ''}:${String(line ?? '')} ${why}`),
          ],
        ]
      : [],
  );

test('GoogleTest: ends with reasons and places, instances, what was skipped', () => {
  const text = `
[ RUN      ] Numbers.AreDoubled
partly[       OK ] Numbers.AreDoubled (19 ms)
[ RUN      ] Numbers.Fail
gt.cpp:6: Failure
Expected equality of these values:
  twice(2)
unknown file: Failure
C++ exception
[  FAILED  ] Numbers.Fail (61 ms)
[ RUN      ] All/P.Small/2
/w/gt.cpp:9: Failure
Expected: less
[  FAILED  ] All/P.Small/2, where GetParam() = 2 (0 ms)
[ RUN      ] Numbers.Skips
gt.cpp:14: Skipped
not here
[  SKIPPED ] Numbers.Skips (8 ms)
[  FAILED  ] 2 tests, listed below:
[  FAILED  ] Numbers.Fail`;
  expect(ended('googletest', text)).toEqual([
    ['Numbers.AreDoubled', 'passed'],
    ['Numbers.Fail', 'failed', 'gt.cpp:6 Expected equality of these values:\n  twice(2)', ': C++ exception'],
    ['All/P.Small/2', 'failed', '/w/gt.cpp:9 Expected: less'],
    ['Numbers.Skips', 'skipped', 'gt.cpp:14 not here'],
  ]);
  expect(read('googletest', text)).toContainEqual({ kind: 'output', name: 'Numbers.AreDoubled', text: 'partly\n' });
  expect(FRAMEWORKS.googletest.testsOf('All/P.Small/2')).toContain('P.Small');
  expect(FRAMEWORKS.googletest.testsOf('Ty/0.Size')).toContain('Ty.Size');
});

test('GoogleTest: expected and actual values, where it says which is which', () => {
  const text = `
[ RUN      ] A.B
t.cpp:1: Failure
Value of: good()
  Actual: false
Expected: true
t.cpp:2: Failure
Value of: v
Expected: is equal to
two lines
  Actual: 3 (of type int)
t.cpp:3: Failure
Expected: (n) < (2), actual: 2 vs 2
t.cpp:4: Failure
Expected equality of these values:
  1
  2
[  FAILED  ] A.B (1 ms)`;
  const compared = read('googletest', text).flatMap((one) =>
    one.kind === 'ended' ? one.messages.map((message) => message.compared) : [],
  );
  expect(compared).toEqual([
    { expected: 'true', actual: 'false' },
    { expected: 'is equal to\ntwo lines', actual: '3 (of type int)' },
    { expected: '(n) < (2)', actual: '2 vs 2' },
    undefined,
  ]);
});

test('Rust: failures have the reason that comes behind all tests', () => {
  const text = `
running 4 tests
test tests::good ... ok
test tests::later ... ignored
test tests::dies - should panic ... ok
test tests::bad ... FAILED

failures:

---- tests::bad stdout ----
said before

thread 'tests::bad' (12) panicked at src/lib.rs:9:9:
assertion \`left == right\` failed
  left: 1
 right: 2
note: run with \`RUST_BACKTRACE=1\`


failures:
    tests::bad

test result: FAILED.`;
  expect(ended('rust', text)).toEqual([
    ['tests::good', 'passed'],
    ['tests::later', 'skipped'],
    ['tests::dies', 'passed'],
    ['tests::bad', 'failed', 'src/lib.rs:9 assertion `left == right` failed\n  left: 1\n right: 2'],
  ]);
});

test('Rust before 1.73 has the reason in the same line', () => {
  const text = `
test bad ... FAILED
failures:
---- bad stdout ----
thread 'bad' panicked at 'oh, no', src/lib.rs:5:3`;
  expect(ended('rust', text)).toEqual([['bad', 'failed', 'src/lib.rs:5 oh, no']]);
});

test('Catch2: failed expectations of all sections, and what was thrown', () => {
  const text = `
<Catch name="ct">
    <TestCase name="twice, always" tags="[math]" filename="ct.cpp" line="4">
      <Section name="deep" filename="ct.cpp" line="4">
        <Expression success="false" type="CHECK" filename="ct.cpp" line="5">
          <Original>
            a &lt; b
          </Original>
          <Expanded>
            6 &lt; 3
          </Expanded>
        </Expression>
      </Section>
      <OverallResult success="false" durationInSeconds="0.5"/>
    </TestCase>
    <TestCase name="sizes - int" filename="ct.cpp" line="6">
      <OverallResult success="true" durationInSeconds="0.001"/>
    </TestCase>
    <TestCase name="throws" filename="ct.cpp" line="7">
      <Exception filename="ct.cpp" line="8">
        boom
      </Exception>
      <OverallResult success="false" durationInSeconds="0.09"/>
    </TestCase>`;
  expect(ended('catch2', text)).toEqual([
    ['twice, always', 'failed', 'ct.cpp:5 deep\nCHECK(a < b)\n6 < 3'],
    ['sizes - int', 'passed'],
    ['throws', 'failed', 'ct.cpp:8 boom'],
  ]);
  expect(read('catch2', text).find((one) => one.kind === 'ended')).toMatchObject({ ms: 500 });
  expect(FRAMEWORKS.catch2.testsOf('sizes - int')).toContain('sizes');
});

test('doctest: the same with its own words; a test that ends the program says what it knew', () => {
  const text = `
<doctest binary="./dt" version="2.4.9">
  <TestSuite name="math">
    <TestCase name="sizes&lt;int>" filename="dt.cpp" line="9">
      <OverallResultsAsserts successes="1" failures="0" test_case_success="true" duration="0.25"/>
    </TestCase>
    <TestCase name="  Scenario: a story" filename="dt.cpp" line="10">
      <Message type="ERROR" filename="dt.cpp" line="11">
        <Text>
          said so
        </Text>
      </Message>`;
  expect(ended('doctest', text)).toEqual([
    ['sizes<int>', 'passed'],
    ['  Scenario: a story', 'failed', 'dt.cpp:11 said so'],
  ]);
  expect(FRAMEWORKS.doctest.testsOf('sizes<int>')).toContain('sizes');
});

test('Boost.Test: names with their suites, instances of data', () => {
  const text = `
Entering test module "numbers"
bt.cpp(5): Entering test suite "math"
bt.cpp(7): Entering test case "fails"
bt.cpp(7): error: in "math/fails": check twice(2) == 5 has failed [4 != 5]
bt.cpp(7): Leaving test case "fails"; testing time: 27945us
bt.cpp(8): Entering test suite "many"
bt.cpp(8): Entering test case "_0"
bt.cpp(8): Leaving test case "_0"; testing time: 2ms
bt.cpp(8): Leaving test suite "many"; testing time: 46800us
bt.cpp(5): Leaving test suite "math"; testing time: 120532us
bt.cpp(11): Entering test case "fixed"
bt.cpp(11): Leaving test case "fixed"; testing time: 8660us`;
  expect(ended('boost', text)).toEqual([
    ['math/fails', 'failed', 'bt.cpp:7 check twice(2) == 5 has failed [4 != 5]'],
    ['math/many/_0', 'passed'],
    ['fixed', 'passed'],
  ]);
  expect(FRAMEWORKS.boost.testsOf('math/many/_0')).toContain('math/many');
});
