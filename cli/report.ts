import { SHF_ALLOC, SHT_NOBITS, type ElfSection } from '../server/program/elf.js';
import { readProgramFile, type ProgramFile } from '../server/program/program-file.js';
import type { Program } from '../server/program/program.js';
import { formatBytes, plural } from '../protocol/text.js';
import { ProblemError } from '../server/problem.js';
import { countStates, NO_RUN } from '../server/run/overlay.js';
import { columns } from './format/columns.js';
import { ExitCode, Failure } from './failure.js';
import { openProgram } from './open-program.js';

interface Sizes {
  path: string;
  fileSize: number;
  /** Bytes that are mapped when the program starts, without zero-initialised data. */
  loaded: number;
  functionSymbols: number | null;
  functionBytes: number | null;
  sections: Record<string, number>;
}

interface Report {
  program: Sizes;
  regular: Sizes | null;
  /** Program to regular; null without a regular build. */
  ratio: { fileSize: number; loaded: number; functionBytes: number | null } | null;
  functions: { total: number; lazy: number; eager: number };
  modules: number;
  store: string;
  eager: { name: string; source: string; code: string; reason: string }[];
}

export async function report(path: string, options: { regular?: string; json?: boolean }): Promise<void> {
  const program = await openProgram(path, ExitCode.failed);
  const regular = options.regular === undefined ? undefined : await openRegular(options.regular);
  const result = makeReport(program, regular);
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else for (const line of textOf(result)) console.log(line);
}

async function openRegular(path: string): Promise<ProgramFile> {
  let file: ProgramFile | undefined;
  try {
    file = await readProgramFile(path);
  } catch (error) {
    if (error instanceof ProblemError) throw new Failure(error.message, ExitCode.failed);
    throw error;
  }
  if (!file) throw new Failure(`${path} is not an x86-64 ELF program. Name the regular build.`, ExitCode.failed);
  if (file.modules.length > 0) {
    throw new Failure(`${path} was built with AutoJIT too. Name the regular build.`, ExitCode.failed);
  }
  return file;
}

export function makeReport(program: Program, regular: ProgramFile | undefined): Report {
  const counts = countStates(program.graph.functions, NO_RUN);
  const ours = sizesOf(program.file);
  const theirs = regular ? sizesOf(regular) : null;
  return {
    program: ours,
    regular: theirs,
    ratio: theirs && {
      fileSize: ours.fileSize / theirs.fileSize,
      loaded: ours.loaded / theirs.loaded,
      functionBytes:
        ours.functionBytes === null || !theirs.functionBytes ? null : ours.functionBytes / theirs.functionBytes,
    },
    functions: { total: counts.functions, lazy: counts.functions - counts.eager, eager: counts.eager },
    modules: program.file.modules.length,
    store: program.store,
    eager: program.graph.functions.flatMap((fn) =>
      fn.reason ? [{ name: fn.signature, source: fn.source, code: fn.reason.code, reason: fn.reason.text }] : [],
    ),
  };
}

function sizesOf(file: ProgramFile): Sizes {
  const sections: Record<string, number> = {};
  for (const { name, size } of file.sections) if (name !== '') sections[name] = (sections[name] ?? 0) + size;
  return {
    path: file.path,
    fileSize: file.size,
    loaded: file.sections.filter(isLoaded).reduce((sum, section) => sum + section.size, 0),
    functionSymbols: file.symbols?.count ?? null,
    functionBytes: file.symbols?.bytes ?? null,
    sections,
  };
}

function isLoaded(section: ElfSection): boolean {
  return (section.flags & SHF_ALLOC) !== 0n && section.type !== SHT_NOBITS;
}

function textOf({ program, regular, functions, modules, store, eager }: Report): string[] {
  const names = [...new Set([...Object.keys(regular?.sections ?? {}), ...Object.keys(program.sections)])];
  const row = (title: string, ours: number | null, theirs: number | null | undefined): string[] =>
    regular ? [title, size(theirs), size(ours), ratio(ours, theirs)] : [title, size(ours)];
  const rows = [
    regular ? ['', 'regular', 'AutoJIT', 'ratio'] : ['', 'AutoJIT'],
    row('file', program.fileSize, regular?.fileSize),
    row('loaded at start', program.loaded, regular?.loaded),
    row('code of functions', program.functionBytes, regular?.functionBytes),
    ...names.map((name) => row(`  ${name}`, program.sections[name] ?? null, regular?.sections[name])),
  ];
  return [
    program.path,
    `${plural(functions.total, 'function')} in ${plural(modules, 'module')}: ${String(functions.lazy)} stub, ${String(functions.eager)} eager`,
    `store: ${store}`,
    '',
    ...columns(rows),
    ...(eager.length > 0
      ? [
          '',
          'Eager:',
          ...columns(
            eager.map((fn) => [`  ${fn.name}`, fn.reason]),
            [0, 1],
          ),
        ]
      : []),
  ];
}

function size(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined ? '–' : formatBytes(bytes);
}

function ratio(ours: number | null, theirs: number | null | undefined): string {
  return ours === null || !theirs ? '' : (ours / theirs).toFixed(2);
}
