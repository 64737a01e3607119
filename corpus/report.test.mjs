import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../tooling/paths.mjs';
import { resultsOfJUnit } from './ctest.mjs';
import { programs } from './programs/all.mjs';
import { table, updated } from './report.mjs';

const document = fs.readFileSync(path.join(root, 'docs', 'conformance.md'), 'utf8');

const row = (changes) => ({
  ...{ program: 'p', version: '1', level: 'O2', date: '2026-01-31', tests: 1200, regular: 1200, autojit: 1199 },
  ...{ functions: { modules: 4, lazy: 10, eager: 5, reasons: { naked: 1, 'inline-asm': 4 } } },
  ...{ materialized: 5, modulesThatRan: 2, problems: ['x'] },
  ...changes,
});
const all = [
  { name: 'p', about: 'its tests' },
  { name: 'q', about: 'other tests' },
];

describe('table', () => {
  it('gives reasons with their counts, the frequent ones first', () => {
    expect(table([row({})]).split('\n')[2]).toBe(
      '| p | 1 | -O2 | 2026-01-31 | 1,200 | 1,200 | 1,199 | 10 | 5 (inline-asm 4, naked 1) | 5 (2 of 4) | **1** |',
    );
  });
});

describe('the document', () => {
  it('gets the rows that ran, and keeps what is around them', () => {
    const changed = updated(document, [row({})], all);
    expect(changed.startsWith('# Conformance')).toBe(true);
    expect(changed).toContain(table([row({})]));
    expect(changed).toContain('- p at -O2: x');
  });
  it('keeps the rows of other programs and levels, with what differs there', () => {
    const first = updated(document, [row({}), row({ level: 'O0' })], all);
    const second = updated(first, [row({ problems: [] }), row({ program: 'q' })], all);
    expect(second).toContain(table([row({ level: 'O0' }), row({ problems: [] }), row({ program: 'q' })]));
    expect(second).toContain('- p at -O0: x');
    expect(second).not.toContain('- p at -O2: x');
  });
  it('is the same when its rows come one by one', () => {
    const rows = [row({}), row({ level: 'O0' }), row({ program: 'q' })];
    const one = rows.reduce((text, each) => updated(text, [each], all), document);
    expect(one).toBe(updated(document, rows, all));
  });
  it('is not written over when its marks are gone', () => {
    expect(() => updated('text', [], all)).toThrow('marks');
  });
});

describe('programs', () => {
  it('each have a name of their own, a source with a version, and words for the table', () => {
    expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length);
    for (const { sources, about } of programs) {
      expect(sources[0].version).toMatch(/^\d/);
      expect(about).toBeTruthy();
    }
  });
});

describe('resultsOfJUnit', () => {
  it('tells what passed from what did not', () => {
    const xml =
      '<testsuite><testcase name="a" status="run"/><testcase name="b" status="fail"><failure message="Failed"/></testcase></testsuite>';
    expect(resultsOfJUnit(xml)).toMatchObject([
      { name: 'a', passed: true },
      { name: 'b', passed: false, says: 'Failed' },
    ]);
  });
});
