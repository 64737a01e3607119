import { open, type FileHandle } from 'node:fs/promises';
import { readSection, readSections, SHF_ALLOC, SHT_NOBITS, stringAt, type ElfSection } from '../program/elf.js';
import { MODULES_SECTION, RECORD_MAGIC, RECORD_VERSION } from '../program/program-file.js';

/** A module record as it lies in a linked file (toolchain/include/autojit/record.h). Addresses are the file's. */
export interface ModuleRecord {
  id: string;
  source: string;
  store: string;
  flags: number;
  slots: number;
  slotCount: number;
  /** Where the import table is, and how many of its entries lead to the symbol itself. */
  imports: number;
  importCount: number;
  directImports: number;
}

export interface FileSymbol {
  name: string;
  address: number;
  size: number;
  isLocal: boolean;
}

/** What the dynamic linker would put at an address: `symbol` + addend, or the load address + addend. */
export interface Relocation {
  symbol: string | undefined;
  addend: number;
}

const RECORD_SIZE = 80;
const SYMBOL_SIZE = 24;
const RELA_SIZE = 24;
const ET_EXEC = 2;
const SHT_RELA = 4;
const SHT_RELR = 19;
const R_X86_64_64 = 1;
const R_X86_64_GLOB_DAT = 6;
const R_X86_64_RELATIVE = 8;
const SHT_SYMTAB = 2;

/** A linked program or library, read piece by piece as it is asked. */
export class LinkedFile {
  private readonly contents = new Map<ElfSection, Promise<Buffer>>();
  private symbolTable: Promise<FileSymbol[]> | undefined;
  private relocationTable: Promise<Map<number, Relocation>> | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly size: number,
    readonly sections: readonly ElfSection[],
    /** It only runs at the addresses that it was linked for, and says nothing of pointers in its data. */
    readonly isFixed: boolean,
    readonly records: readonly ModuleRecord[],
    /** Where its records are. */
    readonly recordsAddress: number,
  ) {}

  static async open(path: string): Promise<LinkedFile> {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const sections = (await readSections(file, size)) ?? [];
      const type = Buffer.alloc(2);
      await file.read(type, 0, 2, 16);
      const modules = sections.find(({ name }) => name === MODULES_SECTION);
      const result = new LinkedFile(
        file,
        size,
        sections,
        type.readUInt16LE(0) === ET_EXEC,
        [],
        Number(modules?.address ?? 0n),
      );
      if (modules) await result.readRecords(modules);
      return result;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Bytes of the loaded file; undefined where there are none. */
  async bytesAt(address: number, size: number): Promise<Buffer | undefined> {
    const section = this.sectionAt(address, size);
    if (!section) return undefined;
    if (section.type === SHT_NOBITS) return Buffer.alloc(size);
    const start = address - Number(section.address);
    return (await this.content(section)).subarray(start, start + size);
  }

  sectionAt(address: number, size = 1): ElfSection | undefined {
    return this.sections.find(
      (section) =>
        (section.flags & SHF_ALLOC) !== 0n &&
        address >= Number(section.address) &&
        address + size <= Number(section.address) + section.size,
    );
  }

  /** What import `index` of the module leads to in this file; undefined where only the dynamic linker knows. */
  async importAddress(record: ModuleRecord, index: number): Promise<number | undefined> {
    const place = record.imports + 4 * index;
    const entry = await this.bytesAt(place, 4);
    if (!entry) return undefined;
    const target = place + entry.readInt32LE(0);
    if (index < record.directImports) return target;
    const relocation = (await this.relocations()).get(target);
    if (relocation) return relocation.symbol === undefined ? relocation.addend : undefined;
    const cell = await this.bytesAt(target, 8);
    return this.isFixed && cell ? Number(cell.readBigUInt64LE(0)) : undefined;
  }

  symbols(): Promise<FileSymbol[]> {
    this.symbolTable ??= this.readSymbols();
    return this.symbolTable;
  }

  relocations(): Promise<Map<number, Relocation>> {
    this.relocationTable ??= this.readRelocations();
    return this.relocationTable;
  }

  private content(section: ElfSection): Promise<Buffer> {
    const known = this.contents.get(section) ?? readSection(this.file, this.size, section);
    this.contents.set(section, known);
    return known;
  }

  private async readRecords(section: ElfSection): Promise<void> {
    const bytes = await this.content(section);
    const base = Number(section.address);
    for (let at = 0; at + RECORD_SIZE <= bytes.length; at += RECORD_SIZE) {
      if (bytes.readUInt32LE(at) !== RECORD_MAGIC || bytes.readUInt32LE(at + 4) !== RECORD_VERSION) {
        throw new Error('it was built by another version of AutoJIT');
      }
      const rel = (field: number): number => base + at + field + bytes.readInt32LE(at + field);
      (this.records as ModuleRecord[]).push({
        id: bytes.toString('hex', at + 8, at + 40),
        slots: rel(40),
        slotCount: bytes.readUInt32LE(at + 44),
        imports: rel(48),
        importCount: bytes.readUInt32LE(at + 52),
        directImports: bytes.readUInt32LE(at + 56),
        source: await this.textAt(rel(60)),
        store: await this.textAt(rel(64)),
        flags: bytes.readUInt32LE(at + 68),
      });
    }
  }

  private async textAt(address: number): Promise<string> {
    const section = this.sectionAt(address);
    return section ? stringAt(await this.content(section), address - Number(section.address)) : '';
  }

  private async readSymbols(): Promise<FileSymbol[]> {
    const table = this.sections.find(({ type }) => type === SHT_SYMTAB);
    const texts = table && this.sections[table.link];
    if (!table || !texts) return [];
    const [bytes, names] = await Promise.all([this.content(table), this.content(texts)]);
    const result: FileSymbol[] = [];
    for (let at = 0; at + SYMBOL_SIZE <= bytes.length; at += SYMBOL_SIZE) {
      const info = bytes.readUInt8(at + 4);
      const section = bytes.readUInt16LE(at + 6);
      // Data, functions and what has no type; defined, and at an address of the file.
      if ((info & 0xf) > 2 || section === 0 || section >= 0xff00) continue;
      result.push({
        name: stringAt(names, bytes.readUInt32LE(at)),
        address: Number(bytes.readBigUInt64LE(at + 8)),
        size: Number(bytes.readBigUInt64LE(at + 16)),
        isLocal: info >> 4 === 0,
      });
    }
    return result;
  }

  private async readRelocations(): Promise<Map<number, Relocation>> {
    const result = new Map<number, Relocation>();
    for (const section of this.sections) {
      if ((section.flags & SHF_ALLOC) === 0n) continue;
      if (section.type === SHT_RELR) throw new Error('its relocations are packed, which a reload does not read');
      if (section.type === SHT_RELA) await this.readRela(section, result);
    }
    return result;
  }

  private async readRela(section: ElfSection, result: Map<number, Relocation>): Promise<void> {
    const bytes = await this.content(section);
    const table = this.sections[section.link];
    const symbols = table ? await this.content(table) : Buffer.alloc(0);
    const texts = table && this.sections[table.link];
    const names = texts ? await this.content(texts) : Buffer.alloc(0);
    for (let at = 0; at + RELA_SIZE <= bytes.length; at += RELA_SIZE) {
      const type = bytes.readUInt32LE(at + 8);
      const addend = Number(bytes.readBigInt64LE(at + 16));
      const place = Number(bytes.readBigUInt64LE(at));
      if (type === R_X86_64_RELATIVE) result.set(place, { symbol: undefined, addend });
      if (type !== R_X86_64_64 && type !== R_X86_64_GLOB_DAT) continue;
      const symbol = SYMBOL_SIZE * bytes.readUInt32LE(at + 12);
      if (symbol + SYMBOL_SIZE <= symbols.length) {
        result.set(place, { symbol: stringAt(names, symbols.readUInt32LE(symbol)), addend });
      }
    }
  }
}
