import { readFile } from 'node:fs/promises';
import type { FunctionRef } from '../../protocol/trace.js';

/** The log of a program's images: toolchain/include/autojit/image-log.h is the specification. */
export interface ImageLog {
  images: number;
  /** Of these, how many are not what was written. */
  damaged: number;
  /** False when something follows the last entry that holds together. */
  endsWell: boolean;
}

const MAGIC = 0x314c_4a41;
const VERSION = 1;
const HEADER_SIZE = 64;
const ENTRY_HEAD = 64;
/** Of the module's id in an entry. */
const MODULE_AT = 16;

export async function readImageLog(path: string): Promise<ImageLog> {
  const bytes = await readFile(path);
  const result: ImageLog = { images: 0, damaged: 0, endsWell: false };
  if (bytes.length < HEADER_SIZE || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION) return result;
  let at = HEADER_SIZE;
  while (bytes.length - at >= ENTRY_HEAD) {
    const size = bytes.readUInt32LE(at);
    if (size < ENTRY_HEAD || size % 8 !== 0 || size > bytes.length - at) return result;
    result.images += 1;
    if (!isIntact(bytes.subarray(at, at + size))) result.damaged += 1;
    at += size;
  }
  result.endsWell = at === bytes.length;
  return result;
}

/** Whose images a log holds, in their order; what cannot be read is not among them. */
export async function readImageFunctions(path: string): Promise<FunctionRef[]> {
  const bytes = await readFile(path);
  const result: FunctionRef[] = [];
  if (bytes.length < HEADER_SIZE || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION) return result;
  for (let at = HEADER_SIZE; bytes.length - at >= ENTRY_HEAD;) {
    const size = bytes.readUInt32LE(at);
    if (size < ENTRY_HEAD || size % 8 !== 0 || size > bytes.length - at) break;
    result.push({
      module: bytes.toString('hex', at + MODULE_AT, at + MODULE_AT + 32),
      slot: bytes.readUInt32LE(at + 4),
    });
    at += size;
  }
  return result;
}

function mix(sum: number, word: number, factor: number, shift: number): number {
  const next = Math.imul(sum ^ word, factor);
  return next ^ (next >>> shift);
}

/** The words at these places are the checksum itself. */
const CHECKSUM_AT = [2, 3];

function isIntact(entry: Buffer): boolean {
  const count = entry.length / 4;
  const sums = [1, 2, 3, 4, 5, 6, 7, 8];
  for (let at = 0; at < count; at += 1) {
    const word = CHECKSUM_AT.includes(at) ? 0 : entry.readInt32LE(4 * at);
    sums[at % 8] = mix(sums[at % 8] ?? 0, word, 0x9e37_79b1, 15);
  }
  const first = sums.reduce((sum, lane) => mix(sum, lane, 0x85eb_ca6b, 13), count);
  const second = sums.reduce((sum, lane) => mix(sum, lane, 0xc2b2_ae35, 16), count);
  return entry.readInt32LE(8) === (first | 0) && entry.readInt32LE(12) === (second | 0);
}
