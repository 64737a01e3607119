import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { BuiltTexts } from './built-texts.js';

test('a source is untouched for as long as its time and size are', async () => {
  const file = join(temporaryFolder(), 'a.c');
  const texts = new BuiltTexts();
  writeFileSync(file, 'one\ntwo\n');
  utimesSync(file, 100, 100);
  expect(await texts.isUntouched(file)).toBe(false);
  await texts.take(file, 200_000);
  expect(texts.linesOf(file)).toEqual(['one', 'two', '']);
  expect(await texts.isUntouched(file)).toBe(true);
  writeFileSync(file, 'one\nsix\n');
  utimesSync(file, 150, 150);
  expect(await texts.isUntouched(file)).toBe(false);
  expect(texts.linesOf(file)).toEqual(['one', 'two', '']);
});

test('one that is newer than its program was never as it was built', async () => {
  const file = join(temporaryFolder(), 'a.c');
  const texts = new BuiltTexts();
  writeFileSync(file, 'one\n');
  utimesSync(file, 300, 300);
  await texts.take(file, 200_000);
  expect(texts.linesOf(file)).toBeUndefined();
  expect(await texts.isUntouched(file)).toBe(false);
});
