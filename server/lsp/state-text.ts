import { STATE_MARKS, stateWords } from '../../protocol/state-text.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { stateOf, type Overlay } from '../run/overlay.js';

/** One function's state in one short line: `○ stub`, `● materialized 1.3 ms`, `■ eager: …`. */
export function stateText(fn: LinkedFunction, overlay: Overlay): string {
  const state = stateOf(fn, overlay);
  const run = overlay.functions.get(fn.index);
  return `${STATE_MARKS[state]} ${stateWords({ state, ms: run?.ms, reason: fn.reason, failure: run?.failure })}`;
}

/** The states of a template's instances, which stand at one place: `● 2 of 5 instances materialized`. */
export function instancesText(fns: readonly LinkedFunction[], overlay: Overlay): string {
  const [only] = fns;
  if (fns.length === 1 && only) return stateText(only, overlay);
  const count = fns.filter((fn) => stateOf(fn, overlay) === 'materialized').length;
  return `${STATE_MARKS[count > 0 ? 'materialized' : 'stub']} ${String(count)} of ${String(fns.length)} instances materialized`;
}
