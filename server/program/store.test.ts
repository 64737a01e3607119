import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeCandidates } from './store.js';
import { defaultStore } from '../support/user-folders.js';

const noCache = { XDG_CACHE_HOME: '/no-such-cache' };

test('looks where the running program looks, in its order', async () => {
  const env = { ...noCache, AUTOJIT_STORE: '/env' };
  expect(await storeCandidates('/w/build/prog', ['/linked'], env)).toEqual([
    '/env',
    '/linked',
    '/w/build/.autojit',
    '/w/.autojit',
    '/.autojit',
    '/w/build/lib/autojit',
    '/w/lib/autojit',
    '/lib/autojit',
    '/no-such-cache/autojit/store',
  ]);
});

test('a relative store is beside the program or above it', async () => {
  expect(await storeCandidates('/w/prog', ['out/store'], noCache)).toEqual([
    '/w/out/store',
    '/out/store',
    '/w/.autojit',
    '/.autojit',
    '/w/lib/autojit',
    '/lib/autojit',
    '/no-such-cache/autojit/store',
  ]);
});

test('a program that was moved is found through the list of stores', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'autojit-stores-'));
  await mkdir(join(cache, 'autojit'));
  await writeFile(join(cache, 'autojit', 'stores'), '/far/.autojit\nnonsense\n');
  const candidates = await storeCandidates('/bin/prog', ['.autojit'], { XDG_CACHE_HOME: cache });
  expect(candidates.slice(-2)).toEqual([`${cache}/autojit/store`, '/far/.autojit']);
  await rm(cache, { recursive: true });
});

test('the default store follows XDG_CACHE_HOME', () => {
  expect(defaultStore({ XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/autojit/store');
  expect(defaultStore({})).toMatch(/\/\.cache\/autojit\/store$/);
});
