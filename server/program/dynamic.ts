import type { FileHandle } from 'node:fs/promises';
import { append } from '../support/grouped.js';
import { readSection, stringAt, type ElfSection } from './elf.js';
import { STB_LOCAL, STV_HIDDEN, STV_INTERNAL, SymbolTable } from './symbol-table.js';

/** What a linked file says to the dynamic loader (ELF gABI, "Dynamic Section"). */
export interface DynamicInfo {
  /** Names of the libraries that it needs, as it was linked with them. */
  needed: string[];
  /** Folders where those are looked for first, as they are written: `$ORIGIN` is in them. */
  runPaths: string[];
  /** A run path is searched after `LD_LIBRARY_PATH`, the older kind of path (DT_RPATH) before it. */
  isOlderPath: boolean;
  /** Symbols that other files of the process can name. */
  exports: ReadonlySet<string>;
}

const SHT_DYNAMIC = 6;
const ENTRY_SIZE = 16;

const DT_NEEDED = 1n;
const DT_RPATH = 15n;
const DT_RUNPATH = 29n;

const NOTHING: DynamicInfo = { needed: [], runPaths: [], isOlderPath: false, exports: new Set() };

/** Of a static program: nothing. */
export async function readDynamic(
  file: FileHandle,
  fileSize: number,
  sections: readonly ElfSection[],
  wanted: { exports: boolean },
): Promise<DynamicInfo> {
  const section = sections.find(({ type }) => type === SHT_DYNAMIC);
  const texts = section && sections[section.link];
  if (!section || !texts) return NOTHING;
  const [bytes, strings, exports] = await Promise.all([
    readSection(file, fileSize, section),
    readSection(file, fileSize, texts),
    wanted.exports ? readExports(file, fileSize, sections) : NOTHING.exports,
  ]);
  const all = new Map<bigint, string[]>();
  for (let at = 0; at + ENTRY_SIZE <= bytes.length; at += ENTRY_SIZE) {
    const tag = bytes.readBigUInt64LE(at);
    if (tag === 0n) break;
    if (tag !== DT_NEEDED && tag !== DT_RPATH && tag !== DT_RUNPATH) continue;
    append(all, tag, stringAt(strings, Number(bytes.readBigUInt64LE(at + 8))));
  }
  // Where both are, the loader heeds the newer one alone.
  const newer = all.get(DT_RUNPATH);
  const paths = (newer ?? all.get(DT_RPATH) ?? []).flatMap((list) => list.split(':'));
  return {
    needed: all.get(DT_NEEDED) ?? [],
    runPaths: paths.filter((path) => path !== ''),
    isOlderPath: newer === undefined,
    exports,
  };
}

async function readExports(file: FileHandle, fileSize: number, sections: readonly ElfSection[]): Promise<Set<string>> {
  const symbols = await SymbolTable.read(file, fileSize, sections, ['exported']);
  if (!symbols) return new Set();
  const nameOf = await symbols.names();
  const names = new Set<string>();
  for (let symbol = 0; symbol < symbols.count; symbol += 1) {
    const visibility = symbols.visibility(symbol);
    if (visibility === STV_INTERNAL || visibility === STV_HIDDEN) continue;
    if (symbols.isDefined(symbol) && symbols.binding(symbol) !== STB_LOCAL) names.add(nameOf(symbol));
  }
  return names;
}
