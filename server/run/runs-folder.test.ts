import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { line, start } from '../testing/trace.js';
import { keptFiles } from './kept-run.js';
import { makeRunsFolder } from './runs-folder.js';

/** A trace with a hole, which takes no room on the disk. */
function trace(folder: string, name: string, megabytes: number, pid: number): string {
  const file = join(folder, `${name}.jsonl`);
  writeFileSync(file, line(start('/p'), pid));
  truncateSync(file, megabytes * 1_000_000);
  writeFileSync(keptFiles(file).output, 'what it wrote');
  return file;
}
const NOBODY = 2 ** 22 + 1;

test('large traces make room before they are many, with what was kept beside them; not that of a program that runs', async () => {
  const folder = join(temporaryFolder(), 'runs');
  await makeRunsFolder(folder);
  const lives = trace(folder, '0', 500, process.pid);
  const [oldest, older, newest] = ['1', '2', '3'].map((name) => trace(folder, name, 400, NOBODY));
  await makeRunsFolder(folder);
  const there = [lives, oldest, older, newest].map((file) => file !== undefined && existsSync(file));
  expect(there).toEqual([true, false, true, true]);
  expect(existsSync(keptFiles(oldest ?? '').output)).toBe(false);
});
