import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readCompiledFile, type CompiledFile } from '../../server/program/compiled-file.js';
import { RECORD_VERSION } from '../../server/program/program-file.js';
import { isProbeFile, isProbeFolder } from './probes.js';

/** What a build left that AutoJIT had no part in, found by looking at what was written while it ran. */
export interface RegularFiles {
  /** `objects`, or `programs` where the build left no objects behind. */
  kind: 'object' | 'program';
  /** With functions in them. */
  total: number;
  /** By the compiler that made them, as people name it. */
  byCompiler: Map<string, string[]>;
  /** Those that another version of AutoJIT compiled, whenever that was. */
  otherVersion: string[];
}

/** Not a build's results, or not worth a look: stores, packages, and CMake's look at compilers. */
const SKIPPED_FOLDERS = /^(\.git|node_modules|\.autojit|\d+\.\d+\.\d+)$/;
/** Beside Cargo's own records: build scripts, and pieces of what is linked already. */
const SKIPPED_BY_CARGO = /^(build|incremental)$/;
const SKIPPED_FILES = /^build[-_]script/;
const OBJECT = /\.(o|obj|os)$/;
/** More files than a build of hundreds of thousands of objects has; a look must end. */
const MOST_ENTRIES = 500_000;

interface Found {
  path: string;
  file: CompiledFile;
}

export async function findRegular(folders: readonly string[], since: number): Promise<RegularFiles> {
  const paths = new Set<string>();
  for (const folder of folders) for await (const path of writtenSince(folder, since)) paths.add(path);
  const found: Found[] = [];
  for (const path of paths) {
    const file = await readCompiledFile(path).catch(() => undefined); // deleted meanwhile
    if (file && (file.functions > 0 || file.recordVersion !== undefined)) found.push({ path, file });
  }
  const objects = found.filter(({ path }) => OBJECT.test(path));
  const [kind, results] = objects.length > 0 ? (['object', objects] as const) : (['program', found] as const);
  const byCompiler = new Map<string, string[]>();
  for (const { path, file } of results) {
    if (file.recordVersion !== undefined) continue;
    const compiler = compilerOf(file);
    byCompiler.set(compiler, [...(byCompiler.get(compiler) ?? []), path]);
  }
  const otherVersion = found.filter(
    ({ file }) => file.recordVersion !== undefined && file.recordVersion !== RECORD_VERSION,
  );
  return { kind, total: results.length, byCompiler, otherVersion: otherVersion.map(({ path }) => path) };
}

async function* writtenSince(folder: string, since: number, budget = { left: MOST_ENTRIES }): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const isCargos = entries.some(({ name }) => name === '.fingerprint');
  const isSkipped = (name: string): boolean =>
    SKIPPED_FOLDERS.test(name) || isProbeFolder(name) || (isCargos && SKIPPED_BY_CARGO.test(name));
  for (const entry of entries) {
    if ((budget.left -= 1) < 0) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isSkipped(entry.name)) yield* writtenSince(path, since, budget);
    } else if (entry.isFile() && !(SKIPPED_FILES.test(entry.name) || isProbeFile(entry.name))) {
      const status = await stat(path).catch(() => undefined);
      const isCode = OBJECT.test(entry.name) || ((status?.mode ?? 0) & 0o111) !== 0;
      if (status && isCode && status.mtimeMs >= since) yield path;
    }
  }
}

/** `gcc 12.2.0`, `clang 14.0.6`: the last to sign, since start files of the C library sign programs first. */
function compilerOf({ producers }: CompiledFile): string {
  const names = producers.map(producerName);
  return names.find((name) => !name.startsWith('gcc')) ?? names[0] ?? 'an assembler';
}

function producerName(line: string): string {
  const version = /\d+\.\d+(\.\d+)?/.exec(line.replace(/^GCC: \([^)]*\)/, ''))?.[0] ?? '';
  const [name] = /\b(clang|flang|rustc)\b/.exec(line) ?? [];
  if (name !== undefined) return `${name} ${version}`;
  return line.startsWith('GCC:') ? `gcc ${version}` : line;
}

const SHOWN = 4;

/** One line for each compiler, and one for other versions; nothing when all is as it should be. `cause`, if known, says what to do about them. */
export function describeRegular(result: RegularFiles, shown: (path: string) => string, cause?: string): string[] {
  const list = (paths: string[]): string =>
    paths.slice(0, SHOWN).map(shown).join(', ') + (paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '');
  const lines = [...result.byCompiler].map(([compiler, paths]) => {
    const share = result.total === 1 ? `the ${result.kind}` : `${paths.length} of ${result.total} ${result.kind}s`;
    const verb = paths.length === 1 ? 'is' : 'are';
    return `${share} ${verb} regular, made by ${compiler}: ${list(paths)}. ${cause ?? adviceFor(compiler)}`;
  });
  if (result.otherVersion.length > 0)
    lines.push(`another version of AutoJIT compiled ${list(result.otherVersion)}: build from scratch.`);
  return lines;
}

function adviceFor(compiler: string): string {
  if (compiler === 'an assembler') return 'Functions in assembly stay as they are.';
  if (compiler.startsWith('rustc')) return 'Only what Cargo or autojit-rustc compiles is lazy.';
  return 'The build names that compiler itself, by its full path or another name: let it use $CC and $CXX, or cc and c++.';
}

export function shownFrom(folder: string): (path: string) => string {
  return (path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : basename(path));
}
