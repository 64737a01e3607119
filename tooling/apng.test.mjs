import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { apng, chunksOf } from './apng.mjs';

/** A grey picture of one pixel, `size` wide and high, made by hand. */
function png(size, grey) {
  const part = (type, data) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 8, 0, 0, 0, 0]);
  const rows = Buffer.concat(Array.from({ length: size }, () => Buffer.from([0, ...Array(size).fill(grey)])));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    ...[signature, part('IHDR', header), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))],
  ]);
}

test('frames are one after the other, numbered, with the time that each is seen', () => {
  const moving = apng([10, 20, 30].map((grey, at) => ({ png: png(2, grey), ms: 100 * (at + 1) })));
  const chunks = chunksOf(moving);
  expect(chunks.map(({ type }) => type)).toEqual([
    ...['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'fcTL', 'fdAT', 'IEND'],
  ]);
  const numbered = chunks.filter(({ type }) => type === 'fcTL' || type === 'fdAT');
  expect(numbered.map(({ data }) => data.readUInt32BE(0))).toEqual([0, 1, 2, 3, 4]);
  const times = chunks.filter(({ type }) => type === 'fcTL').map(({ data }) => data.readUInt16BE(20));
  expect(times).toEqual([100, 200, 300]);
  // The sum of `IEND` alone stands in the specification.
  expect(moving.subarray(-4).toString('hex')).toBe('ae426082');
});

test('frames of another size, and what is no picture, are refused', () => {
  const frame = (size) => ({ png: png(size, 1), ms: 100 });
  expect(() => apng([frame(2), frame(3)])).toThrow('differ in size');
  expect(() => apng([{ png: Buffer.from('GIF89a'), ms: 1 }])).toThrow('no PNG file');
  expect(() => apng([])).toThrow('without frames');
});
