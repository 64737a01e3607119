import type { CallGraph } from '../call-graph/model.js';
import type { Overlay } from '../run/overlay.js';

/** How hot a function is, as far as runs tell: eager ones cannot be told. */
export type Heat = 'hot' | 'cold' | 'unknown';

/**
 * Symbols of the functions that the runs called, in the order in which the first of the runs did; behind them what only the
 * others called, run by run.
 */
export function symbolOrder(graph: CallGraph, overlays: readonly Overlay[]): string[] {
  const symbols = new Set<string>();
  for (const { functions } of overlays) {
    const called = [...functions].filter(([, run]) => run.order !== undefined && run.with === undefined);
    called.sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0));
    for (const [index] of called) {
      const symbol = graph.functions[index]?.symbol;
      if (symbol !== undefined) symbols.add(symbol);
    }
  }
  return [...symbols];
}

/** Every function of the program: the hot ones in their order, then the others as they were linked. */
export function heatOf(graph: CallGraph, overlays: readonly Overlay[]): { symbol: string; heat: Heat }[] {
  const hot = new Set(symbolOrder(graph, overlays));
  // A linker knows names alone: of two static functions of one name, one that ran makes both hot.
  const others = new Map<string, Heat>();
  for (const { symbol, reason } of graph.functions) {
    if (hot.has(symbol) || others.get(symbol) === 'unknown') continue;
    others.set(symbol, reason ? 'unknown' : 'cold');
  }
  return [
    ...[...hot].map((symbol) => ({ symbol, heat: 'hot' as const })),
    ...[...others].map(([symbol, heat]) => ({ symbol, heat })),
  ];
}
