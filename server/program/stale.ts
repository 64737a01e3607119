import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Problem } from '../../protocol/lsp.js';
import { mapBatched } from '../support/batched.js';

/** Files that were changed after the program was linked. A source that is gone (a moved checkout) does not count. */
export async function newerThan(files: readonly string[], builtAt: number): Promise<string[]> {
  const times = await mapBatched(files, (file) =>
    stat(file).then(
      (status) => status.mtimeMs,
      () => 0,
    ),
  );
  return files.filter((_, index) => (times[index] ?? 0) > builtAt);
}

export function staleProblem(stale: readonly string[]): Problem | undefined {
  if (stale.length === 0) return undefined;
  const names = stale.slice(0, 3).map((file) => basename(file));
  const more = stale.length > names.length ? ` and ${String(stale.length - names.length)} more` : '';
  return {
    code: 'stale',
    message: `${names.join(', ')}${more} changed after this build.`,
    action: 'Build again to see the call graph as the sources are now.',
  };
}
