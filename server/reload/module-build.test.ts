import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { manifestPath } from '../program/store.js';
import { ModuleBuilds } from './module-build.js';
import { Refusal } from './refusal.js';

/** A store with the newest builds of a module that has no functions. */
function storeOf(ids: readonly string[]): string {
  const store = mkdtempSync(join(tmpdir(), 'autojit-builds-'));
  onTestFinished(() => rmSync(store, { recursive: true }));
  for (const id of ids) {
    const path = manifestPath(store, id);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{}');
    const body = Buffer.alloc(40);
    body.write('AJB1', 0, 'latin1');
    body.writeUInt32LE(1, 4);
    writeFileSync(path.replace(/\.json$/, '.body'), body);
    const facts = { format: 'autojit-facts', version: 1, types: true, functions: [], variables: [], layouts: [] };
    writeFileSync(path.replace(/\.json$/, '.facts'), JSON.stringify(facts));
  }
  return store;
}

const [first, second, third] = ['aa11', 'bb22', 'cc33'] as const;

test('a build is read once while it is compared again and again, and let go when it is not', async () => {
  const store = storeOf([first, second, third]);
  const builds = new ModuleBuilds();
  const read = (id: string): Promise<object> => builds.read(id, 'a.c', [store]);
  const old = await read(first);
  const running = await read(second);
  builds.forgetUnread();
  expect(await read(second)).toBe(running);
  await read(third);
  builds.forgetUnread();
  expect(await read(second)).toBe(running);
  expect(await read(first)).not.toBe(old);
});

test('what could not be read is tried again', async () => {
  const store = storeOf([]);
  const builds = new ModuleBuilds();
  await expect(builds.read(first, 'a.c', [store])).rejects.toThrow('the store does not have this build of a.c');
  await expect(builds.read(first, 'a.c', [storeOf([first])])).resolves.toMatchObject({ id: first });
});

test('facts that are damaged are a refusal that says which', async () => {
  const store = storeOf([first]);
  const path = manifestPath(store, first).replace(/\.json$/, '.facts');
  for (const text of ['{', '{}', '{"format":"autojit-facts","version":2}']) {
    writeFileSync(path, text);
    await expect(new ModuleBuilds().read(first, 'a.c', [store])).rejects.toThrow(
      new Refusal('the facts of a.c in the store are damaged, or of another version; delete the store and rebuild'),
    );
  }
});
