import { PbfReader, PbfWriter } from 'pbf';
import type { Digest } from './keys.js';

/**
 * What a key leads to, as servers of Bazel's remote caches keep and check it: an ActionResult (build/bazel/remote/execution/v2) with one output file,
 * the blob, and the signature in the place of what an action prints.
 */
export interface Answer {
  blob: Digest;
  signature: Buffer;
}

/** Fields of ActionResult, OutputFile and Digest. */
const OUTPUT_FILES = 2;
const STDOUT_RAW = 5;
const PATH = 1;
const DIGEST = 2;
const HASH = 1;
const SIZE = 2;

/** An answer is small; more than this is something else. */
export const LARGEST_ANSWER = 1 << 16;

export function writeAnswer({ blob, signature }: Answer): Buffer {
  const writer = new PbfWriter();
  const digest = (_: unknown, pbf: PbfWriter): void => {
    pbf.writeStringField(HASH, blob.hash);
    pbf.writeVarintField(SIZE, blob.size);
  };
  const file = (_: unknown, pbf: PbfWriter): void => {
    pbf.writeStringField(PATH, 'autojit');
    pbf.writeMessage(DIGEST, digest, undefined);
  };
  writer.writeMessage(OUTPUT_FILES, file, undefined);
  writer.writeBytesField(STDOUT_RAW, signature);
  return Buffer.from(writer.finish());
}

/** Undefined when the bytes are no ActionResult with an output file; what they do not say is empty. */
export function readAnswer(bytes: Buffer): Answer | undefined {
  const found = { hash: '', size: -1, signature: Buffer.alloc(0) };
  const digest = (tag: number, result: typeof found, pbf: PbfReader): void => {
    if (tag === HASH) result.hash = pbf.readString();
    else if (tag === SIZE) result.size = pbf.readVarint();
  };
  const file = (tag: number, result: typeof found, pbf: PbfReader): void => {
    if (tag === DIGEST) pbf.readMessage(digest, result);
  };
  const answer = (tag: number, result: typeof found, pbf: PbfReader): void => {
    if (tag === OUTPUT_FILES) pbf.readMessage(file, result);
    else if (tag === STDOUT_RAW) result.signature = Buffer.from(pbf.readBytes());
  };
  try {
    new PbfReader(bytes).readFields(answer, found);
  } catch {
    return undefined; // no protobuf: other programs share such servers
  }
  const { hash, size, signature } = found;
  return /^[0-9a-f]{64}$/.test(hash) && Number.isSafeInteger(size) && size >= 0
    ? { blob: { hash, size }, signature }
    : undefined;
}
