import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { makePrivateFolder } from './folder.js';

test('makes what is missing above it too, for the user alone, and is content with what is there', async () => {
  const folder = join(temporaryFolder(), 'a/b/c');
  await makePrivateFolder(folder);
  await makePrivateFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('ends where no folder can be', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(makePrivateFolder('/proc/no/folder')).rejects.toThrow('ENOENT');
  await expect(makePrivateFolder(file)).rejects.toThrow('EEXIST');
  await expect(makePrivateFolder(join(file, 'x'))).rejects.toThrow('ENOTDIR');
});
