import type { Freshness } from '../../protocol/lsp.js';
import { newerBeside } from './newer-beside.js';
import type { Program } from './program.js';
import { someNames } from './stale.js';

/** Whether a program is what its sources make, as they are on the disk now. `roots`: where else to look. */
export async function freshnessOf(program: Program, roots: readonly string[]): Promise<Freshness> {
  await program.checkSources();
  const stale = program.problems.find(({ code }) => code === 'stale')?.message ?? null;
  const newer = stale === null ? await newerBeside(program, roots) : [];
  const [last] = newer;
  if (!last) return { stale, unsure: null };
  const names = someNames(newer.map(({ path }) => path));
  return {
    stale,
    unsure: { message: `${names} changed after this build and may have a part in it.`, changedAt: last.changedAt },
  };
}
