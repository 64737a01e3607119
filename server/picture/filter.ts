import type { GraphFilter } from '../../protocol/graph.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import { stateOf, type Overlay } from '../run/overlay.js';
import { isHub } from './hubs.js';
import { isTestCode } from './test-code.js';

type Followed = GraphFilter['calls'][number];

/** A query's filter, ready to be asked about functions. */
export interface Filter {
  /** A function that the picture shows; others may still be walked through. */
  shows(fn: LinkedFunction): boolean;
  /** Everything calls it, so its calls say nothing: neither shown nor walked through. */
  isHub(index: FunctionIndex): boolean;
  /** Kinds of calls that are followed and drawn. */
  follows: Record<Followed, boolean>;
  /** Something is left out, so the picture may have more to choose from than it shows. */
  active: boolean;
}

const NOTHING: GraphFilter = { text: '', states: [], linkages: [], calls: [], tests: 'show', hubs: 'show' };

export function compileFilter(graph: CallGraph, filter: GraphFilter | undefined, overlay: Overlay): Filter {
  const { text, states, linkages, calls, tests, hubs } = filter ?? NOTHING;
  const words = parse(text);
  const follows = (kind: Followed): boolean => calls.length === 0 || calls.includes(kind);
  return {
    shows: (fn) =>
      (states.length === 0 || states.includes(stateOf(fn, overlay))) &&
      (linkages.length === 0 || linkages.includes(fn.linkage)) &&
      (tests === 'show' || isTestCode(fn) === (tests === 'only')) &&
      words.every((word) => matches(word, fn)),
    isHub: hubs === 'show' ? () => false : (index) => isHub(graph, index),
    follows: {
      direct: follows('direct'),
      virtual: follows('virtual'),
      candidate: follows('candidate'),
      passes: follows('passes'),
    },
    active: words.length > 0 || states.length > 0 || linkages.length > 0 || tests !== 'show' || hubs !== 'show',
  };
}

interface Word {
  field: 'any' | 'name' | 'path' | 'module';
  text: string;
  negated: boolean;
}

function parse(text: string): Word[] {
  const words: Word[] = [];
  for (const [, minus, field, rest] of text.matchAll(/(-?)(?:(name|path|module):)?(\S+)/g)) {
    words.push({
      field: (field as Word['field'] | undefined) ?? 'any',
      text: (rest ?? '').toLowerCase(),
      negated: minus === '-',
    });
  }
  return words;
}

function matches({ field, text, negated }: Word, fn: LinkedFunction): boolean {
  const name = (): boolean => fn.signature.toLowerCase().includes(text);
  const path = (): boolean => (fn.file ?? fn.source).toLowerCase().includes(text);
  const module = (): boolean =>
    fn.source
      .slice(fn.source.lastIndexOf('/') + 1)
      .toLowerCase()
      .includes(text);
  const found = { any: () => name() || path(), name, path, module }[field]();
  return found !== negated;
}
