import type { FunctionIndex } from './model.js';
import { INTERNAL, type Module } from './module.js';
import type { LinkedObject, Wrapping } from './objects.js';
import type { Symbols } from './symbols.js';

/** By module: what it means by symbols that others mean another function by. */
type Meant = readonly ReadonlyMap<number, FunctionIndex>[];

/** Numbers of the three symbols; `real` is undefined where nothing names it. */
interface Wrap {
  symbol: number;
  wrapper: number;
  real: number | undefined;
}

const WRAPPER = '__wrap_';
const REAL = '__real_';

/**
 * Leads names elsewhere as the linker was told to (`--wrap=NAME`): NAME is `__wrap_NAME` then, and `__real_NAME` is NAME. No file says what it was told; it was
 * where somebody calls a real one that nobody defines, or the name is gone from the file. Of others it is not known, and they stay what they are.
 */
export function withWraps(
  modules: readonly Module[],
  objects: readonly LinkedObject[],
  symbols: Symbols,
  globals: Int32Array,
  meant: Meant | undefined,
): Meant | undefined {
  let result: ReadonlyMap<number, FunctionIndex>[] | undefined;
  let first = 0;
  for (const { modules: count, wraps: shown } of objects) {
    const own = modules.slice(first, first + count);
    const wraps = wrapsOf(own, symbols, shown);
    if (wraps.length > 0) result ??= modules.map((_, at) => meant?.[at] ?? new Map<number, FunctionIndex>());
    for (const [number, module] of own.entries()) {
      if (!result || wraps.length === 0) break;
      const before = result[first + number];
      const defined = new Set(definitions(module));
      const leads = (symbol: number): FunctionIndex => before?.get(symbol) ?? globals[symbol] ?? -1;
      const after = new Map(before);
      for (const { symbol, wrapper, real } of wraps) {
        if (real !== undefined) after.set(real, leads(symbol));
        if (shown.own || !defined.has(symbol)) after.set(symbol, leads(wrapper));
      }
      result[first + number] = after;
    }
    first += count;
  }
  return result ?? meant;
}

/** Whether an edit of it may tell of another `--wrap`. */
export function namesReal({ callees, addressTaken }: Module, symbols: Symbols): boolean {
  return [...callees, ...addressTaken].some((symbol) => symbol >= 0 && symbols.name(symbol).startsWith(REAL));
}

/** Of one linked file. */
function wrapsOf(modules: readonly Module[], symbols: Symbols, { replaced }: Wrapping): Wrap[] {
  const found = new Map<number, Wrap>();
  for (const module of modules) {
    for (const wrapper of definitions(module)) {
      const name = symbols.name(wrapper);
      if (!name.startsWith(WRAPPER)) continue;
      const wrapped = name.slice(WRAPPER.length);
      const symbol = symbols.find(wrapped);
      if (symbol !== undefined) found.set(wrapper, { symbol, wrapper, real: symbols.find(REAL + wrapped) });
    }
  }
  if (found.size === 0) return [];
  const defined = new Set(modules.flatMap((module) => [...definitions(module)]));
  const named = new Set(modules.flatMap(({ callees, addressTaken }) => [...callees, ...addressTaken]));
  return [...found.values()].filter(
    ({ symbol, real }) =>
      (real !== undefined && named.has(real) && !defined.has(real)) || replaced.includes(symbols.name(symbol)),
  );
}

/** Symbols by which other modules can name what it defines. */
function* definitions({ symbols, ranks, aliases }: Module): Iterable<number> {
  for (const [number, symbol] of symbols.entries()) if (ranks[number] !== INTERNAL) yield symbol;
  for (const { symbol } of aliases) yield symbol;
}
