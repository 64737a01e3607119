import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manifest, writeManifest } from '../testing/manifests.js';
import { temporaryFolder } from '../testing/temporary.js';
import { ManifestCache } from './manifest-cache.js';

async function problemOf(contents: string): Promise<{ code: string; message: string }> {
  const store = temporaryFolder();
  const value = manifest('a.c', [{ name: 'f' }]);
  writeFileSync(writeManifest(store, value), contents);
  const result = await new ManifestCache().load(value.module, 'a.c', [store]);
  if (result.ok) throw new Error('it was taken for a manifest');
  return result.problem;
}

test('reads a manifest once', async () => {
  const store = temporaryFolder();
  const cache = new ManifestCache();
  const value = manifest('a.c', [{ name: 'f' }]);
  writeManifest(store, value);
  await cache.load(value.module, 'a.c', [store]);
  expect(await cache.load(value.module, 'a.c', [store])).toMatchObject({
    ok: true,
    module: { id: value.module },
    store,
  });
  expect(cache.reads).toBe(1);
});

test('takes the first store that holds the module', async () => {
  const [empty, full] = [temporaryFolder(), temporaryFolder()];
  const value = manifest('a.c', [{ name: 'f' }]);
  writeManifest(full, value);
  expect(await new ManifestCache().load(value.module, 'a.c', [empty, full])).toMatchObject({ ok: true, store: full });
});

test('a half-written manifest is invalid and read again when it is whole', async () => {
  const store = temporaryFolder();
  const cache = new ManifestCache();
  const value = manifest('a.c', [{ name: 'f' }]);
  const path = writeManifest(store, value);
  writeFileSync(path, JSON.stringify(value).slice(0, 50));
  expect(await cache.load(value.module, 'a.c', [store])).toMatchObject({
    ok: false,
    problem: { code: 'manifest-invalid' },
  });
  writeManifest(store, value);
  expect((await cache.load(value.module, 'a.c', [store])).ok).toBe(true);
});

test('names the field that does not fit', async () => {
  const value = { ...manifest('a.c', []), level: 'O9' };
  expect((await problemOf(JSON.stringify(value))).message).toContain('level');
});

test('another format version is its own problem', async () => {
  const problem = await problemOf(JSON.stringify({ ...manifest('a.c', []), version: 2 }));
  expect(problem.code).toBe('manifest-version');
});

test('the manifest of another module under this name is invalid', async () => {
  const problem = await problemOf(JSON.stringify(manifest('b.c', [])));
  expect(problem.code).toBe('manifest-invalid');
});

test('a manifest that is gone is missing', async () => {
  const store = temporaryFolder();
  const value = manifest('a.c', []);
  rmSync(writeManifest(store, value));
  expect(await new ManifestCache().load(value.module, 'src/a.c', [store])).toMatchObject({
    problem: { code: 'manifest-missing', message: expect.stringContaining('src/a.c') as string },
  });
});
