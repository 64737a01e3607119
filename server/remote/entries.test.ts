import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { id, makeEntry } from '../testing/log-entries.js';
import { buildOfLog, entriesIn, isIntact, LOG_HEADER_SIZE, rebind } from './entries.js';

/** Written by the runtime: a program of two functions ran once. */
const written = readFileSync(join(import.meta.dirname, '../../cli/testing/two-images.log'));
const real = [...entriesIn(written, LOG_HEADER_SIZE)];

describe('rebind', () => {
  test('an image of the runtime gets another id wherever it names its own, and back', () => {
    expect(buildOfLog(written)).toMatch(/^[0-9a-f]{32}$/);
    for (const entry of real) {
      const other = rebind(entry, (name) => (name === entry.module ? id('e') : undefined));
      expect(other).toMatchObject({ module: id('e'), slot: entry.slot });
      expect(other?.bytes.includes(Buffer.from(entry.module, 'hex'))).toBe(false);
      expect(other && isIntact(other.bytes)).toBe(true);
      expect(other && rebind(other, () => entry.module)?.bytes).toEqual(entry.bytes);
    }
  });

  test('what stays as it was is not copied', () => {
    const [entry] = real;
    expect(entry && rebind(entry, (name) => name)).toBe(entry);
  });

  test('an image that draws on a module that is not there is nothing', () => {
    const entry = makeEntry([id('a'), id('b')], 0);
    expect(rebind(entry, (name) => (name === id('a') ? id('c') : undefined))).toBeUndefined();
    expect(
      rebind(entry, (name) => (name === id('a') ? id('c') : id('d')))?.bytes.includes(Buffer.from(id('d'), 'hex')),
    ).toBe(true);
  });

  test('ids that lie outside the image are nothing', () => {
    for (const [at, value] of [
      [64 + 32, 1 << 30],
      [64 + 36, 1 << 28],
      [64 + 36, 1000],
      [64 + 8, 12],
    ] as const) {
      const { module, slot, bytes } = makeEntry([id('a')], 0);
      bytes.writeUInt32LE(value, at);
      expect(rebind({ module, slot, bytes }, () => id('b'))).toBeUndefined();
    }
  });
});
