import { open, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { mapBatched } from '../support/batched.js';
import { sourceFolders } from '../support/folders-below.js';
import type { ProgramFile } from './program-file.js';
import type { Program } from './program.js';
import { sourceNames } from './program-symbols.js';
import { SymbolTable } from './symbol-table.js';

/** What builds are told by, and what they make sources of: no compiler says that it had a part. */
const OF_BUILDS =
  /^(cmakelists\.txt|(gnu)?makefile|meson(_options\.txt|\.build|\.options)|cargo\.(toml|lock)|build\.(rs|bazel)|rust-toolchain(\.toml)?|configure(\.ac)?|(autojit|module)\.(toml|bazel))$|\.(cmake|mk|mak|am|in|bzl|ninja|lds?|yy?|ypp|ll?|lex|lpp|proto|td|fbs|idl|gperf|rl|re|thrift|tmpl|tpl|template|j2|s|asm|sx|rc|qrc|ui|pyx|capnp|swg|x)$/i;
/** What sources of any language are, or include. */
const INCLUDED =
  /\.([chfm]|[ch]([ch]|pp|xx|\+\+)|in[cl]|[it]pp|tcc|txx|def|tab|tbl|cppm|ixx|mpp|ccm|mm|rs|f9[05]|for|x[pb]m|txt|sql|json|toml|html|css|js|md|glsl|wgsl|vert|frag|ya?ml|bin|dat|csv|png|jpg|svg|wav|ttf)$/i;

export interface NewerFile {
  path: string;
  /** Unix milliseconds. */
  changedAt: number;
}

/**
 * Files below `roots` that changed after a program was linked and may have a part in it, though nothing says so: how it is
 * built, what its sources were generated from, objects without functions, and, where what sources include is not known, whatever
 * they could. The newest first. What is known to have a part is not among them (`Program.staleSources`).
 */
export async function newerBeside(program: Program, roots: readonly string[]): Promise<NewerFile[]> {
  const known = new Set(program.inputs.flatMap(({ files }) => [...files]));
  const isWhole = program.inputs.every((one) => one.isWhole);
  const nameless = await namesWithoutModule([program.file, ...program.libraries]);
  const mayCount = (name: string): boolean =>
    OF_BUILDS.test(name) || nameless.has(name) || (!isWhole && INCLUDED.test(name));
  const own = roots.filter((root) => [program.path, ...known].some((file) => file.startsWith(root + sep)));
  const folders = (await Promise.all(own.map((root) => sourceFolders(root, mayCount)))).flat();
  const files = folders.flatMap(({ path, sources }) => sources.map((name) => join(path, name)));
  const found = await mapBatched(
    [...new Set(files)].filter((file) => !known.has(file)),
    async (path) => ({ path, changedAt: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 }),
  );
  return found.filter(({ changedAt }) => changedAt > program.file.builtAt).sort((a, b) => b.changedAt - a.changedAt);
}

/** Sources, without their folders, of objects that have no module: those of data alone, and what was compiled as usual. */
async function namesWithoutModule(files: readonly ProgramFile[]): Promise<Set<string>> {
  const names = new Set((await mapBatched(files, namesIn, 8)).flat());
  for (const { modules } of files) for (const { source } of modules) names.delete(basename(source));
  return names;
}

async function namesIn({ path, size, sections }: ProgramFile): Promise<string[]> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return [];
  try {
    const symbols = await SymbolTable.read(file, size, sections, ['all']);
    return symbols ? await sourceNames(symbols) : [];
  } catch {
    // It is being linked again, and looked at anew when that is done.
    return [];
  } finally {
    await file.close();
  }
}
