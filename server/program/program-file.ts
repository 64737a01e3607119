import { open, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { NO_WRAPPING, type Wrapping } from '../call-graph/objects.js';
import { describeSystemError, ProblemError } from '../support/problem.js';
import { readDynamic, type DynamicInfo } from './dynamic.js';
import { ElfError, readSection, readSections, SHT_NOBITS, TextReader, type ElfSection } from './elf.js';
import { countFunctions, isAssemblyOnly, replacedNames, sharedAddresses } from './program-symbols.js';
import { SymbolTable } from './symbol-table.js';
import { defaultVersions } from './symbol-versions.js';

/** What a linked program says of itself (docs/formats.md, "Linked program"). */
export interface ProgramFile {
  /** Absolute, without symbolic links: the program's identity. */
  path: string;
  size: number;
  /** The file itself: two names of one (hard links) have the same. */
  inode: string;
  /** Unix milliseconds. */
  builtAt: number;
  sections: ElfSection[];
  /** What its symbol table defines; undefined when it is stripped. */
  symbols: { count: number; bytes: number } | undefined;
  /** Symbols that mean one function (program-symbols.ts). */
  sameFunction: string[][];
  /** No function in it was made by a compiler. */
  isAssembly: boolean;
  /** In link order; a module id stands once. Empty when the program was not built with AutoJIT. */
  modules: ProgramModule[];
  /** Every store that is linked in, in link order, as the program names it (store.ts resolves it). */
  stores: string[];
  wraps: Wrapping;
  /** What it says to the dynamic loader; `exports` only of a file that was built with AutoJIT. */
  dynamic: DynamicInfo;
}

export interface ProgramModule {
  id: string;
  /** Source path as the compiler was given it. */
  source: string;
  slots: number;
  imports: number;
  /** Store that this module was compiled into, as the program names it; empty: the user's default. */
  store: string | undefined;
}

export const MODULES_SECTION = 'autojit_modules';
const STORE_SECTION = 'autojit_store';
const RECORD_SIZE = 80;
export const RECORD_MAGIC = 0x314d4a41;
export const RECORD_VERSION = 2;

/** Undefined when the file is not an ELF program. Throws a ProblemError when it is one that cannot be read. */
export async function readProgramFile(path: string): Promise<ProgramFile | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw unreadable(path, describeSystemError(error));
  }
  try {
    const status = await file.stat();
    if (!status.isFile()) return undefined;
    const sections = await readSections(file, status.size);
    if (!sections) return undefined;
    const [modules, stores, table] = await Promise.all([
      readModules(file, status.size, sections, path),
      readStores(file, status.size, sections),
      SymbolTable.read(file, status.size, sections, ['all', 'exported']),
    ]);
    const whole = table?.kind === 'all' ? table : undefined;
    const resolved = await realpath(path);
    const dynamic = await readDynamic(file, status.size, sections, { exports: modules.length > 0 });
    return {
      path: resolved,
      size: status.size,
      inode: `${String(status.dev)} ${String(status.ino)}`,
      builtAt: status.mtimeMs,
      sections,
      symbols: whole && countFunctions(whole),
      // Of what is not linked into a graph nobody asks, and a regular library has thousands.
      sameFunction:
        table && modules.length > 0
          ? await sharedAddresses(table, sections, await defaultVersions(file, status.size, sections))
          : [],
      isAssembly: modules.length === 0 && whole !== undefined && (await isAssemblyOnly(whole)),
      modules,
      stores,
      wraps: modules.length > 0 ? await wrapping(whole, file, status.size, sections) : NO_WRAPPING,
      dynamic,
    };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw unreadable(path, error instanceof ElfError ? error.message : describeSystemError(error), error);
  } finally {
    await file.close();
  }
}

/** Like readProgramFile, for a file that a person named: anything but an AutoJIT program is a problem. */
export async function readAutojitProgram(path: string): Promise<ProgramFile> {
  const program = await readProgramFile(path);
  if (program?.isAssembly) {
    throw new ProblemError({
      code: 'not-autojit',
      message: `${path} has no function that a compiler made; functions in assembly stay as they are.`,
      action: 'Name a program with functions in another language.',
    });
  }
  if (!program || program.modules.length === 0) {
    throw new ProblemError({
      code: 'not-autojit',
      message: program
        ? `${path} was not built with AutoJIT: it has no section ${MODULES_SECTION}.`
        : `${path} is not an x86-64 ELF program.`,
      action: 'Build it with "autojit build -- <your build command>" and name the linked program.',
    });
  }
  return program;
}

function unreadable(path: string, why: string, cause?: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'unreadable',
      message: `Cannot read ${path}: ${why}.`,
      action: 'Check the path; if a build is writing it just now, try again when it is done.',
    },
    { cause },
  );
}

async function readModules(
  file: FileHandle,
  fileSize: number,
  sections: ElfSection[],
  path: string,
): Promise<ProgramModule[]> {
  const modules = new Map<string, ProgramModule>();
  const texts = new TextReader(file, fileSize, sections);
  for (const section of named(MODULES_SECTION, sections, fileSize)) {
    const bytes = await readSection(file, fileSize, section);
    for (let at = 0; at + RECORD_SIZE <= bytes.length; at += RECORD_SIZE) {
      checkRecord(bytes, at, path);
      // `rel` fields count from their own address.
      const textAt = (field: number): Promise<string | undefined> =>
        texts.at(section.address + BigInt(at + field) + BigInt(bytes.readInt32LE(at + field)));
      const id = bytes.toString('hex', at + 8, at + 40);
      if (modules.has(id)) continue;
      modules.set(id, {
        id,
        slots: bytes.readUInt32LE(at + 44),
        imports: bytes.readUInt32LE(at + 52),
        source: (await textAt(60)) ?? '',
        store: await textAt(64),
      });
    }
  }
  return [...modules.values()];
}

function checkRecord(bytes: Buffer, at: number, path: string): void {
  if (bytes.readUInt32LE(at) !== RECORD_MAGIC) {
    throw new ElfError(`its section ${MODULES_SECTION} is damaged at byte ${String(at)}`);
  }
  const version = bytes.readUInt32LE(at + 4);
  if (version !== RECORD_VERSION) {
    throw new ProblemError({
      code: 'manifest-version',
      message: `${path} was built with another version of AutoJIT (module records version ${String(version)}, this one reads ${String(RECORD_VERSION)}).`,
      action: 'Rebuild the program with this version.',
    });
  }
}

async function readStores(file: FileHandle, fileSize: number, sections: ElfSection[]): Promise<string[]> {
  const stores = new Set<string>();
  for (const section of named(STORE_SECTION, sections, fileSize)) {
    const text = (await readSection(file, fileSize, section)).toString('utf8');
    for (const path of text.split('\0')) if (path !== '') stores.add(path);
  }
  return [...stores];
}

async function wrapping(
  symbols: SymbolTable | undefined,
  file: FileHandle,
  fileSize: number,
  sections: ElfSection[],
): Promise<Wrapping> {
  const replaced = symbols ? await replacedNames(symbols) : [];
  const comments = named('.comment', sections, fileSize).map((section) => readSection(file, fileSize, section));
  const texts = (await Promise.all(comments)).map((bytes) => bytes.toString('latin1'));
  return { replaced, own: texts.some((text) => /Linker: [^\0]*LLD/.test(text)) };
}

/** The sections of that name. Each is read in full, so together they must not be more than the file. */
function named(name: string, sections: readonly ElfSection[], fileSize: number): ElfSection[] {
  const found = sections.filter((section) => section.name === name);
  const size = found.reduce((sum, section) => sum + (section.type === SHT_NOBITS ? 0 : section.size), 0);
  if (size > fileSize) throw new ElfError(`its sections ${name} lie over each other`);
  return found;
}
