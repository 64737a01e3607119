import { readFile } from 'node:fs/promises';
import type { FunctionRef } from '../../protocol/trace.js';
import { buildOfLog, entriesIn, isIntact, LOG_HEADER_SIZE } from '../../server/remote/entries.js';

/** What can be said of a log of a program's images. */
export interface ImageLog {
  images: number;
  /** Of these, how many are not what was written. */
  damaged: number;
  /** False when something follows the last entry that holds together. */
  endsWell: boolean;
}

export async function readImageLog(path: string): Promise<ImageLog> {
  const bytes = await readFile(path);
  const result: ImageLog = { images: 0, damaged: 0, endsWell: false };
  if (buildOfLog(bytes) === undefined) return result;
  let end = LOG_HEADER_SIZE;
  for (const entry of entriesIn(bytes, end)) {
    result.images += 1;
    if (!isIntact(entry.bytes)) result.damaged += 1;
    end += entry.bytes.length;
  }
  result.endsWell = end === bytes.length;
  return result;
}

/** Whose images a log holds, in their order; what cannot be read is not among them. */
export async function readImageFunctions(path: string): Promise<FunctionRef[]> {
  const bytes = await readFile(path);
  if (buildOfLog(bytes) === undefined) return [];
  return [...entriesIn(bytes, LOG_HEADER_SIZE)].map(({ module, slot }) => ({ module, slot }));
}
