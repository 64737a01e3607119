import type { FileHandle } from 'node:fs/promises';

/**
 * Section table of an ELF64 little-endian executable, shared library or object.
 *
 * Read here and not with llvm-readobj: a workspace scan looks at every executable file, a subprocess costs about 60 ms
 * each, and programs must be recognised (and their problems named) on a machine where LLVM is missing.
 * elf.test.ts compares it with llvm-readobj.
 */
export interface ElfSection {
  name: string;
  /** SHT_*; 8 is SHT_NOBITS, which takes no room in the file. */
  type: number;
  flags: bigint;
  address: bigint;
  offset: number;
  size: number;
  /** Index of another section that it belongs to: of a symbol table, its names. */
  link: number;
}

export const SHT_NOBITS = 8;
export const SHF_ALLOC = 2n;
export const SHF_EXECINSTR = 4n;

const HEADER_SIZE = 64;
const ENTRY_SIZE = 64;
const ET_REL = 1;
const ET_EXEC = 2;
const ET_DYN = 3;
const SHN_XINDEX = 0xffff;
/** More than any real program; a damaged header must not make us allocate gigabytes. */
const MAX_SECTIONS = 200_000;
const MAX_NAMES = 64 << 20;

/** Thrown for a file that starts like an ELF program and does not hold together. */
export class ElfError extends Error {}

/** Undefined when the file is not an ELF64 little-endian executable or shared library (or, with `objects`, an object) at all. */
export async function readSections(
  file: FileHandle,
  fileSize: number,
  { objects = false } = {},
): Promise<ElfSection[] | undefined> {
  const header = await readExactly(file, 0, Math.min(HEADER_SIZE, fileSize));
  if (!isElf(header, objects ? [ET_REL, ET_EXEC, ET_DYN] : [ET_EXEC, ET_DYN])) return undefined;
  const tableOffset = Number(header.readBigUInt64LE(40));
  if (tableOffset === 0) return [];
  if (header.readUInt16LE(58) !== ENTRY_SIZE) throw new ElfError('its section table has an unknown entry size');

  const first = await readTable(file, fileSize, tableOffset, 1);
  // Both counts overflow into the first, otherwise unused, entry.
  const count = header.readUInt16LE(60) || Number(first.readBigUInt64LE(32));
  const namesIndex = header.readUInt16LE(62) === SHN_XINDEX ? first.readUInt32LE(40) : header.readUInt16LE(62);
  if (count === 0 || count > MAX_SECTIONS || namesIndex >= count) throw new ElfError('its section table is damaged');

  const table = await readTable(file, fileSize, tableOffset, count);
  const raw = Array.from({ length: count }, (_, index) => decodeEntry(table, index * ENTRY_SIZE));
  const names = raw[namesIndex];
  if (!names || names.size > MAX_NAMES) throw new ElfError('its section names are damaged');
  const strings = await readSection(file, fileSize, names);
  return raw.map(({ nameOffset, ...section }) => ({ ...section, name: stringAt(strings, nameOffset) }));
}

/** Bytes of one section; empty for one without contents. */
export async function readSection(
  file: FileHandle,
  fileSize: number,
  section: Pick<ElfSection, 'type' | 'offset' | 'size'>,
): Promise<Buffer> {
  if (section.type === SHT_NOBITS || section.size === 0) return Buffer.alloc(0);
  if (section.offset + section.size > fileSize) throw new ElfError('a section reaches beyond the end of the file');
  return readExactly(file, section.offset, section.size);
}

/** Longest text that is read. */
const MAX_TEXT = 4096;
const BLOCK = 64 << 10;

/** Texts of the loaded program. They lie close together and there are thousands, so the file is read in blocks. */
export class TextReader {
  private readonly blocks = new Map<number, Promise<Buffer>>();

  constructor(
    private readonly file: FileHandle,
    private readonly fileSize: number,
    private readonly sections: readonly ElfSection[],
  ) {}

  /** NUL-terminated text at a virtual address; undefined when no section holds it. */
  async at(address: bigint): Promise<string | undefined> {
    const section = this.sections.find(
      (candidate) =>
        (candidate.flags & SHF_ALLOC) !== 0n &&
        candidate.type !== SHT_NOBITS &&
        address >= candidate.address &&
        address < candidate.address + BigInt(candidate.size),
    );
    if (!section) return undefined;
    const inside = Number(address - section.address);
    const offset = section.offset + inside;
    const length = Math.min(MAX_TEXT, section.size - inside, this.fileSize - offset);
    if (length <= 0) return undefined;
    const first = offset - (offset % BLOCK);
    const block = await this.block(first);
    return stringAt(block.subarray(0, offset - first + length), offset - first);
  }

  /** With what a text that begins at its very end needs. */
  private block(first: number): Promise<Buffer> {
    const known = this.blocks.get(first);
    if (known) return known;
    const block = readExactly(this.file, first, Math.min(BLOCK + MAX_TEXT, this.fileSize - first));
    this.blocks.set(first, block);
    return block;
  }
}

function isElf(header: Buffer, types: readonly number[]): boolean {
  if (header.length < HEADER_SIZE || header.readUInt32BE(0) !== 0x7f454c46) return false;
  const is64LittleEndian = header[4] === 2 && header[5] === 1;
  return is64LittleEndian && types.includes(header.readUInt16LE(16));
}

function readTable(file: FileHandle, fileSize: number, offset: number, count: number): Promise<Buffer> {
  if (offset + count * ENTRY_SIZE > fileSize)
    throw new ElfError('its section table reaches beyond the end of the file');
  return readExactly(file, offset, count * ENTRY_SIZE);
}

function decodeEntry(table: Buffer, at: number): Omit<ElfSection, 'name'> & { nameOffset: number } {
  return {
    nameOffset: table.readUInt32LE(at),
    type: table.readUInt32LE(at + 4),
    flags: table.readBigUInt64LE(at + 8),
    address: table.readBigUInt64LE(at + 16),
    offset: Number(table.readBigUInt64LE(at + 24)),
    size: Number(table.readBigUInt64LE(at + 32)),
    link: table.readUInt32LE(at + 40),
  };
}

export function stringAt(bytes: Buffer, offset: number): string {
  if (offset >= bytes.length) return '';
  const end = bytes.indexOf(0, offset);
  return bytes.toString('utf8', offset, end < 0 ? bytes.length : end);
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new ElfError('it is shorter than its headers say');
  return buffer;
}
