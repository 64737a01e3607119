import { open } from 'node:fs/promises';
import { ElfError, readSection, readSections } from './elf.js';
import { MODULES_SECTION, RECORD_MAGIC, RECORD_VERSION } from './program-file.js';
import { countFunctions } from './program-symbols.js';
import { SymbolTable } from './symbol-table.js';

/** What an object, a program or a library says of how it was compiled. */
export interface CompiledFile {
  /** Of its AutoJIT records, and of the first that is another than ours where there is one; undefined when no function of it went through the plugin. */
  recordVersion: number | undefined;
  /** How many functions it defines; 0 when it is stripped. */
  functions: number;
  /** Compilers that had a part in it, as they name themselves; empty for assembler's output. */
  producers: string[];
}

/** Undefined for anything but an ELF object, program or library that can be read. */
export async function readCompiledFile(path: string): Promise<CompiledFile | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const sections = await readSections(file, size, { objects: true });
    if (!sections) return undefined;
    const comment = sections.find(({ name }) => name === '.comment');
    const text = comment ? (await readSection(file, size, comment)).toString('utf8') : '';
    const records = sections.find(({ name }) => name === MODULES_SECTION);
    const record = records ? await readSection(file, size, records) : Buffer.alloc(0);
    const symbols = await SymbolTable.read(file, size, sections, ['all']);
    return {
      recordVersion: versionOf(record),
      functions: symbols ? countFunctions(symbols).count : 0,
      producers: [...new Set(text.split('\0').filter((line) => line !== '' && !line.startsWith('Linker:')))],
    };
  } catch (error) {
    if (error instanceof ElfError) return undefined; // being written, or made to be odd
    throw error;
  } finally {
    await file.close();
  }
}

/** Records of another version may have another size: they are found by their magic. */
function versionOf(records: Buffer): number | undefined {
  const versions: number[] = [];
  for (let at = 0; at + 8 <= records.length; at += 4) {
    if (records.readUInt32LE(at) === RECORD_MAGIC) versions.push(records.readUInt32LE(at + 4));
  }
  return versions.find((version) => version !== RECORD_VERSION) ?? versions[0];
}
