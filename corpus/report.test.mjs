import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/lib/paths.mjs';
import { resultsOfJUnit } from './ctest.mjs';
import { programs } from './programs.mjs';
import { replaceSection, table } from './report.mjs';

const document = fs.readFileSync(path.join(root, 'docs', 'conformance.md'), 'utf8');

describe('table', () => {
  it('gives reasons with their counts, the frequent ones first', () => {
    const row = {
      ...{ program: 'p', version: '1', level: 'O2', tests: 1200, regular: 1200, autojit: 1199, materialized: 5 },
      ...{ functions: { lazy: 10, eager: 5, reasons: { naked: 1, 'inline-asm': 4 } }, problems: ['x'] },
    };
    expect(table([row]).split('\n')[2]).toBe(
      '| p | 1 | -O2 | 1,200 | 1,200 | 1,199 | 10 | 5 (inline-asm 4, naked 1) | 5 | **1** |',
    );
  });
});

describe('the document', () => {
  it('has a place for the generated part, and keeps the rest', () => {
    const changed = replaceSection(document, 'NEW');
    expect(changed).toContain('NEW');
    expect(changed.startsWith('# Conformance')).toBe(true);
  });
  it('is not written over when its marks are gone', () => {
    expect(() => replaceSection('text', 'NEW')).toThrow('marks');
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
