// Moving pictures of what a browser drew: PNG files put together to one APNG, as their specification says. Nothing is decoded: the
// pictures of one page have one size and one kind of pixels.
import { crc32 } from 'node:zlib';
import { Failure } from './exec.mjs';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const all = Buffer.alloc(named.length + 8);
  all.writeUInt32BE(data.length, 0);
  named.copy(all, 4);
  all.writeUInt32BE(crc32(named), named.length + 4);
  return all;
}

/** The parts of a PNG file, in their order. */
export function chunksOf(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Failure('a frame of the moving picture is no PNG file.');
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** `frames`: PNG files, each with the milliseconds for which it is seen. It is played again and again. */
export function apng(frames) {
  const parts = frames.map(({ png, ms }) => ({ chunks: chunksOf(png), ms }));
  const header = parts[0]?.chunks.find(({ type }) => type === 'IHDR')?.data;
  if (!header) throw new Failure('a moving picture without frames cannot be made.');
  const out = [SIGNATURE, chunk('IHDR', header)];
  const control = Buffer.alloc(8);
  control.writeUInt32BE(parts.length, 0);
  out.push(chunk('acTL', control));
  let sequence = 0;
  for (const [index, { chunks, ms }] of parts.entries()) {
    if (!chunks.some(({ type, data }) => type === 'IHDR' && data.equals(header)))
      throw new Failure('the frames of the moving picture differ in size, or in their kind of pixels.');
    const frame = Buffer.alloc(26);
    frame.writeUInt32BE(sequence++, 0);
    frame.writeUInt32BE(header.readUInt32BE(0), 4);
    frame.writeUInt32BE(header.readUInt32BE(4), 8);
    frame.writeUInt16BE(ms, 20);
    frame.writeUInt16BE(1000, 22);
    out.push(chunk('fcTL', frame));
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue;
      if (index === 0) out.push(chunk('IDAT', data));
      else {
        const number = Buffer.alloc(4);
        number.writeUInt32BE(sequence++, 0);
        out.push(chunk('fdAT', Buffer.concat([number, data])));
      }
    }
  }
  return Buffer.concat([...out, chunk('IEND', Buffer.alloc(0))]);
}
