import type { FileHandle } from 'node:fs/promises';
import { readSection, stringAt, type ElfSection } from './elf.js';

const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const SYMBOL_SIZE = 24;

export const STT_NOTYPE = 0;
export const STT_FUNC = 2;
export const STT_FILE = 4;
export const STB_LOCAL = 0;
export const STV_INTERNAL = 1;
export const STV_HIDDEN = 2;
const SHN_LORESERVE = 0xff00;

/** `all`: what strip takes away; `exported`: what the dynamic loader reads. */
export type SymbolKind = 'all' | 'exported';

const SECTION_TYPES: Record<SymbolKind, number> = { all: SHT_SYMTAB, exported: SHT_DYNSYM };

/** Symbols of an ELF64 file, by their numbers; nothing is made of those that nobody asks about. */
export class SymbolTable {
  readonly count: number;

  private constructor(
    readonly kind: SymbolKind,
    private readonly bytes: Buffer,
    private readonly readNames: () => Promise<Buffer>,
  ) {
    this.count = Math.floor(bytes.length / SYMBOL_SIZE);
  }

  /** The first of these kinds that the file has. */
  static async read(
    file: FileHandle,
    fileSize: number,
    sections: readonly ElfSection[],
    kinds: readonly SymbolKind[],
  ): Promise<SymbolTable | undefined> {
    for (const kind of kinds) {
      const table = sections.find(({ type }) => type === SECTION_TYPES[kind]);
      const texts = table && sections[table.link];
      if (!table || !texts) continue;
      return new SymbolTable(kind, await readSection(file, fileSize, table), () => readSection(file, fileSize, texts));
    }
    return undefined;
  }

  /** Names are read apart: they are larger than the table, and not always needed. */
  async names(): Promise<(symbol: number) => string> {
    const texts = await this.readNames();
    return (symbol) => stringAt(texts, this.bytes.readUInt32LE(symbol * SYMBOL_SIZE));
  }

  /** Whether any name has it. */
  async mention(text: string): Promise<boolean> {
    return (await this.readNames()).includes(text);
  }

  /** STT_* */
  type(symbol: number): number {
    return this.bytes.readUInt8(symbol * SYMBOL_SIZE + 4) & 0xf;
  }

  /** STB_* */
  binding(symbol: number): number {
    return this.bytes.readUInt8(symbol * SYMBOL_SIZE + 4) >> 4;
  }

  /** STV_* */
  visibility(symbol: number): number {
    return this.bytes.readUInt8(symbol * SYMBOL_SIZE + 5) & 0x3;
  }

  /** 0 for one that another file defines. */
  section(symbol: number): number {
    return this.bytes.readUInt16LE(symbol * SYMBOL_SIZE + 6);
  }

  isDefined(symbol: number): boolean {
    return this.section(symbol) !== 0;
  }

  /** In a section of this file: neither somewhere else nor a number. */
  hasAddress(symbol: number): boolean {
    return this.isDefined(symbol) && this.section(symbol) < SHN_LORESERVE;
  }

  address(symbol: number): bigint {
    return this.bytes.readBigUInt64LE(symbol * SYMBOL_SIZE + 8);
  }

  size(symbol: number): bigint {
    return this.bytes.readBigUInt64LE(symbol * SYMBOL_SIZE + 16);
  }
}
