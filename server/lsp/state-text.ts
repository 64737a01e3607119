import { formatMs } from '../../protocol/text.js';
import type { LinkedFunction } from '../call-graph/model.js';
import { stateOf, type Overlay } from '../run/overlay.js';

/** One function's state in one short line: `○ stub`, `● materialized 1.3 ms`, `■ eager: …`. */
export function stateText(fn: LinkedFunction, overlay: Overlay): string {
  const state = stateOf(fn, overlay);
  const run = overlay.functions.get(fn.index);
  switch (state) {
    case 'stub':
      return '○ stub';
    case 'materializing':
      return '◌ materializing';
    case 'materialized':
      return run && run.ms > 0 ? `● materialized ${formatMs(run.ms)}` : '● materialized';
    case 'eager':
      return `■ eager: ${fn.reason?.text ?? ''}`;
    case 'failed':
      return `✗ failed: ${run?.failure ?? 'no reason given'}`;
  }
}

/** The states of a template's instances, which stand at one place: `● 2 of 5 instances materialized`. */
export function instancesText(fns: readonly LinkedFunction[], overlay: Overlay): string {
  const [only] = fns;
  if (fns.length === 1 && only) return stateText(only, overlay);
  const count = fns.filter((fn) => stateOf(fn, overlay) === 'materialized').length;
  return `${count > 0 ? '●' : '○'} ${String(count)} of ${String(fns.length)} instances materialized`;
}
