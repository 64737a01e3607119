import { isIntact, rebind, type LogEntry } from '../remote/entries.js';

const HEAD = 64;
const IMAGE_HEAD = 96;

export const id = (digit: string): string => digit.repeat(64);

/** An entry of an image log with nothing in its image but the ids that it names, of which the first is its own. */
export const makeEntry = (modules: readonly string[], slot: number, code = 'code'): LogEntry =>
  makeOf(modules, slot, code, 0);

/** The same of a draft. */
export const makeDraft = (modules: readonly string[], slot: number, code = 'draft'): LogEntry =>
  makeOf(modules, slot, code, 1);

function makeOf(modules: readonly string[], slot: number, code: string, draft: 0 | 1): LogEntry {
  const text = Buffer.from(code.padEnd(Math.ceil(code.length / 8) * 8, '\0'));
  const image = Buffer.concat([Buffer.alloc(IMAGE_HEAD), ...modules.map((name) => Buffer.from(name, 'hex')), text]);
  image.writeUInt32LE(0x3149_4a41, 0);
  image.writeUInt32LE(3, 4);
  image.writeUInt32LE(image.length, 8);
  image.writeUInt32LE(IMAGE_HEAD, 32);
  image.writeUInt32LE(modules.length, 36);
  const bytes = Buffer.concat([Buffer.alloc(HEAD), image]);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt32LE(slot, 4);
  bytes[HEAD - 1] = draft; // the last of its key
  // Its checksum comes with the ids that it is bound to.
  const blank = { module: id('0'), slot, bytes: withId(bytes, id('0')) };
  const own = modules[0] ?? '';
  const bound = rebind({ ...blank }, (name) => (name === id('0') ? own : name));
  if (!bound || !isIntact(bound.bytes)) throw new Error('a test entry makes no sense');
  return bound;
}

function withId(bytes: Buffer, module: string): Buffer {
  bytes.write(module, 16, 'hex');
  return bytes;
}
