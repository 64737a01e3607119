import type { ProgramSummary } from '../../protocol/lsp.js';
import type { Model } from '../model/model.js';

/** What was built last and never run: somebody may not know how it goes on from there. */
export function newlyBuilt({ programs, runs }: Pick<Model, 'programs' | 'runs'>): ProgramSummary | undefined {
  const [last] = programs.filter(({ hasMain }) => hasMain).sort((a, b) => b.builtAt - a.builtAt);
  return last && !runs.some(({ program }) => program === last.path) ? last : undefined;
}
