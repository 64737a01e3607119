import type { Manifest } from '../../protocol/manifest.js';
import { ChosenFunction } from './code.js';
import { LinkedCallGraph, type Linked, type Predecessor } from './linked-call-graph.js';
import type { FunctionIndex } from './model.js';
import { INTERNAL, packModule, type CodeNumber, type Module } from './module.js';
import { joinObjects, NO_WRAPPING, type Definitions, type LinkedObject, type Scopes } from './objects.js';
import { patch } from './patch.js';
import { Places } from './places.js';
import { Symbols } from './symbols.js';
import { withWraps } from './wraps.js';

/** A call graph of manifests alone, for one look. */
export function linkCallGraph(manifests: readonly Manifest[]): LinkedCallGraph {
  const symbols = new Symbols();
  return linkModules(
    manifests.map((manifest) => packModule(manifest, symbols)),
    symbols,
  );
}

export interface LinkOptions {
  /** The program before a rebuild, linked with the same `symbols`. */
  previous?: LinkedCallGraph | undefined;
  /** Names that the linked file has for one function each: what the linker was told to define is in no manifest. */
  sameFunction?: readonly (readonly string[])[];
  /** The program and its shared libraries that were built with AutoJIT; left out for a program alone. */
  objects?: readonly LinkedObject[];
}

/**
 * Links modules the way the linker linked the objects: a function with internal linkage belongs to its module; of all
 * others with one symbol a single copy stays, a strong definition before a weak one, else the first in link order.
 *
 * What is the same in the program before a rebuild keeps its index and its object; what is made anew is numbers in flat
 * arrays.
 */
export function linkModules(
  modules: readonly Module[],
  symbols: Symbols,
  { previous, sameFunction = [], objects = alone(modules) }: LinkOptions = {},
): LinkedCallGraph {
  const patched = previous && patch(modules, symbols, { sameFunction, objects }, previous);
  if (patched) return patched;
  const places = new Places(modules);
  const { chosen, scopes } = chooseAll(modules, places, symbols, objects);
  if (scopes) places.keepApart(scopes.apart);
  const owners = assign(places, { chosen, apart: scopes?.apart }, previous);
  const indexOf = new Int32Array(places.count).fill(-1);
  const functions = owners.map((place, index) => {
    indexOf[place] = index;
    return describe(places, place, index, scopes ? undefined : previous);
  });
  const globals = new Int32Array(symbols.size).fill(-1);
  const nameChosen = (): void => {
    chosen.forEach((place, symbol) => {
      if (place >= 0) globals[symbol] = indexOf[place] ?? -1;
    });
  };
  nameChosen();
  // Copies that the linker dropped lead to the one that it chose.
  modules.forEach(({ symbols: names }, at) => {
    const meant = scopes?.meant[scopes.objectOf[at] ?? 0];
    const first = places.firstOf(at);
    names.forEach((symbol, number) => {
      if (indexOf[first + number] !== -1) return;
      const other = meant?.get(symbol);
      indexOf[first + number] = (other === undefined ? globals[symbol] : indexOf[other]) ?? -1;
    });
  });
  // An alias may be of such a copy.
  if (modules.some(({ aliases }) => aliases.length > 0)) nameChosen();
  nameShared(sameFunction, symbols, globals);
  const linked = {
    ...{ functions, owners: Uint32Array.from(owners), places, indexOf, globals, symbols, sameFunction, objects },
    meant: withWraps(modules, objects, symbols, globals, scopes && meantByModule(scopes, indexOf)),
  };
  return new LinkedCallGraph(linked, previous && sinceThen(linked, previous));
}

function alone({ length: modules }: readonly Module[]): LinkedObject[] {
  return [{ modules, exports: new Set(), wraps: NO_WRAPPING }];
}

/** A name that no module defines and the linked file has is that of a function that is known by another. */
function nameShared(sameFunction: readonly (readonly string[])[], symbols: Symbols, globals: Int32Array): void {
  for (const names of sameFunction) {
    const numbers = names.flatMap((name) => symbols.find(name) ?? []);
    const known = numbers.find((number) => (globals[number] ?? -1) >= 0);
    if (known === undefined) continue;
    for (const number of numbers) if (globals[number] === -1) globals[number] = globals[known] ?? -1;
  }
}

/** By symbol: the place of the function that it names; -1 for a symbol that no module defines for others. */
function chooseAll(
  modules: readonly Module[],
  places: Places,
  symbols: Symbols,
  objects: readonly LinkedObject[],
): { chosen: Int32Array; scopes?: Scopes } {
  if (objects.length < 2) return choose(modules, 0, places, symbols);
  let from = 0;
  const definitions = objects.map(({ modules: count }) => {
    const own = modules.slice(from, from + count);
    from += count;
    return choose(own, from - count, places, symbols);
  });
  return joinObjects(objects, definitions, places, symbols);
}

/** By module: what it means by symbols that others mean another function by. */
function meantByModule(
  { objectOf, meant }: Scopes,
  indexOf: Int32Array,
): readonly ReadonlyMap<number, FunctionIndex>[] {
  const byObject = meant.map((own) => new Map([...own].map(([symbol, place]) => [symbol, indexOf[place] ?? -1])));
  return Array.from(objectOf, (object) => byObject[object] ?? new Map<number, FunctionIndex>());
}

/** What the static linker does with the modules of one file. `from`: the number of the first. */
function choose(modules: readonly Module[], from: number, places: Places, symbols: Symbols): Definitions {
  const chosen = new Int32Array(symbols.size).fill(-1);
  const ranks = new Uint8Array(symbols.size).fill(INTERNAL);
  modules.forEach((module, at) => {
    const first = places.firstOf(from + at);
    const define = (symbol: number, rank: number, number: CodeNumber): void => {
      if (rank >= (ranks[symbol] ?? INTERNAL)) return;
      ranks[symbol] = rank;
      chosen[symbol] = first + number;
    };
    for (let number = 0; number < module.symbols.length; number += 1) {
      define(module.symbols[number] ?? 0, module.ranks[number] ?? INTERNAL, number);
    }
    for (const { symbol, rank, of } of module.aliases) define(symbol, rank, of);
  });
  return { chosen, ranks };
}

/** By index: the place of the function. An index that the previous graph had for an id stays where there is room for it. */
function assign(
  places: Places,
  { chosen, apart }: { chosen: Int32Array; apart: ReadonlySet<number> | undefined },
  previous: LinkedCallGraph | undefined,
): number[] {
  const { modules } = places;
  const isKept = (module: Module, number: CodeNumber, place: number): boolean =>
    module.ranks[number] === INTERNAL || chosen[module.symbols[number] ?? 0] === place || apart?.has(place) === true;
  let count = 0;
  places.forEach((module, number, place) => {
    if (isKept(module, number, place)) count += 1;
  });
  const owners = new Array<number>(count).fill(-1);
  const waiting: number[] = [];
  modules.forEach((module, at) => {
    const first = places.firstOf(at);
    const before = previous?.indicesOf(module);
    for (let number = 0; number < module.symbols.length; number += 1) {
      const place = first + number;
      if (!isKept(module, number, place)) continue;
      const index = previous && (before?.[number] ?? previous.find(places.idOf(module, number)));
      if (index !== undefined && owners[index] === -1) owners[index] = place;
      else waiting.push(place);
    }
  });
  let free = 0;
  for (const place of waiting) {
    while (owners[free] !== -1) free += 1;
    owners[free] = place;
  }
  return owners;
}

/** What differs, if everything that both graphs have stands at the same index in both. */
function sinceThen(
  { functions, globals, meant }: Pick<Linked, 'functions' | 'globals' | 'meant'>,
  previous: LinkedCallGraph,
): Predecessor | undefined {
  // Calls of a module that did not change may lead elsewhere when another library has the name.
  if (meant || previous.linked.meant) return undefined;
  if (previous.functions.length > functions.length) return undefined;
  // An internal function that moved is not seen among the globals.
  if (!previous.functions.every(({ id }, index) => functions[index]?.id === id)) return undefined;
  if (!previous.linked.globals.every((index, symbol) => globals[symbol] === index)) return undefined;
  const changed = functions.flatMap((fn, index) => (fn === previous.functions[index] ? [] : [index]));
  return { graph: previous, changed, sameCandidates: false };
}

function describe(
  places: Places,
  place: number,
  index: FunctionIndex,
  previous: LinkedCallGraph | undefined,
): ChosenFunction {
  const { module, first } = places.owner(place);
  const number = place - first;
  const code = module.code[number];
  if (!code) throw new RangeError(`module ${module.id} has no function ${String(number)}`);
  const known = previous?.functions[index];
  // Two modules of one source have ids that depend on each other.
  const mayDiffer =
    places.sharesSource(module) ||
    (previous !== undefined && (!!previous.linked.meant || previous.sharesSource(module)));
  const id = known?.code === code && !mayDiffer ? known.id : places.idOf(module, number);
  return known?.code === code && known.id === id ? known : new ChosenFunction(index, id, code);
}
