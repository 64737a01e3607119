import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readProgramFile, type ProgramFile } from './program-file.js';

/** Where the dynamic loader looks last (ld.so(8)); what /etc/ld.so.conf adds beside those is on no common system. */
const SYSTEM_FOLDERS = [
  '/usr/local/lib/x86_64-linux-gnu',
  '/usr/local/lib',
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib64',
  '/usr/lib64',
  '/lib',
  '/usr/lib',
];
/** No program has so many; a damaged file may say so. */
const MAX_LIBRARIES = 1000;

/** What was read, by path, as long as the file is the same: hundreds of programs need one libc. */
const known = new Map<string, { stamp: string; file: ProgramFile | undefined }>();

/**
 * The shared libraries built with AutoJIT that a program is loaded with, in the order in which the dynamic loader looks
 * for symbols: breadth first, as they are needed. One that cannot be found or read is none: its program says so itself
 * when it is started.
 */
export async function neededLibraries(
  program: ProgramFile,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramFile[]> {
  const seen = new Set<string>([program.path]);
  const found: ProgramFile[] = [];
  const waiting: { by: ProgramFile; name: string }[] = namesOf(program);
  for (let next = waiting.shift(); next && seen.size < MAX_LIBRARIES; next = waiting.shift()) {
    const library = await find(next.by, program, next.name, env);
    if (!library || seen.has(library.path)) continue;
    seen.add(library.path);
    waiting.push(...namesOf(library));
    if (library.modules.length > 0) found.push(library);
  }
  return found;
}

function namesOf(by: ProgramFile): { by: ProgramFile; name: string }[] {
  return by.dynamic.needed.map((name) => ({ by, name }));
}

async function find(
  by: ProgramFile,
  program: ProgramFile,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<ProgramFile | undefined> {
  // A relative one counts from wherever the program is started; that is mostly where it lies.
  if (name.includes('/')) return readLibrary(resolve(dirname(program.path), name));
  for (const folder of searchPath(by, program, env)) {
    const file = await readLibrary(join(folder, name));
    if (file) return file;
  }
  return undefined;
}

function searchPath(by: ProgramFile, program: ProgramFile, env: NodeJS.ProcessEnv): string[] {
  const fromEnvironment = (env['LD_LIBRARY_PATH'] ?? '').split(':').filter(isAbsolute);
  const own = foldersOf(by);
  // A program's older path serves its libraries too.
  const inherited = by !== program && program.dynamic.isOlderPath ? foldersOf(program) : [];
  const ours = by.dynamic.isOlderPath
    ? [...own, ...inherited, ...fromEnvironment]
    : [...inherited, ...fromEnvironment, ...own];
  return [...new Set([...ours, ...SYSTEM_FOLDERS])];
}

function foldersOf({ path, dynamic }: ProgramFile): string[] {
  const origin = dirname(path);
  return dynamic.runPaths
    .map((folder) => folder.replace(/\$\{ORIGIN\}|\$ORIGIN\b/g, origin))
    .filter((folder) => isAbsolute(folder));
}

/** Those built with AutoJIT of some that were opened by name. What is none, or cannot be read, is left out. */
export async function openedLibraries(paths: Iterable<string>): Promise<ProgramFile[]> {
  const libraries = await Promise.all([...paths].map(readLibrary));
  return libraries.flatMap((library) => (library && library.modules.length > 0 ? [library] : []));
}

/** The shared libraries built with AutoJIT that a program needs by its file, and those that it opens by these paths, each once. */
export async function usedLibraries(program: ProgramFile, opened: Iterable<string>): Promise<ProgramFile[]> {
  const all = [...(await neededLibraries(program)), ...(await openedLibraries(opened))];
  return [...new Map(all.map((file) => [file.path, file])).values()].filter(({ path }) => path !== program.path);
}

/** Undefined for what is no library that can be read. */
export async function readLibrary(path: string): Promise<ProgramFile | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  const real = await realpath(path).catch(() => path);
  const stamp = `${String(status.mtimeMs)} ${String(status.size)} ${String(status.ino)}`;
  const before = known.get(real);
  if (before?.stamp === stamp) return before.file;
  // A build may be writing it: the next look reads it again, since its time differs then.
  const file = await readProgramFile(real).catch(() => undefined);
  known.set(real, { stamp, file });
  return file;
}
