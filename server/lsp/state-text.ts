import type { FunctionState } from '../../protocol/graph.js';
import { generationWords, STATE_MARKS, stateWords } from '../../protocol/state-text.js';
import type { CallGraph, LinkedFunction } from '../call-graph/model.js';
import { inlinedInto, stateOf, type Overlay } from '../run/overlay.js';

/** One function's state in one short line: `○ stub`, `● materialized 1.3 ms`, `■ eager: …`. */
export function stateText(graph: CallGraph, fn: LinkedFunction, overlay: Overlay): string {
  const state = stateOf(fn, overlay);
  const run = overlay.functions.get(fn.index);
  const into = state === 'inlined' ? inlinedInto(graph, fn.index, overlay) : undefined;
  const facts = {
    ...{ state, tier: run?.tier, ms: run?.ms, reason: fn.reason, failure: run?.failure, inlinedInto: into },
    ...{ generation: run?.generation, waiting: run?.waiting !== undefined },
  };
  return `${STATE_MARKS[state]} ${stateWords(facts)}`;
}

/** The states of a template's instances, which stand at one place: `● 2 of 5 instances materialized`. */
export function instancesText(graph: CallGraph, fns: readonly LinkedFunction[], overlay: Overlay): string {
  const [only] = fns;
  if (fns.length === 1 && only) return stateText(graph, only, overlay);
  const states = fns.map((fn) => stateOf(fn, overlay));
  const count = (wanted: FunctionState): number => states.filter((state) => state === wanted).length;
  const [materialized, inlined] = [count('materialized'), count('inlined')];
  const mark = STATE_MARKS[materialized > 0 ? 'materialized' : inlined > 0 ? 'inlined' : 'stub'];
  const more = inlined > 0 ? `, ${String(inlined)} inlined` : '';
  const reloads = fns.map(({ index }) => overlay.functions.get(index)).filter((run) => run?.generation !== undefined);
  const newest = generationWords({
    generation: reloads.length > 0 ? Math.max(...reloads.map((run) => run?.generation ?? 0)) : undefined,
    waiting: reloads.some((run) => run?.waiting !== undefined),
  });
  return [`${mark} ${String(materialized)} of ${String(fns.length)} instances materialized${more}`, ...newest].join(
    ' · ',
  );
}
