import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { readLibrary } from './shared-libraries.js';

test('what is no file that says of what it was made is no library, and nobody waits for it', async () => {
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'text'), 'no library');
  writeFileSync(join(folder, 'cut'), '\u007fELF');
  for (const name of ['fifo', 'folder', 'text', 'cut', 'nothing'])
    expect(await readLibrary(join(folder, name)), name).toBeUndefined();
  expect(await readLibrary('/dev/zero')).toBeUndefined();
});
