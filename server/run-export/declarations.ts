import { isHarnessMain } from '../call-graph/harness.js';
import type { CallGraph, LinkedFunction } from '../call-graph/model.js';
import { definedName } from '../call-graph/names.js';
import { type Overlay, stateOf } from '../run/overlay.js';

/** Whether a run came to a function, inlined into others counts. `unknown`: it is eager, so no run tells. */
export type Ran = 'ran' | 'never' | 'unknown';

/** A definition in a source; instances of a template, and the variants of a constructor, are one. */
export interface Declaration {
  name: string;
  line: number;
  ran: Ran;
  /** What was made of it. */
  functions: readonly LinkedFunction[];
}

export interface FileDeclarations {
  file: string;
  /** By line. */
  declarations: readonly Declaration[];
}

/** Which functions are listed: own code, as a rule. */
export type Wanted = (fn: LinkedFunction) => boolean;

/** What runs called, by source. Functions without a place in a source (no -g) are in none. */
export function declarationsOf(
  graph: CallGraph,
  ranOf: (fn: LinkedFunction) => Ran,
  isWanted: Wanted,
): FileDeclarations[] {
  const files = new Map<string, Map<number, LinkedFunction[]>>();
  for (const fn of graph.functions) {
    if (fn.file === undefined || fn.line === undefined || INITIALIZER.test(fn.symbol)) continue;
    if (!isWanted(fn) || isHarnessMain(graph, fn)) continue;
    let places = files.get(fn.file);
    if (!places) files.set(fn.file, (places = new Map<number, LinkedFunction[]>()));
    const here = places.get(fn.line);
    if (here) here.push(fn);
    else places.set(fn.line, [fn]);
  }
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, places]) => ({
      file,
      declarations: [...places]
        .sort(([a], [b]) => a - b)
        .map(([line, functions]) => ({ name: nameOf(functions), line, ran: ranAny(functions.map(ranOf)), functions })),
    }));
}

/** What a compiler makes of the value of a variable: it stands where the variable does, and nobody has written it. */
const INITIALIZER = /^(?:__cxx_global_var_init|_GLOBAL__)/;

export function countDeclarations(files: readonly FileDeclarations[]): Record<Ran, number> {
  const counts = { ran: 0, never: 0, unknown: 0 };
  for (const { declarations } of files) for (const { ran } of declarations) counts[ran] += 1;
  return counts;
}

/** In any of these runs. */
export function ranIn(overlays: readonly Overlay[]): (fn: LinkedFunction) => Ran {
  return (fn) => ranAny(overlays.map((overlay) => ranOnce(fn, overlay)));
}

function ranOnce(fn: LinkedFunction, overlay: Overlay): Ran {
  switch (stateOf(fn, overlay)) {
    // Code that was inlined is in one that ran: "never" would mostly be untrue, and optimizations inline most functions.
    case 'materializing':
    case 'inlined':
      return 'ran';
    case 'materialized':
      return overlay.functions.get(fn.index)?.with === undefined ? 'ran' : 'unknown';
    case 'eager':
      return 'unknown';
    case 'stub':
    case 'failed':
      return 'never';
  }
}

/** Where nobody knows of one, and none of the others ran, nobody knows. */
function ranAny(each: readonly Ran[]): Ran {
  return (['ran', 'unknown', 'never'] as const).find((ran) => each.includes(ran)) ?? 'never';
}

/** Of several functions of one place their common name; not that of a closure, where the function around it is there too. */
function nameOf(functions: readonly LinkedFunction[]): string {
  const all = new Set(functions.map(({ signature }) => signature));
  const named = [...all].filter((one) => !(one.endsWith('}') && all.has(one.slice(0, one.lastIndexOf('::{')))));
  const [first = ''] = named;
  return named.length === 1 ? first : definedName(first);
}
