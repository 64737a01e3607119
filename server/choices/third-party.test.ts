import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { patternsIn, thirdPartyOf } from './third-party.js';

test('folders of other people stand in a table of their own', () => {
  expect(patternsIn('eager = ["f"]\n[picture]\nthird-party = ["ext/*", "lua"]\n')).toEqual(['ext/*', 'lua']);
  expect(patternsIn('picture.third-party = "ext"\n')).toEqual(['ext']);
  expect(patternsIn('third-party = ["no"]\n[other]\nthird-party = ["no"]\n')).toEqual([]);
  expect(patternsIn('[picture\n')).toEqual([]);
});

test('every file above a source counts, each for the folder that it lies in', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'autojit.toml'), '[picture]\nthird-party = ["far"]\n');
  writeFileSync(join(folder, 'app/autojit.toml'), '[picture]\nthird-party = ["near"]\n');
  expect(await thirdPartyOf([join(folder, 'app/a.c'), join(folder, 'app/b.c')])).toEqual([
    { base: join(folder, 'app'), pattern: 'near' },
    { base: folder, pattern: 'far' },
  ]);
});
