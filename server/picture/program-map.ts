import { packed, type PackedMap, unpackMap } from '../../protocol/packed-map.js';
import { type ProgramMap, STATE_LETTERS } from '../../protocol/views.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import { callsBetween, partsOf, type ProgramParts } from '../parts/parts.js';
import { type Overlay, stateOf } from '../run/overlay.js';
import { onceForBoth } from '../support/once.js';
import { plainLabels } from './plain-labels.js';
import type { ViewInput } from './view-input.js';

/** So many names are sent at once: the largest functions. The others are too small to show theirs before somebody zooms in. */
const NAMED = 5000;

/** Every function with its part, its size and what became of it. */
export const programMapOf = (input: ViewInput): ProgramMap => unpackMap(packedMapOf(input));

/** The same as it is sent. */
export function packedMapOf({ program, graph, owners, overlay, run }: ViewInput): PackedMap {
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

interface Columns extends Omit<PackedMap, 'program' | 'run' | 'builtAt' | 'states'> {
  shown: FunctionIndex[];
}

/** All that depends on the build alone: made once for it, whatever runs. */
const columnsOf = onceForBoth((graph: CallGraph, owners: Ownership): Columns => {
  const parts = partsOf(graph, owners);
  const shown = partAfterPart(graph, owners, parts);
  const largest = shown.map((fn, at) => ({ at, size: fn.instructions })).sort((a, b) => b.size - a.size);
  const named = largest
    .slice(0, NAMED)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const indices = named.flatMap((at) => shown[at]?.index ?? []);
  const labels = plainLabels(graph, owners, indices);
  return {
    parts: { folders: parts.folders, parts: parts.parts },
    ids: packed(shown.map(({ id }) => id)),
    named,
    labels: packed(indices.map((index) => labels.get(index) ?? '')),
    // One without a body has been kept by its declaration alone; it is there all the same.
    size: shown.map(({ instructions }) => Math.max(1, instructions)),
    calls: callsBetween(graph, parts),
    shown: shown.map(({ index }) => index),
  };
});

/** Functions that stand for themselves, those of each part together. */
function partAfterPart(graph: CallGraph, owners: Ownership, { parts, of }: ProgramParts): LinkedFunction[] {
  const inParts = parts.map((): LinkedFunction[] => []);
  for (const fn of graph.functions) if (owners.standsFor(fn.index) === fn.index) inParts[of[fn.index] ?? -1]?.push(fn);
  return inParts.flat();
}

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
