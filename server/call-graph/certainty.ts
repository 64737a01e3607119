import type { Certainty } from '../../protocol/editor.js';
import type { CallGraph, FunctionIndex } from './model.js';

/** The surest way in which one function calls another; one that is no caller at all is not asked about. */
export function certaintyOf(graph: CallGraph, from: FunctionIndex, to: FunctionIndex): Certainty {
  if (graph.directCallees(from).includes(to)) return 'direct';
  const keys = new Set(graph.candidateKeys(to));
  const kinds = graph.indirectCalls(from).flatMap(({ key, kind }) => (keys.has(key) ? [kind] : []));
  if (kinds.includes('virtual')) return 'virtual';
  return kinds.length > 0 ? 'candidate' : 'passes';
}

const ORDER: readonly Certainty[] = ['direct', 'virtual', 'candidate', 'passes'];

/** Smaller is surer. */
export const doubtOf = (certainty: Certainty): number => ORDER.indexOf(certainty);

/** In words; what was observed in a run is said beside it. */
export const CERTAINTY_WORDS: Readonly<Record<Certainty, string>> = {
  direct: 'direct',
  virtual: 'virtual',
  candidate: 'candidate',
  passes: 'passes its address',
};
