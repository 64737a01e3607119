import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { readCompileTimes, TIMES_FILE, trimCompileTimes } from './compile-times.js';

const line = (directory: string, cpuMs: number): string =>
  `${JSON.stringify({ v: 1, lazy: true, ms: 1, cpuMs, directory, sources: ['a.c'] })}\n`;

test('a source is the same by whatever path the compiler came to it', async () => {
  const store = temporaryFolder();
  const real = join(store, 'real');
  mkdirSync(real);
  writeFileSync(join(real, 'a.c'), '');
  symlinkSync(real, join(store, 'link'));
  writeFileSync(join(store, TIMES_FILE), line(join(store, 'link'), 5));
  const { lazy } = await readCompileTimes(store);
  expect([...lazy]).toEqual([[join(realpathSync(real), 'a.c'), 5]]);
});

test('a store without times has none', async () => {
  expect((await readCompileTimes(join(temporaryFolder(), 'gone'))).lazy.size).toBe(0);
});

test('of a file that has grown large the newer half stays, in whole lines', async () => {
  const store = temporaryFolder();
  const file = join(store, TIMES_FILE);
  writeFileSync(file, line('/old', 1).repeat(10));
  await trimCompileTimes(store);
  expect(readFileSync(file, 'utf8')).toBe(line('/old', 1).repeat(10));
  writeFileSync(file, line('/old', 1).repeat(80_000) + line('/new', 2).repeat(80_000));
  await trimCompileTimes(store);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(new Set(lines)).toEqual(new Set([line('/new', 2).trimEnd()]));
  expect(lines.length).toBeGreaterThan(79_000);
});
