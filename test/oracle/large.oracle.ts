import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Findings } from './compare.js';
import { largePrograms, RIPGREP_RUNS } from './large.js';
import { oracleOf } from './oracle.js';
import { cargoOracleOf } from './rust.js';

/** Run by `npm run oracle`, which says where the sources are and where findings go, a line each. */
const { AUTOJIT_ORACLE_SOURCES: sources = '{}', AUTOJIT_ORACLE_FINDINGS: findings = '' } = process.env;

const fetched = JSON.parse(sources) as Record<string, string>;

const note = (name: string, found: Findings): void => {
  appendFileSync(findings, `${JSON.stringify({ name, ...found })}\n`);
  expect(found.ran).toBeGreaterThan(0);
};

test.each(largePrograms(fetched))('$name', async (subject) => {
  note(subject.name, await oracleOf(subject, path.resolve(subject.source, '..', 'built')));
});

test.skipIf(fetched['ripgrep'] === undefined)('ripgrep', async () => {
  const source = fetched['ripgrep'] ?? '';
  note('ripgrep', await cargoOracleOf({ source, name: 'rg', runs: RIPGREP_RUNS }, path.resolve(source, '..', 'built')));
});
