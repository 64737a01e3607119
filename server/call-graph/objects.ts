import { isDeepStrictEqual } from 'node:util';
import type { Places } from './places.js';
import type { Symbols } from './symbols.js';

/** What a linked file shows of `--wrap`. */
export interface Wrapping {
  /** Names that it does not have, while it has their wrapper. */
  replaced: readonly string[];
  /** Calls are led to a wrapper also in the module that defines the function: lld does. */
  own: boolean;
}

export const NO_WRAPPING: Wrapping = { replaced: [], own: false };

/** A file that the dynamic loader brings into the process: the program first, then its libraries in the order of look-up. */
export interface LinkedObject {
  /** How many of the modules are its, after those of the objects before it. */
  modules: number;
  /** Symbols that other objects can name. */
  exports: ReadonlySet<string>;
  wraps: Wrapping;
}

/** By symbol: the place of the definition; -1 for what is not defined. Ranks as in module.ts. */
export interface Definitions {
  chosen: Int32Array;
  ranks: Uint8Array;
}

/** What several objects define under one name, where that is not one function. */
export interface Scopes {
  /** Number of the object that a module is in. */
  objectOf: Uint32Array;
  /** By object: what it means by a symbol where that is not what all mean. */
  meant: readonly ReadonlyMap<number, number>[];
  /** Definitions that stay beside the one which all others mean. */
  apart: ReadonlySet<number>;
}

const STRONG = 0;

/**
 * Joins what the linker chose in each object the way the dynamic loader does: of a name that several objects export, all
 * mean the first. What an object does not export is its own, and the program's own calls never leave it. Inline copies are
 * one function wherever they are.
 */
export function joinObjects(
  objects: readonly LinkedObject[],
  definitions: readonly Definitions[],
  places: Places,
  symbols: Symbols,
): { chosen: Int32Array; scopes: Scopes } {
  const chosen = new Int32Array(symbols.size).fill(-1);
  const holders = new Int32Array(symbols.size).fill(-1);
  const exported = objects.map(
    ({ exports }) =>
      (symbol: number) =>
        exports.has(symbols.name(symbol)),
  );
  const hold = (object: number, wanted: (symbol: number) => boolean): void => {
    definitions[object]?.chosen.forEach((place, symbol) => {
      if (place < 0 || holders[symbol] !== -1 || !wanted(symbol)) return;
      chosen[symbol] = place;
      holders[symbol] = object;
    });
  };
  hold(0, () => true);
  for (const object of objects.keys()) hold(object, exported[object] ?? (() => false));
  for (const object of objects.keys()) hold(object, () => true);

  /** A definition that is not one function with that of the holder. */
  const isOther = (object: number, symbol: number): boolean => {
    const holder = holders[symbol] ?? -1;
    if (holder === object) return false;
    if (exported[object]?.(symbol) === true && exported[holder]?.(symbol) === true) return false;
    return definitions[object]?.ranks[symbol] === STRONG || definitions[holder]?.ranks[symbol] === STRONG;
  };
  const meant = objects.map(() => new Map<number, number>());
  const apart = new Set<number>();
  /** Where the program keeps a name to itself: what its libraries mean by it. */
  const imported = new Map<number, number>();
  for (const [object, { chosen: own }] of definitions.entries()) {
    own.forEach((place, symbol) => {
      if (place < 0 || !isOther(object, symbol)) return;
      const isExported = exported[object]?.(symbol) ?? false;
      const first = isExported ? imported.get(symbol) : undefined;
      meant[object]?.set(symbol, first ?? place);
      if (first !== undefined) return;
      if (isExported) imported.set(symbol, place);
      if (places.symbolAt(place) === symbol) apart.add(place);
    });
  }
  for (const [symbol, place] of imported) {
    for (const [object, own] of meant.entries()) if (object !== 0 && !own.has(symbol)) own.set(symbol, place);
  }
  return { chosen, scopes: { objectOf: objectsOf(objects), meant, apart } };
}

function objectsOf(objects: readonly LinkedObject[]): Uint32Array {
  return Uint32Array.from(objects.flatMap(({ modules }, object) => new Array<number>(modules).fill(object)));
}

export function sameObjects(now: readonly LinkedObject[], then: readonly LinkedObject[]): boolean {
  return (
    now.length === then.length &&
    now.every(({ modules, exports, wraps }, at) => {
      const before = then[at];
      if (before?.modules !== modules || !isDeepStrictEqual(before.wraps, wraps)) return false;
      return before.exports === exports || sameNames(before.exports, exports);
    })
  );
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}
