import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SavedFiles } from './saved-files.js';

function file(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'autojit-saved-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const name = path.join(folder, 'a.c');
  writeFileSync(name, text);
  return name;
}

const runs = { startedAt: Date.now() - 60_000, endedAt: undefined };
const mtime = (name: string): number => statSync(name).mtimeMs;

test('what is written with the bytes that it had is no save', async () => {
  const name = file('one');
  const files = new SavedFiles(() => undefined);
  expect(await files.saved([name], undefined)).toEqual([name]);
  writeFileSync(name, 'one');
  expect(await files.saved([name], runs)).toEqual([]);
  writeFileSync(name, 'two');
  expect(await files.saved([name, name], undefined)).toEqual([name, name]);
  rmSync(name);
  expect(await files.saved([name], undefined)).toEqual([name]);
  expect(await files.saved([name], undefined)).toEqual([]);
});

test('what was saved while a build ran is newer than all that this build made, until the next is done', async () => {
  const name = file('one');
  const files = new SavedFiles(() => undefined);
  const saved = mtime(name);
  await files.saved([name], { startedAt: saved - 1000, endedAt: saved + 5 });
  // A later file of the build's.
  const object = file('object');
  await files.renew();
  expect(mtime(name)).toBeGreaterThan(mtime(object) - 1);
  await files.giveBack(false);
  expect(mtime(name)).toBeCloseTo(saved, 0);
  await files.renew();
  expect(mtime(name)).toBeGreaterThan(mtime(object) - 1);
  await files.giveBack(true);
  expect(mtime(name)).toBeCloseTo(saved, 0);
  await files.renew();
  expect(mtime(name)).toBeCloseTo(saved, 0);
});

test('what was saved before or after a build, or once more, keeps its time', async () => {
  const name = file('one');
  const files = new SavedFiles(() => undefined);
  const saved = mtime(name);
  await files.saved([name], { startedAt: saved - 2000, endedAt: saved - 1000 });
  await files.renew();
  expect(mtime(name)).toBe(saved);
  writeFileSync(name, 'two');
  await files.saved([name], runs);
  utimesSync(name, 1000, 1000);
  await files.renew();
  expect(mtime(name)).toBe(1_000_000);
});

test('that a source is never the same after a build is said once', async () => {
  const lines: string[] = [];
  const name = file('0');
  const files = new SavedFiles((line) => lines.push(line));
  for (let at = 1; at < 9; at += 1) {
    writeFileSync(name, String(at));
    await files.saved([name], runs);
  }
  expect(lines).toEqual([`${name} has changed while each of the last 4 builds ran: does the build write it?`]);
});
