import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sourceFolders } from './folders-below.js';

function tree(...files: string[]): string {
  const root = mkdtempSync(path.join(tmpdir(), 'autojit-folders-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), '');
  }
  return root;
}

async function found(root: string): Promise<string[]> {
  const folders = await sourceFolders(root, (name) => /\.[ch]$/.test(name));
  return folders.map((folder) => path.relative(root, folder.path)).sort();
}

test('folders with sources, those of headers alone too, and none of builds, packages and hidden ones', async () => {
  const root = tree(
    'a.c',
    'include/deep/limits.h',
    'docs/text.md',
    '.hidden/a.c',
    'node_modules/a.c',
    ...['out/CMakeCache.txt', 'out/gen/a.c', 'ninja/build.ninja', 'ninja/a.c', 'target/CACHEDIR.TAG', 'target/x/a.c'],
  );
  expect(await found(root)).toEqual(['', 'include/deep']);
});

test('the root may be built in itself', async () => {
  expect(await found(tree('CMakeCache.txt', 'a.c', 'b/b.c'))).toEqual(['', 'b']);
});

test('a root that is not there has none', async () => {
  expect(await sourceFolders('/nonexistent', () => true)).toEqual([]);
});
