import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { largePrograms } from './large.js';
import { oracleOf } from './oracle.js';

/** Run by `npm run oracle`, which says where the sources are and where findings go, a line each. */
const { AUTOJIT_ORACLE_SOURCES: sources = '{}', AUTOJIT_ORACLE_FINDINGS: findings = '' } = process.env;

test.each(largePrograms(JSON.parse(sources) as Record<string, string>))('$name', async (subject) => {
  const found = await oracleOf(subject, path.resolve(subject.source, '..', 'built'));
  appendFileSync(findings, `${JSON.stringify({ name: subject.name, ...found })}\n`);
  expect(found.ran).toBeGreaterThan(0);
});
