import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { oracleOf } from './oracle.js';
import { callPrograms } from './subjects.js';

test.each(callPrograms())('$name: what it does when built as usual is in its graph', async (subject) => {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'autojit-oracle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { missing, neverCalled, invented, ran } = await oracleOf(subject, folder);
  expect({ missing, neverCalled, invented }).toEqual({ missing: [], neverCalled: [], invented: [] });
  expect(ran).toBeGreaterThan(0);
});
