import { describe, expect, it } from 'vitest';
import { countJUnit, inLanes, quick, suites, verdict } from './suites.mjs';

describe('verdict', () => {
  it('believes counts that add up', () => {
    expect(verdict({ passed: 3, failed: 1, skipped: 2, status: 1 })).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });
  it('fails a suite that ran nothing, even if its runner is content', () => {
    expect(verdict({ passed: 0, failed: 0, status: 0 })).toMatchObject({ failed: 1, note: 'it ran no tests' });
  });
  it('takes no tests for an answer only with what was missing', () => {
    expect(verdict({ passed: 0, failed: 0, skipped: 1, absent: 'no source' })).toEqual({
      passed: 0,
      failed: 0,
      skipped: 1,
      note: 'no source',
    });
  });
  it('keeps the tests that needed a second try', () => {
    expect(verdict({ passed: 2, failed: 0, flaky: ['a window opens'] })).toEqual({
      passed: 2,
      failed: 0,
      skipped: 0,
      flaky: ['a window opens'],
    });
  });
  it('fails a suite whose runner failed without naming a test', () => {
    expect(verdict({ passed: 5, failed: 0, status: 7 })).toMatchObject({
      passed: 5,
      failed: 1,
      note: expect.stringContaining('7'),
    });
  });
});

describe('lanes', () => {
  it('have each suite once, in their order, behind those that run alone', () => {
    const { alone, lanes } = inLanes(suites);
    expect([...alone, ...lanes.flat()].map(({ id }) => id).sort()).toEqual(suites.map(({ id }) => id).sort());
    expect(lanes.map((lane) => lane.map(({ id }) => id))).toEqual([
      ['test-builds', 'test-corpus'],
      ['test-integration', 'test-e2e'],
    ]);
    expect(alone.map(({ id }) => id)).toContain('test-toolchain');
  });
});

describe('quick', () => {
  it('is suites of the whole run, and a slice of the toolchain’s', () => {
    const ids = quick.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['test-lint', 'test-rooms', 'test-types', 'test-unit', 'test-slice']));
    expect(ids.filter((id) => !suites.some((one) => one.id === id))).toEqual(['test-slice']);
  });
});

describe('countJUnit', () => {
  const xml = `<?xml version="1.0"?>
<testsuites><testsuite name="x" tests="5" failures="9">
<testcase classname="x" name="a.c" time="0.1"/>
<testcase classname="x" name="b &gt; c.c" time="0.1">
  <failure><![CDATA[it said <testcase name="fake"/>]]></failure>
</testcase>
<testcase classname="x" name="d.c"><skipped message="no gdb"/></testcase>
<testcase name="toolchain" time="3"><system-out>fine</system-out></testcase>
<testcase classname="x" name="e.c"></testcase>
</testsuite></testsuites>`;
  it('counts test cases by what is in them', () => {
    expect(countJUnit(xml)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });
  it('leaves out one by name', () => {
    expect(countJUnit(xml, ['toolchain'])).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });
});
