import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { mapBatched } from '../support/batched.js';
import { foldersBelow } from '../support/folders-below.js';

/** Looks for files that may be programs. */

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
  for await (const folders of foldersBelow(root, MAX_FOLDERS)) {
    const files = folders.flatMap(({ path, entries }) =>
      entries
        .filter((one) => (one.isFile() || one.isSymbolicLink()) && mayBeProgram(one.name))
        .map(({ name }) => join(path, name)),
    );
    const candidates = await mapBatched(files, asCandidate);
    found.push(...candidates.filter((candidate) => candidate !== undefined));
  }
  return found;
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
