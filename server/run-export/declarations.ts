import type { CallGraph, LinkedFunction } from '../call-graph/model.js';
import { definedName } from '../call-graph/names.js';
import { type Overlay, stateOf } from '../run/overlay.js';

/** Whether a run came to a function. `unknown`: it is eager, so no run tells. */
export type Ran = 'ran' | 'never' | 'unknown';

/** A definition in a source; instances of a template, and the variants of a constructor, are one. */
export interface Declaration {
  name: string;
  line: number;
  ran: Ran;
  /** How many functions were made of it. */
  functions: readonly LinkedFunction[];
}

export interface FileDeclarations {
  file: string;
  /** By line. */
  declarations: readonly Declaration[];
}

/** What some runs called, by source. Functions without a place in a source (no -g) are in none. */
export function declarationsOf(
  graph: CallGraph,
  overlays: readonly Overlay[],
  isWanted: (file: string) => boolean,
): FileDeclarations[] {
  const files = new Map<string, Map<number, LinkedFunction[]>>();
  for (const fn of graph.functions) {
    if (fn.file === undefined || fn.line === undefined) continue;
    let places = files.get(fn.file);
    if (!places) files.set(fn.file, (places = new Map<number, LinkedFunction[]>()));
    const here = places.get(fn.line);
    if (here) here.push(fn);
    else places.set(fn.line, [fn]);
  }
  return [...files]
    .filter(([file]) => isWanted(file))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, places]) => ({
      file,
      declarations: [...places]
        .sort(([a], [b]) => a - b)
        .map(([line, functions]) => ({ name: nameOf(functions), line, ran: ranAny(functions, overlays), functions })),
    }));
}

export function countDeclarations(files: readonly FileDeclarations[]): Record<Ran, number> {
  const counts = { ran: 0, never: 0, unknown: 0 };
  for (const { declarations } of files) for (const { ran } of declarations) counts[ran] += 1;
  return counts;
}

/** Of code that no run tells of, where it is the only one that a definition has, nothing can be said. */
function ranAny(functions: readonly LinkedFunction[], overlays: readonly Overlay[]): Ran {
  const each = functions.map((fn) => ranIn(fn, overlays));
  return (['ran', 'unknown', 'never'] as const).find((ran) => each.includes(ran)) ?? 'never';
}

function ranIn(fn: LinkedFunction, overlays: readonly Overlay[]): Ran {
  const each = overlays.map((overlay): Ran => {
    switch (stateOf(fn, overlay)) {
      case 'materializing':
        return 'ran';
      case 'materialized':
        return overlay.functions.get(fn.index)?.with === undefined ? 'ran' : 'unknown';
      case 'eager':
        return 'unknown';
      case 'stub':
      case 'failed':
        return 'never';
    }
  });
  return each.includes('ran') ? 'ran' : each.includes('unknown') ? 'unknown' : 'never';
}

/** Of several functions of one place their common name. */
function nameOf(functions: readonly LinkedFunction[]): string {
  const signatures = new Set(functions.map(({ signature }) => signature));
  const [first = ''] = signatures;
  return signatures.size === 1 ? first : definedName(first);
}
