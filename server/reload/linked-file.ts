import { open, type FileHandle } from 'node:fs/promises';
import { readSection, readSections, SHF_ALLOC, SHT_NOBITS, stringAt, type ElfSection } from '../program/elf.js';
import { STB_LOCAL, STV_HIDDEN, STV_INTERNAL, STT_FUNC, SymbolTable } from '../program/symbol-table.js';
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
const RELA_SIZE = 24;
const ET_EXEC = 2;
const SHT_RELA = 4;
const SHT_RELR = 19;
const R_X86_64_64 = 1;
const R_X86_64_GLOB_DAT = 6;
const R_X86_64_RELATIVE = 8;

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
    const symbols = await SymbolTable.read(this.file, this.size, this.sections, ['all']);
    if (!symbols) return [];
    const nameOf = await symbols.names();
    const result: FileSymbol[] = [];
    for (let symbol = 0; symbol < symbols.count; symbol += 1) {
      // Data, functions and what has no type.
      if (symbols.type(symbol) > STT_FUNC || !symbols.hasAddress(symbol)) continue;
      result.push({
        name: nameOf(symbol),
        address: Number(symbols.address(symbol)),
        size: Number(symbols.size(symbol)),
        // Linkers make local what is hidden from other files; all modules of this one mean the same by it.
        isLocal:
          symbols.binding(symbol) === STB_LOCAL && ![STV_HIDDEN, STV_INTERNAL].includes(symbols.visibility(symbol)),
      });
    }
    return result;
  }

  private async readRelocations(): Promise<Map<number, Relocation>> {
    const result = new Map<number, Relocation>();
    // Those of the loaded file are of the symbols that the dynamic loader knows.
    const symbols = await SymbolTable.read(this.file, this.size, this.sections, ['exported']);
    const names = await symbols?.names();
    const nameOf = (symbol: number): string | undefined =>
      symbols && symbol < symbols.count ? names?.(symbol) : undefined;
    for (const section of this.sections) {
      if ((section.flags & SHF_ALLOC) === 0n) continue;
      if (section.type === SHT_RELR) throw new Error('its relocations are packed, which a reload does not read');
      if (section.type === SHT_RELA) await this.readRela(section, nameOf, result);
    }
    return result;
  }

  private async readRela(
    section: ElfSection,
    nameOf: (symbol: number) => string | undefined,
    result: Map<number, Relocation>,
  ): Promise<void> {
    const bytes = await this.content(section);
    for (let at = 0; at + RELA_SIZE <= bytes.length; at += RELA_SIZE) {
      const type = bytes.readUInt32LE(at + 8);
      const addend = Number(bytes.readBigInt64LE(at + 16));
      const place = Number(bytes.readBigUInt64LE(at));
      if (type === R_X86_64_RELATIVE) result.set(place, { symbol: undefined, addend });
      if (type !== R_X86_64_64 && type !== R_X86_64_GLOB_DAT) continue;
      const symbol = nameOf(bytes.readUInt32LE(at + 12));
      if (symbol !== undefined) result.set(place, { symbol, addend });
    }
  }
}
