import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { append } from '../support/grouped.js';
import { onceFor } from '../support/once.js';
import { canonicalPath } from './source-index.js';

/** A frame of a debugger's stack. */
export interface Frame {
  /** As the debugger says it: `ns::f(int)`, or a symbol. */
  name: string;
  file?: string | undefined;
  /** 1-based, in the source as it was built. */
  line?: number | undefined;
}

interface Places {
  byFile: ReadonlyMap<string, readonly LinkedFunction[]>;
  byName: ReadonlyMap<string, readonly FunctionIndex[]>;
}

/** The function that a frame is in; undefined for one of other code, or where the name alone leaves several. */
export function functionOfFrame(graph: CallGraph, { name, file, line }: Frame): FunctionIndex | undefined {
  const { byFile, byName } = placesOf(graph);
  const named = byName.get(name) ?? [];
  const here = file === undefined ? undefined : byFile.get(canonicalPath(file));
  const [first, ...others] = named;
  if (!here || line === undefined) return others.length === 0 ? first : undefined;
  // Instances of a template stand at one line: the name says which of them it is.
  let start: number | undefined;
  for (const fn of here) if ((fn.line ?? 0) <= line) start = fn.line;
  const begun = here.filter((fn) => fn.line === start);
  return (begun.find(({ index }) => named.includes(index)) ?? begun[0])?.index;
}

const placesOf = onceFor((graph: CallGraph): Places => {
  const byFile = new Map<string, LinkedFunction[]>();
  const byName = new Map<string, FunctionIndex[]>();
  for (const fn of graph.functions) {
    if (fn.file !== undefined && fn.line !== undefined) append(byFile, canonicalPath(fn.file), fn);
    for (const name of new Set([fn.symbol, fn.signature])) append(byName, name, fn.index);
  }
  for (const list of byFile.values()) list.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { byFile, byName };
});
