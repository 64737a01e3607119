import type { SearchHit, SearchResult } from '../../protocol/search.js';
import { distinctLabels } from '../call-graph/labels.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { isTouched, stateOf } from '../run/overlay.js';
import { onceFor } from '../support/once.js';
import type { ViewInput } from './view-input.js';

/** More rows than this are no answer. */
const MOST_HITS = 50;

interface Texts {
  label: string;
  signature: string;
  file: string;
}

/** In small letters, made once: a person types one letter after the other. */
const textsOf = onceFor((graph: CallGraph): readonly Texts[] =>
  graph.functions.map(({ label, signature, file, source }) => ({
    label: label.toLowerCase(),
    signature: signature.toLowerCase(),
    file: (file ?? source).toLowerCase(),
  })),
);

/** Functions whose name, signature or path has every word, the likeliest first. */
export function searchFunctions({ graph, owners, parts, overlay }: ViewInput, text: string): SearchResult {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { found: 0, hits: [] };
  const texts = textsOf(graph);
  const found: { fn: LinkedFunction; rank: number }[] = [];
  for (const fn of graph.functions) {
    // A thunk or a variant of a destructor is found as the function that it belongs to.
    if (owners.standsFor(fn.index) !== fn.index) continue;
    const rank = rankOf(texts[fn.index], words);
    if (rank !== undefined) found.push({ fn, rank: 2 * rank + Number(!owners.isOwn(fn.index)) });
  }
  const ran = (index: FunctionIndex): number => Number(isTouched(index, overlay));
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      ran(b.fn.index) - ran(a.fn.index) ||
      a.fn.label.length - b.fn.label.length ||
      a.fn.index - b.fn.index,
  );
  const best = found.slice(0, MOST_HITS).map(({ fn }) => fn);
  const labels = distinctLabels(best);
  return {
    found: found.length,
    hits: best.map((fn): SearchHit => {
      const library = owners.libraryOf(fn.index);
      return {
        id: fn.id,
        label: labels.get(fn.index) ?? fn.label,
        signature: fn.signature,
        part: parts.parts[parts.of[fn.index] ?? -1]?.label ?? '',
        state: stateOf(fn, overlay),
        ...(library !== undefined && { library }),
      };
    }),
  };
}

/** 0: that is its name; then names that begin so, have a word that does, have it at all; signatures; paths. */
function rankOf(texts: Texts | undefined, words: readonly string[]): number | undefined {
  if (!texts) return undefined;
  const { label, signature, file } = texts;
  const [first = ''] = words;
  if (!words.every((word) => signature.includes(word) || label.includes(word) || file.includes(word))) return undefined;
  if (label === first || label.endsWith(`::${first}`)) return 0;
  const at = label.indexOf(first);
  if (at === 0) return 1;
  if (at > 0) return /[a-z0-9$]/.test(label[at - 1] ?? '') ? 3 : 2;
  return signature.includes(first) ? 4 : 5;
}
