import { type ProgramMap, STATE_LETTERS } from '../../protocol/views.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import { callsBetween, partsOf } from '../parts/parts.js';
import { type Overlay, stateOf } from '../run/overlay.js';
import { onceForBoth } from '../support/once.js';
import type { ViewInput } from './view-input.js';

/** So many names are sent at once: the largest functions. The others are too small to show theirs before somebody zooms in. */
const NAMED = 5000;

/** Every function with its part, its size and what became of it. */
export function programMapOf({ program, graph, owners, overlay, run }: ViewInput): ProgramMap {
  const letters = statesOf(graph, owners, overlay);
  const { shown, ...columns } = columnsOf(graph, owners);
  return {
    program: program.path,
    ...(run && { run }),
    builtAt: program.builtAt,
    ...columns,
    states: shown.map((index) => letters[index] ?? 's').join(''),
  };
}

interface Columns extends Pick<ProgramMap, 'parts' | 'id' | 'label' | 'part' | 'size' | 'calls'> {
  shown: FunctionIndex[];
}

/** All that depends on the build alone: made once for it, whatever runs. */
const columnsOf = onceForBoth((graph: CallGraph, owners: Ownership): Columns => {
  const parts = partsOf(graph, owners);
  const shown = graph.functions.filter(({ index }) => owners.standsFor(index) === index);
  const named = new Set(
    shown
      .toSorted((a, b) => b.instructions - a.instructions)
      .slice(0, NAMED)
      .map(({ index }) => index),
  );
  return {
    parts: { folders: parts.folders, parts: parts.parts },
    id: shown.map(({ id }) => id),
    label: shown.map((fn) => (named.has(fn.index) ? fn.label : '')),
    part: shown.map(({ index }) => parts.of[index] ?? 0),
    // One without a body has been kept by its declaration alone; it is there all the same.
    size: shown.map(({ instructions }) => Math.max(1, instructions)),
    calls: callsBetween(graph, parts),
    shown: shown.map(({ index }) => index),
  };
});

/** A function is what the best of its variants is: one that ran has run. */
function statesOf(graph: CallGraph, owners: Ownership, overlay: Overlay): string[] {
  const letters = graph.functions.map((fn) => STATE_LETTERS[stateOf(fn, overlay)]);
  for (const index of overlay.functions.keys()) {
    const owner = owners.standsFor(index);
    const letter = letters[index];
    if (owner !== index && letter === STATE_LETTERS.materialized && letters[owner] === STATE_LETTERS.stub)
      letters[owner] = letter;
  }
  return letters;
}
