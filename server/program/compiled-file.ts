import { open } from 'node:fs/promises';
import { countFunctionSymbols, ElfError, readSection, readSections } from './elf.js';
import { MODULES_SECTION } from './program-file.js';

/** What an object, a program or a library says of how it was compiled. */
export interface CompiledFile {
  /** Of its first AutoJIT record; undefined when no function of it went through the plugin. */
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
    const symbols = await countFunctionSymbols(file, size, sections);
    return {
      recordVersion: record.length >= 8 ? record.readUInt32LE(4) : undefined,
      functions: symbols?.count ?? 0,
      producers: [...new Set(text.split('\0').filter((line) => line !== '' && !line.startsWith('Linker:')))],
    };
  } catch (error) {
    if (error instanceof ElfError) return undefined; // being written, or made to be odd
    throw error;
  } finally {
    await file.close();
  }
}
