import { describe, expect, it } from 'vitest';
import { countJUnit, verdict } from './suites.mjs';

describe('verdict', () => {
  it('believes counts that add up', () => {
    expect(verdict({ passed: 3, failed: 1, skipped: 2, status: 1 })).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });
  it('fails a suite that ran nothing, even if its runner is content', () => {
    expect(verdict({ passed: 0, failed: 0, status: 0 })).toMatchObject({ failed: 1, note: 'it ran no tests' });
  });
  it('fails a suite whose runner failed without naming a test', () => {
    expect(verdict({ passed: 5, failed: 0, status: 7 })).toMatchObject({
      passed: 5,
      failed: 1,
      note: expect.stringContaining('7'),
    });
  });
});

describe('countJUnit', () => {
  it('reads the attributes of the suite', () => {
    const xml =
      '<?xml version="1.0"?>\n<testsuite name="x" tests="9" failures="2" disabled="1" skipped="3" time="1">\n</testsuite>';
    expect(countJUnit(xml)).toEqual({ passed: 3, failed: 2, skipped: 4 });
  });
});
