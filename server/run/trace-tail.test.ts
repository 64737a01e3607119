import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary.js';
import { TraceTail } from './trace-tail.js';

function tailOf(path: string): { tail: TraceTail; lines: string[] } {
  const lines: string[] = [];
  return { tail: new TraceTail(path, (line, number) => lines.push(`${String(number)} ${line}`)), lines };
}

test('waits for the file, then for the end of each line', async () => {
  const path = join(temporaryFolder(), 'trace');
  const { tail, lines } = tailOf(path);
  await tail.poll();
  writeFileSync(path, 'one\ntw');
  await tail.poll();
  expect(lines).toEqual(['1 one']);
  appendFileSync(path, 'o\n\nfour\n');
  await tail.poll();
  expect(lines).toEqual(['1 one', '2 two', '4 four']);
  await tail.close();
});

test('a character that is cut between two reads is whole again', async () => {
  const path = join(temporaryFolder(), 'trace');
  const { tail, lines } = tailOf(path);
  const bytes = Buffer.from('grün\n');
  writeFileSync(path, bytes.subarray(0, 3));
  await tail.poll();
  appendFileSync(path, bytes.subarray(3));
  await tail.poll();
  expect(lines).toEqual(['1 grün']);
  await tail.close();
});

test('a replaced file: the rest of the old one, then all of the new one', async () => {
  const path = join(temporaryFolder(), 'trace');
  const { tail, lines } = tailOf(path);
  writeFileSync(path, 'old 1\n');
  await tail.poll();
  appendFileSync(path, 'old 2\n');
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'new 1\n');
  await tail.poll();
  expect(lines).toEqual(['1 old 1', '2 old 2', '1 new 1']);
  await tail.close();
});

test('a file that was cut short is read from its start', async () => {
  const path = join(temporaryFolder(), 'trace');
  const { tail, lines } = tailOf(path);
  writeFileSync(path, 'first\nsecond\n');
  await tail.poll();
  truncateSync(path);
  appendFileSync(path, 'third\n');
  await tail.poll();
  expect(lines).toEqual(['1 first', '2 second', '1 third']);
  await tail.close();
});

test('a file without line ends does not grow in memory without end', async () => {
  const path = join(temporaryFolder(), 'trace');
  const { tail, lines } = tailOf(path);
  writeFileSync(path, 'x'.repeat(1 << 20));
  await tail.poll();
  expect(lines.length).toBeGreaterThan(0);
  await tail.close();
});

test('polls that overlap deliver each line once', async () => {
  const path = join(temporaryFolder(), 'trace');
  const { tail, lines } = tailOf(path);
  writeFileSync(path, 'one\n');
  await Promise.all([tail.poll(), tail.poll(), tail.poll()]);
  expect(lines).toEqual(['1 one']);
  await tail.close();
});
