import { grouped } from '../support/grouped.js';
import type { FunctionIndex, LinkedFunction } from './model.js';
import { parametersOf, plainTypes, shortName } from './names.js';
import { shortPaths } from './short-paths.js';

type Named = Pick<LinkedFunction, 'index' | 'symbol' | 'label' | 'signature' | 'source'>;

type Way = (fn: Named, label: string) => string;

/** More and more of what tells functions of one label apart; the first that does is taken. Each is a whole label. */
const WAYS: readonly ((alike: readonly Named[]) => Way)[] = [
  () => (fn) => shortName(fn.signature, { arguments: 'short' }),
  () => (fn, label) => label + plainTypes(parametersOf(fn.signature)),
  () => (fn, label) => outerScope(fn) + label,
  () => (fn, label) => label + variantOf(fn.symbol),
  (alike) => {
    const sources = shortPaths(alike.map(({ source }) => source));
    return (fn, label) => `${label} · ${sources.get(fn.source) ?? fn.source}`;
  },
  () => (fn) => fn.signature,
  () => (fn) => fn.signature + variantOf(fn.symbol),
  () => (fn) => `${fn.signature}${variantOf(fn.symbol)} · ${fn.source}`,
  () => (fn, label) => `${label} · ${fn.symbol}`,
];

/**
 * Labels of functions that are shown together, where the short name is not enough: overloads, instances of one template,
 * functions of one name in several namespaces or modules. All others keep their label.
 */
export function distinctLabels(functions: readonly Named[]): ReadonlyMap<FunctionIndex, string> {
  const labels = new Map<FunctionIndex, string>();
  for (const [label, alike] of grouped(functions, ({ label }) => label)) {
    if (alike.length > 1) tellApart(alike, label, 0, labels);
  }
  return labels;
}

function tellApart(alike: readonly Named[], label: string, from: number, labels: Map<FunctionIndex, string>): void {
  const way = WAYS[from]?.(alike);
  if (!way) {
    for (const { index } of alike) labels.set(index, label);
    return;
  }
  const told = grouped(alike, (fn) => way(fn, label));
  // What is the same in all of them would only make them longer.
  if (told.size === 1) return tellApart(alike, label, from + 1, labels);
  for (const [longer, same] of told) {
    const [only] = same;
    if (same.length > 1) tellApart(same, longer, from + 1, labels);
    else if (only) labels.set(only.index, longer);
  }
}

/** Constructors and destructors exist several times under one name: for the object itself, for a base in it, to delete it. */
const VARIANTS: Record<string, string> = {
  C1: ' [whole object]',
  C2: ' [as base]',
  D0: ' [deleting]',
  D1: ' [whole object]',
  D2: ' [as base]',
};

function variantOf(symbol: string): string {
  const [, variant] = /^_ZN.*?([CD][0-2])(?:E|I)/.exec(symbol) ?? [];
  return variant === undefined ? '' : (VARIANTS[variant] ?? '');
}

/** The scopes that the short name leaves out. */
function outerScope({ signature }: Named): string {
  const [short, full] = [shortName(signature), shortName(signature, { scopes: 'all' })];
  return full.endsWith(short) ? full.slice(0, full.length - short.length) : '';
}
