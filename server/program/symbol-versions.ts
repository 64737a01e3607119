import type { FileHandle } from 'node:fs/promises';
import { readSection, type ElfSection } from './elf.js';
import { SymbolTable } from './symbol-table.js';

const SHT_GNU_VERDEF = 0x6ffffffd;
const SHT_GNU_VERSYM = 0x6fffffff;
/** Of a version that only those mean who name it. */
const HIDDEN = 0x8000;

/**
 * Where a name leads that comes without a version, for those whose default version this file exports (LSB, "Symbol
 * Versioning"). Some linkers write no versions into the whole symbol table, so that one name stands there twice.
 */
export async function defaultVersions(
  file: FileHandle,
  fileSize: number,
  sections: readonly ElfSection[],
): Promise<ReadonlyMap<string, bigint>> {
  const defaults = new Map<string, bigint>();
  if (!sections.some(({ type }) => type === SHT_GNU_VERDEF)) return defaults;
  const section = sections.find(({ type }) => type === SHT_GNU_VERSYM);
  const symbols = section && (await SymbolTable.read(file, fileSize, sections, ['exported']));
  if (!symbols) return defaults;
  const versions = await readSection(file, fileSize, section);
  const nameOf = await symbols.names();
  for (let symbol = 0; symbol < Math.min(symbols.count, versions.length / 2); symbol += 1)
    if (symbols.hasAddress(symbol) && (versions.readUInt16LE(symbol * 2) & HIDDEN) === 0)
      defaults.set(nameOf(symbol), symbols.address(symbol));
  return defaults;
}
