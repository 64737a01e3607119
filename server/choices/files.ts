import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { describeSystemError, errorCode, ProblemError } from '../support/problem.js';

const NAME = 'autojit.toml';

export interface ChoicesFile {
  path: string;
  text: string;
}

/** Every `autojit.toml` that a source heeds, the nearest first. `open`: texts that an editor has and the disk not yet. */
export async function choicesOf(source: string, open: Readonly<Record<string, string>> = {}): Promise<ChoicesFile[]> {
  const files: ChoicesFile[] = [];
  for (let folder = dirname(source); ; folder = dirname(folder)) {
    const path = join(folder, NAME);
    const text = open[path] ?? (await readIfThere(path));
    if (text !== undefined) files.push({ path, text });
    if (folder === dirname(folder)) return files;
  }
}

/** Where a new choice goes: the nearest file of the workspace, else a new one at its root. */
export function fileForChoice(files: readonly ChoicesFile[], source: string, roots: readonly string[]): ChoicesFile {
  const root = roots.find((folder) => source.startsWith(folder + sep)) ?? dirname(source);
  return files.find(({ path }) => path.startsWith(root + sep)) ?? { path: join(root, NAME), text: '' };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw new ProblemError(
      {
        code: 'unreadable',
        message: `Cannot read ${path}: ${describeSystemError(error)}.`,
        action: 'Make it readable, then try again.',
      },
      { cause: error },
    );
  }
}
