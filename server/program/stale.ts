import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Problem } from '../../protocol/lsp.js';
import { mapBatched } from '../support/batched.js';

/** What a file was like when it was first looked at after a build: its time and size. */
export type Seen = Map<string, { mtimeMs: number; size: number }>;

/**
 * Files that were changed after the program was linked: their time is later, or not what it was when this build was first
 * looked at (`seen`), as tools that bring times along leave it. A source that is gone (a moved checkout) does not count.
 */
export async function changedSince(files: readonly string[], builtAt: number, seen: Seen): Promise<string[]> {
  const statuses = await mapBatched(files, (file) => stat(file).catch(() => undefined));
  return files.filter((file, index) => {
    const status = statuses[index];
    if (!status) return false;
    const known = seen.get(file);
    if (!known) seen.set(file, { mtimeMs: status.mtimeMs, size: status.size });
    const isOther = known !== undefined && (known.mtimeMs !== status.mtimeMs || known.size !== status.size);
    return isOther || status.mtimeMs > builtAt;
  });
}

export function staleProblem(stale: readonly string[]): Problem | undefined {
  if (stale.length === 0) return undefined;
  return {
    code: 'stale',
    message: `${someNames(stale)} changed after this build.`,
    action: 'Build again to see the call graph as the sources are now.',
  };
}

/** Some of the files' names, and how many more there are. */
export function someNames(files: readonly string[]): string {
  const names = files.slice(0, 3).map((file) => basename(file));
  const more = files.length > names.length ? ` and ${String(files.length - names.length)} more` : '';
  return `${names.join(', ')}${more}`;
}
