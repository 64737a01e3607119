import type { InlinedFunction, Materialization, RunTimeline } from '../../protocol/lsp.js';
import { distinctLabels } from '../call-graph/labels.js';
import type { Run } from './run.js';

/** What a page can show and a slider can step through. */
const MAX_MATERIALIZATIONS = 20_000;

/** Those that were nothing else. */
function inlinedIn({ state, init: { graph } }: Run): InlinedFunction[] {
  return [...state.inlined].flatMap(([index, into]) => {
    const id = graph.functions[index]?.id;
    if (id === undefined || state.functions.has(index)) return [];
    return { id, into: [...into].flatMap((host) => graph.functions[host]?.id ?? []) };
  });
}

/** One run in the order in which its functions came. */
export function timelineOf(run: Run): RunTimeline {
  const { graph } = run.init;
  const all: Materialization[] = [];
  let lasted = 0;
  let bytes = 0;
  let kept = 0;
  const labels = distinctLabels([...run.state.functions.keys()].flatMap((index) => graph.functions[index] ?? []));
  for (const [index, state] of run.state.functions) {
    lasted = Math.max(lasted, state.at);
    const fn = graph.functions[index];
    if (!fn || state.order === undefined) continue;
    bytes += state.bytes;
    if (state.kept) kept += 1;
    const caller = state.caller ?? state.with;
    const by = caller === undefined ? undefined : graph.functions[caller]?.id;
    all.push({
      id: fn.id,
      label: labels.get(index) ?? fn.label,
      order: state.order,
      at: state.at,
      ms: state.ms,
      bytes: state.bytes,
      tier: state.tier,
      kept: state.kept,
      ...(by !== undefined && { by }),
    });
  }
  all.sort((a, b) => a.order - b.order);
  return {
    run: run.summary(),
    lasted,
    engineLoadMs: run.state.engineLoadNs / 1e6,
    bytes,
    kept,
    materializations: all.slice(0, MAX_MATERIALIZATIONS),
    inlined: inlinedIn(run),
    omitted: Math.max(0, all.length - MAX_MATERIALIZATIONS),
  };
}
