import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../server/testing/temporary.js';
import { superfluous, uselessIndices } from './gc.js';
import { readImageLog } from './image-log.js';

/** Written by the runtime: a program of two functions ran once. */
const written = readFileSync(join(import.meta.dirname, '../testing/two-images.log'));

function logWith(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'a.log');
  writeFileSync(path, bytes);
  return path;
}

describe('image log', () => {
  test('what the runtime wrote is sound', async () => {
    expect(await readImageLog(logWith(written))).toEqual({ images: 2, damaged: 0, endsWell: true });
  });

  test('one wrong bit in an entry is noticed, wherever it is', async () => {
    for (let at = 64 + 4; at < written.length; at += 1) {
      const wrong = Buffer.from(written);
      wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
      const { damaged, endsWell, images } = await readImageLog(logWith(wrong));
      expect(damaged > 0 || !endsWell || images !== 2, `byte ${String(at)}`).toBe(true);
    }
  });

  test('an end that was not written whole is noticed', async () => {
    expect(await readImageLog(logWith(written.subarray(0, -8)))).toEqual({ images: 1, damaged: 0, endsWell: false });
    expect(await readImageLog(logWith(written.subarray(0, 10)))).toMatchObject({ images: 0, endsWell: false });
  });
});

describe('gc', () => {
  const log = (path: string, bytes: number, used: number) => ({ path, kind: 'images' as const, bytes, used });

  test('the least recently used logs go first', () => {
    const logs = [log('old.log', 50, 1), log('new.log', 50, 3), log('middle.log', 50, 2)];
    expect(superfluous(logs, 100, 10).map(({ path }) => path)).toEqual(['old.log']);
    expect(superfluous(logs, 99, 10).map(({ path }) => path)).toEqual(['middle.log', 'old.log']);
    expect(superfluous(logs, 0, 10)).toHaveLength(3);
  });

  test('indices go with their logs, and when they were never finished', () => {
    const hour = 3_600_000;
    const index = (path: string, used = 0) => ({ path, kind: 'index' as const, bytes: 1, used });
    const removed = log('a.log', 1, 0);
    const kept = [log('b.log', 1, 0), index('b.index'), index('b.index.13', 2 * hour)];
    const useless = [index('a.index'), index('b.index.12'), index('c.index')];
    expect(uselessIndices([removed, ...kept, ...useless], [removed], 2 * hour)).toEqual(useless);
  });

  test('what was never finished goes, what is being written stays', () => {
    const hour = 3_600_000;
    const logs = [log('a.log.12', 1, 0), log('b.log.13', 1, 2 * hour)];
    expect(superfluous(logs, 100, 2 * hour).map(({ path }) => path)).toEqual(['a.log.12']);
  });
});
