import type { LinkedFunction } from '../call-graph/model.js';
import { SHF_ALLOC, SHT_NOBITS, type ElfSection } from '../program/elf.js';
import type { ProgramFile } from '../program/program-file.js';
import type { Program } from '../program/program.js';
import { canonicalPath } from '../program/source-index.js';
import { countStates, NO_RUN, type Overlay } from '../run/overlay.js';
import type { CompileTimes } from './compile-times.js';

export interface Sizes {
  path: string;
  fileSize: number;
  /** Bytes that are mapped when the program starts, without zero-initialised data. */
  loaded: number;
  functionSymbols: number | null;
  functionBytes: number | null;
  sections: Record<string, number>;
}

/** The functions of one source. `materialized`, `inlined` and `neverCalled` are null without a run. */
export interface ModuleReport {
  source: string;
  functions: number;
  lazy: number;
  eager: number;
  materialized: number | null;
  /** Ran inside of others, without a call of their own. */
  inlined: number | null;
  neverCalled: number | null;
  /** CPU milliseconds of its last compile with AutoJIT, and of its last regular one; null where none was measured. */
  compileMs: number | null;
  regularCompileMs: number | null;
}

/** CPU time of the compilers, as far as it was measured. */
export interface CompileSums {
  sources: number;
  ms: number;
  /** Of the sources that were measured both ways; null without any. */
  both: { sources: number; ms: number; regularMs: number } | null;
}

export interface Report {
  program: Sizes;
  regular: Sizes | null;
  /** Program to regular; null without a regular build. */
  ratio: { fileSize: number; loaded: number; functionBytes: number | null } | null;
  functions: { total: number; lazy: number; eager: number };
  /** Null where no compile was measured. */
  compile: CompileSums | null;
  /** What a run used of them; null without one. */
  run: { materialized: number; inlined: number; neverCalled: number; modules: number } | null;
  modules: number;
  /** By source; those that ran most first, then those with the most functions. */
  perModule: ModuleReport[];
  store: string;
  eager: { name: string; source: string; code: string; reason: string }[];
}

export interface ReportParts {
  regular?: ProgramFile | undefined;
  run?: Overlay | undefined;
  times: CompileTimes;
}

export function makeReport(program: Program, { regular, run, times }: ReportParts): Report {
  const counts = countStates(program.graph.functions, run ?? NO_RUN);
  const perModule = modulesOf(program, run, times);
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
    compile: sumsOf(perModule),
    run: run
      ? {
          materialized: counts.materialized,
          inlined: counts.inlined,
          neverCalled: counts.stub,
          modules: perModule.filter(({ materialized, inlined }) => (materialized ?? 0) + (inlined ?? 0) > 0).length,
        }
      : null,
    modules: program.modules.length,
    perModule,
    store: program.store,
    eager: program.graph.functions.flatMap((fn) =>
      fn.reason ? [{ name: fn.signature, source: fn.source, code: fn.reason.code, reason: fn.reason.text }] : [],
    ),
  };
}

function sumsOf(modules: readonly ModuleReport[]): CompileSums | null {
  const measured = modules.filter(({ compileMs }) => compileMs !== null);
  if (measured.length === 0) return null;
  const both = measured.filter(({ regularCompileMs }) => regularCompileMs !== null);
  const sum = (of: readonly ModuleReport[], what: 'compileMs' | 'regularCompileMs'): number =>
    of.reduce((total, module) => total + (module[what] ?? 0), 0);
  return {
    sources: measured.length,
    ms: sum(measured, 'compileMs'),
    both:
      both.length === 0
        ? null
        : { sources: both.length, ms: sum(both, 'compileMs'), regularMs: sum(both, 'regularCompileMs') },
  };
}

function modulesOf(program: Program, run: Overlay | undefined, times: CompileTimes): ModuleReport[] {
  const bySource = new Map<string, LinkedFunction[]>();
  for (const fn of program.graph.functions) {
    const known = bySource.get(fn.source);
    if (known) known.push(fn);
    else bySource.set(fn.source, [fn]);
  }
  const rows = [...bySource].map(([source, functions]) => {
    const counts = countStates(functions, run ?? NO_RUN);
    const path = canonicalPath(source);
    return {
      source,
      functions: counts.functions,
      lazy: counts.functions - counts.eager,
      eager: counts.eager,
      materialized: run ? counts.materialized : null,
      inlined: run ? counts.inlined : null,
      neverCalled: run ? counts.stub : null,
      compileMs: times.lazy.get(path) ?? null,
      regularCompileMs: times.regular.get(path) ?? null,
    };
  });
  return rows.sort((a, b) => (b.materialized ?? 0) - (a.materialized ?? 0) || b.functions - a.functions);
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
