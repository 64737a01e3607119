/** Entries of image logs: toolchain/include/autojit/image-log.h is the specification. */
export interface LogEntry {
  /** 64 hexadecimal digits. */
  module: string;
  slot: number;
  /** All of it, with its head. */
  bytes: Buffer;
}

const MAGIC = 0x314c_4a41;
const VERSION = 1;
const BUILD_AT = 8;
const BUILD_SIZE = 32;
export const LOG_HEADER_SIZE = 64;
const ENTRY_HEAD = 64;
const SLOT_AT = 4;
const CHECKSUM_AT = 8;
const MODULE_AT = 16;
const KEY_AT = 48;
const LAST_OF_KEY_AT = 63;
const ID_SIZE = 32;

/** Of an image, behind the entry's head (image.h): its size, and where the ids of its modules are. */
const IMAGE_SIZE_AT = 8;
const IMAGE_MODULES_AT = 32;

/** The build of the toolchain that made a log's images; undefined when it is no log of this version. */
export function buildOfLog(bytes: Buffer): string | undefined {
  if (bytes.length < LOG_HEADER_SIZE || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION)
    return undefined;
  return bytes.toString('latin1', BUILD_AT, BUILD_AT + BUILD_SIZE);
}

/** Entries back to back, up to the end or the first that does not hold together. */
export function* entriesIn(bytes: Buffer, start: number): Generator<LogEntry> {
  for (let at = start; bytes.length - at >= ENTRY_HEAD;) {
    const size = bytes.readUInt32LE(at);
    if (size < ENTRY_HEAD || size % 8 !== 0 || size > bytes.length - at) return;
    yield {
      module: bytes.toString('hex', at + MODULE_AT, at + MODULE_AT + ID_SIZE),
      slot: bytes.readUInt32LE(at + SLOT_AT),
      bytes: bytes.subarray(at, at + size),
    };
    at += size;
  }
}

/** Whether it is a draft, which a final is better than; what has no tiers counts as a final. */
export const isDraft = ({ bytes }: LogEntry): boolean => ((bytes[LAST_OF_KEY_AT] ?? 0) & 1) !== 0;

/** Of what was compiled: equal key, equal code, whatever its module is called now. */
export const contentKey = ({ bytes }: LogEntry): string => bytes.toString('hex', KEY_AT, LAST_OF_KEY_AT + 1);

/** Whether an entry takes the place of what there is of the same function. */
export const isBetter = (entry: LogEntry, there: LogEntry | undefined): boolean =>
  there === undefined || (isDraft(there) && !isDraft(entry));

export function isIntact(entry: Buffer): boolean {
  const [first, second] = checksum(entry);
  return entry.readInt32LE(CHECKSUM_AT) === first && entry.readInt32LE(CHECKSUM_AT + 4) === second;
}

/**
 * The same function of modules that have other ids and are equal but for debug info. `ids` leads from each of the image's modules to the other;
 * undefined when it does not have one of them, or the image makes no sense.
 */
export function rebind(entry: LogEntry, ids: (id: string) => string | undefined): LogEntry | undefined {
  const modules = modulesOf(entry.bytes);
  const own = ids(entry.module);
  const others = modules?.map(({ id }) => ids(id));
  if (!modules || !others || own === undefined || others.includes(undefined)) return undefined;
  if (own === entry.module && modules.every(({ id }, index) => id === others[index])) return entry;
  const bytes = Buffer.from(entry.bytes);
  bytes.write(own, MODULE_AT, 'hex');
  modules.forEach(({ at }, index) => bytes.write(others[index] ?? '', at, 'hex'));
  const [first, second] = checksum(bytes);
  bytes.writeInt32LE(first, CHECKSUM_AT);
  bytes.writeInt32LE(second, CHECKSUM_AT + 4);
  return { module: own, slot: entry.slot, bytes };
}

/** Where the ids are that an image names; undefined where they do not lie in it. */
function modulesOf(entry: Buffer): { at: number; id: string }[] | undefined {
  const size = entry.length - ENTRY_HEAD;
  if (size < IMAGE_MODULES_AT + 8 || entry.readUInt32LE(ENTRY_HEAD + IMAGE_SIZE_AT) !== size) return undefined;
  const offset = entry.readUInt32LE(ENTRY_HEAD + IMAGE_MODULES_AT);
  const count = entry.readUInt32LE(ENTRY_HEAD + IMAGE_MODULES_AT + 4);
  if (offset > size || count > (size - offset) / ID_SIZE) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = ENTRY_HEAD + offset + index * ID_SIZE;
    return { at, id: entry.toString('hex', at, at + ID_SIZE) };
  });
}

function mix(sum: number, word: number, factor: number, shift: number): number {
  const next = Math.imul(sum ^ word, factor);
  return next ^ (next >>> shift);
}

/** Eight sums over every eighth word; the words of the checksum itself count as 0. */
function checksum(entry: Buffer): [number, number] {
  const words = wordsOf(entry);
  const count = words.length;
  const sums = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  for (let at = 0; at < count; at += 1) {
    const word = at === CHECKSUM_AT / 4 || at === CHECKSUM_AT / 4 + 1 ? 0 : (words[at] ?? 0);
    sums[at & 7] = mix(sums[at & 7] ?? 0, word, 0x9e37_79b1, 15);
  }
  return [
    sums.reduce((sum, lane) => mix(sum, lane, 0x85eb_ca6b, 13), count),
    sums.reduce((sum, lane) => mix(sum, lane, 0xc2b2_ae35, 16), count),
  ];
}

/** Megabytes are looked at before a program starts: a call for each word would be most of it. Entries are for x86-64, and so are we. */
function wordsOf(entry: Buffer): Int32Array {
  const aligned = entry.byteOffset % 4 === 0 ? entry : new Uint8Array(entry);
  return new Int32Array(aligned.buffer, aligned.byteOffset, entry.length / 4);
}
