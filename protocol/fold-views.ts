import type { StateChange } from './graph.js';
import type { RunSummary } from './run-summary.js';
import type { Materialization, RunTimeline } from './summaries.js';
import { type ProgramMap, STATE_LETTERS } from './views.js';

/** The map with these states. `numberOf`: where a function stands in it. */
export function foldMap(
  map: ProgramMap,
  changes: readonly StateChange[],
  run: RunSummary,
  numberOf: (id: string) => number | undefined,
): ProgramMap {
  const letters = [...map.states];
  for (const { run: of, node } of changes) {
    const at = of === run.id ? numberOf(node.id) : undefined;
    if (at !== undefined && node.state !== undefined) letters[at] = STATE_LETTERS[node.state];
  }
  return { ...map, run, states: letters.join('') };
}

/** The timeline with what was called since, and with finals for drafts. What ran inside of others stands in it when the run has ended. */
export function foldTimeline(timeline: RunTimeline, changes: readonly StateChange[], run: RunSummary): RunTimeline {
  const byOrder = new Map(timeline.materializations.map((one) => [one.order, one]));
  let { bytes, kept, lasted } = timeline;
  for (const change of changes) {
    const now = change.run === run.id ? entryOf(change) : undefined;
    // The list is as long as it may be: later ones are left out of it.
    if (!now || (timeline.omitted > 0 && !byOrder.has(now.order))) continue;
    const before = byOrder.get(now.order);
    bytes += now.bytes - (before?.bytes ?? 0);
    if (now.kept && !before) kept += 1;
    lasted = Math.max(lasted, now.at);
    byOrder.set(now.order, now);
  }
  const materializations = [...byOrder.values()].sort((a, b) => a.order - b.order);
  return { ...timeline, ...{ run, bytes, kept, lasted, materializations } };
}

function entryOf({ node, at, kept }: StateChange): Materialization | undefined {
  const { id, label, order, ms, bytes, tier, materializedBy } = node;
  if (node.state !== 'materialized' || order === undefined || at === undefined) return undefined;
  return {
    ...{ id, label, order, at, ms: ms ?? 0, bytes: bytes ?? 0, kept: kept ?? false },
    ...(tier && { tier }),
    ...(materializedBy !== undefined && { by: materializedBy }),
  };
}
