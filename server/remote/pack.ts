import { deflateSync, inflateSync } from 'node:zlib';
import { entriesIn, isIntact, type LogEntry } from './entries.js';

/**
 * A pack: all that a server has of one module, as entries of an image log (docs/formats.md, "Packs of a team"). Equal entries give equal bytes, so
 * that two machines that made the same upload one.
 */
export interface Pack {
  build: string;
  /** The module's id without debug info. */
  module: string;
  /** By slot; one each function. */
  entries: LogEntry[];
}

const MAGIC = 0x3150_4a41; // "AJP1"
const VERSION = 1;
const HEAD = 80;
const BUILD_AT = 16;
const MODULE_AT = 48;
/** Of all entries of a module together; a number beyond it is damage. */
const LARGEST = 1 << 28;

export function writePack({ build, module, entries }: Pack): Buffer {
  const head = Buffer.alloc(HEAD);
  const raw = Buffer.concat(entries.toSorted((a, b) => a.slot - b.slot).map(({ bytes }) => bytes));
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(VERSION, 4);
  head.writeUInt32LE(entries.length, 8);
  head.writeUInt32LE(raw.length, 12);
  head.write(build, BUILD_AT, 'latin1');
  head.write(module, MODULE_AT, 'hex');
  return Buffer.concat([head, deflateSync(raw)]);
}

/** Undefined when it is not the pack of this build and module, whole and sound. */
export function readPack(bytes: Buffer, build: string, module: string): Pack | undefined {
  if (bytes.length < HEAD || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION) return undefined;
  const count = bytes.readUInt32LE(8);
  const size = bytes.readUInt32LE(12);
  const isWanted =
    bytes.toString('latin1', BUILD_AT, MODULE_AT) === build && bytes.toString('hex', MODULE_AT, HEAD) === module;
  const raw = isWanted && size <= LARGEST ? inflate(bytes.subarray(HEAD), size) : undefined;
  if (raw?.length !== size) return undefined;
  const entries = [...entriesIn(raw, 0)];
  const whole = entries.reduce((sum, entry) => sum + entry.bytes.length, 0) === size && entries.length === count;
  const sound = entries.every(
    (entry, index) => entry.module === module && entry.slot > (entries[index - 1]?.slot ?? -1) && isIntact(entry.bytes),
  );
  return whole && sound ? { build, module, entries } : undefined;
}

function inflate(bytes: Buffer, size: number): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch {
    return undefined; // not what was packed, or more than was said
  }
}
