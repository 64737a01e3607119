import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { id, makeEntry } from '../testing/log-entries.js';
import { readPack, writePack } from './pack.js';

const BUILD = '0123456789abcdef0123456789abcdef';
const pack = {
  build: BUILD,
  module: id('a'),
  entries: [makeEntry([id('a')], 7, 'seven'), makeEntry([id('a')], 2, 'two')],
};
const bytes = writePack(pack);

test('what was packed comes back, by slot, in whatever order it was made', () => {
  expect(readPack(bytes, BUILD, id('a'))?.entries.map(({ slot }) => slot)).toEqual([2, 7]);
  expect(writePack({ ...pack, entries: pack.entries.toReversed() })).toEqual(bytes);
});

test('the pack of another module or build is none', () => {
  expect(readPack(bytes, BUILD, id('b'))).toBeUndefined();
  expect(readPack(bytes, BUILD.replace('0', 'f'), id('a'))).toBeUndefined();
});

test('an entry of another module, twice the same function, or a number that is not true, is no pack', () => {
  const other = [makeEntry([id('b')], 0)];
  expect(readPack(writePack({ ...pack, entries: other }), BUILD, id('a'))).toBeUndefined();
  const twice = [makeEntry([id('a')], 1), makeEntry([id('a')], 1)];
  expect(readPack(writePack({ ...pack, entries: twice }), BUILD, id('a'))).toBeUndefined();
  const more = Buffer.from(bytes);
  more.writeUInt32LE(3, 8);
  expect(readPack(more, BUILD, id('a'))).toBeUndefined();
});

test('one wrong bit, or half of it, is no pack', () => {
  for (let at = 0; at < bytes.length; at += 1) {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
    const read = readPack(wrong, BUILD, id('a'));
    // Bits of deflate that mean nothing may differ.
    if (read)
      expect(read.entries.map((entry) => entry.bytes)).toEqual(
        readPack(bytes, BUILD, id('a'))?.entries.map((entry) => entry.bytes),
      );
    expect(readPack(bytes.subarray(0, at), BUILD, id('a'))).toBeUndefined();
  }
});

test('a small pack that would become gigabytes is not unpacked', () => {
  const bomb = Buffer.concat([bytes.subarray(0, 80), deflateSync(Buffer.alloc(1 << 26))]);
  bomb.writeUInt32LE(0x7fff_ffff, 12);
  expect(readPack(bomb, BUILD, id('a'))).toBeUndefined();
  bomb.writeUInt32LE(128, 12);
  expect(readPack(bomb, BUILD, id('a'))).toBeUndefined();
});
