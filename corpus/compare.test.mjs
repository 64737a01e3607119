import { describe, expect, it } from 'vitest';
import { compare, differences } from './compare.mjs';

const passed = (name, output) => ({ name, passed: true, ...(output && { output }) });
const failed = (name, says) => ({ name, passed: false, says });

describe('differences', () => {
  it('finds none where both sides end alike', () => {
    expect(differences([passed('a', '1'), failed('b', 'x')], [passed('a', '1'), failed('b', 'y')])).toEqual([]);
  });
  it('names a test that fails only under AutoJIT, and how', () => {
    expect(differences([passed('a')], [failed('a', 'ended with SIGSEGV')])).toEqual([
      'a: regular passed, AutoJIT ended with SIGSEGV',
    ]);
  });
  it('names a test that passes only under AutoJIT', () => {
    expect(differences([failed('a', 'ended with 1')], [passed('a')])).toHaveLength(1);
  });
  it('compares outputs', () => {
    expect(differences([passed('a', '1')], [passed('a', '2')])).toEqual(['a: the outputs differ']);
  });
  it('lets only a test that fails as usual be left out', () => {
    expect(differences([passed('a'), failed('b', 'x')], [])).toEqual(['a: did not run under AutoJIT']);
    expect(differences([], [passed('c')])).toEqual(['c: ran only under AutoJIT']);
  });
});

describe('compare', () => {
  const row = (changes) =>
    compare({
      ...{ program: 'p', version: '1', level: 'O2', functions: { lazy: 2, eager: 0, reasons: {} } },
      ...{ regular: [passed('a')], autojit: [passed('a')], trace: { materialized: 2, failures: [] } },
      ...changes,
    }).problems;
  it('is content when nothing differs', () => {
    expect(row({})).toEqual([]);
  });
  it('distrusts a run in which AutoJIT was not at work', () => {
    expect(row({ trace: { materialized: 0, failures: [] } })).toHaveLength(1);
  });
  it('distrusts a comparison of nothing', () => {
    expect(row({ regular: [], autojit: [] })).toHaveLength(1);
  });
  it('counts a failed materialization whatever the tests say, each reason once', () => {
    expect(row({ trace: { materialized: 2, failures: ['gone', 'gone'] } })).toEqual([
      'a function could not be materialized: gone',
    ]);
  });
});
