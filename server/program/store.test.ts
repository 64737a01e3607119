import { expect, test } from 'vitest';
import { defaultStore, storeCandidates } from './store.js';

test('looks where the running program looks, in its order', () => {
  const env = { AUTOJIT_STORE: '/env' };
  expect(storeCandidates('/w/build/prog', ['/linked'], env)).toEqual([
    '/env',
    '/linked',
    '/w/build/.autojit',
    '/w/.autojit',
    '/.autojit',
  ]);
});

test('the default store follows XDG_CACHE_HOME', () => {
  expect(defaultStore({ XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/autojit/store');
  expect(defaultStore({})).toMatch(/\/\.cache\/autojit\/store$/);
});
