import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { mapBatched } from '../support/batched.js';

/** Looks for files that may be programs. Bounded, so that a workspace at `/` ends too; never follows a link to a folder. */

const SKIPPED_FOLDERS = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.autojit',
  '.cache',
  '.vscode-test',
  'CMakeFiles',
]);
const MAX_DEPTH = 12;
const MAX_FOLDERS = 20_000;
/** Smaller than any linked program. */
const MIN_SIZE = 512;

/** Names that no build gives to a program. What is left is looked at by its first bytes. */
const NEVER_PROGRAMS = new Set(
  (
    '.a .bc .bin .bz2 .c .cc .cmake .conf .cpp .css .csv .cxx .d .diff .gif .go .gz .h .hh .hpp .html .i .in .ini ' +
    '.java .jpg .js .json .jsonl .jsx .ll .lock .log .m4 .map .md .mjs .mk .o .pdf .pl .png .po .py .rlib .rmeta .rs .rst ' +
    '.s .sh .svg .tar .tex .toml .ts .tsx .txt .vsix .wasm .xml .xz .yaml .yml .zip'
  ).split(' '),
);

export function isSkippedFolder(name: string): boolean {
  return SKIPPED_FOLDERS.has(name);
}

export function mayBeProgram(name: string): boolean {
  return !NEVER_PROGRAMS.has(extname(name).toLowerCase());
}

export interface Candidate {
  path: string;
  mtimeMs: number;
  size: number;
}

export async function findCandidates(root: string): Promise<Candidate[]> {
  const found: Candidate[] = [];
  let level = [root];
  let folders = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && folders < MAX_FOLDERS; depth += 1) {
    const here = level.slice(0, MAX_FOLDERS - folders);
    folders += here.length;
    const listings = await mapBatched(here, listFolder, 16);
    level = listings.flatMap((listing) => listing.folders);
    const files = listings.flatMap((listing) => listing.files);
    const candidates = await mapBatched(files, asCandidate);
    found.push(...candidates.filter((candidate) => candidate !== undefined));
  }
  return found;
}

async function listFolder(folder: string): Promise<{ folders: string[]; files: string[] }> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    // Vanished meanwhile, or not ours to read: nothing of a person's program is lost by that.
    return { folders: [], files: [] };
  }
  return {
    folders: entries.filter((e) => e.isDirectory() && !isSkippedFolder(e.name)).map((e) => join(folder, e.name)),
    files: entries
      .filter((e) => (e.isFile() || e.isSymbolicLink()) && mayBeProgram(e.name))
      .map((e) => join(folder, e.name)),
  };
}

/** Executable files, with links resolved to what they lead to. */
export async function asCandidate(path: string): Promise<Candidate | undefined> {
  try {
    const status = await stat(path);
    const executable = (status.mode & 0o111) !== 0;
    if (!status.isFile() || !executable || status.size < MIN_SIZE) return undefined;
    return { path, mtimeMs: status.mtimeMs, size: status.size };
  } catch {
    return undefined;
  }
}
