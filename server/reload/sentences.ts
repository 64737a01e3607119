import { plural } from '../../protocol/text.js';
import type { ReloadOutcome } from './reload.js';

const MOST_NAMES = 6;
const MOST_ADDED = 4;

/** The outcome of one program. */
export function outcomeLine(outcome: ReloadOutcome, ms: number): string {
  const time = `${String(Math.max(1, Math.round(ms)))} ms`;
  switch (outcome.kind) {
    case 'refused':
      return `not reloaded: ${outcome.reasons.join('; ')}`;
    case 'nothing':
      return ['nothing to reload', ...outcome.notes].join('; ');
    case 'reloaded': {
      const { functions, affected, added } = outcome;
      // What a header brings along is many, and of interest to nobody.
      const named = added.length <= MOST_ADDED ? [...functions, ...added] : functions;
      const main = named.length > 0 ? named : affected;
      const others = [
        ...(added.length > MOST_ADDED ? [`${String(added.length)} are new`] : []),
        ...(named.length > 0 && affected.length > 0 ? [`with ${listed(affected)}, which may have copies`] : []),
      ];
      const tail = others.length > 0 ? ` (${others.join('; ')})` : '';
      return [`reloaded ${plural(main.length, 'function')} in ${time}: ${listed(main)}${tail}`, ...outcome.notes].join(
        '; ',
      );
    }
  }
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${String(rest)} more` : '');
}
