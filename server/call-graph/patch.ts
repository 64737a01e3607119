import { ChosenFunction } from './code.js';
import { LinkedCallGraph, type Linked } from './linked-call-graph.js';
import type { FunctionIndex } from './model.js';
import type { CodeNumber, Module } from './module.js';
import { sameObjects } from './objects.js';
import { Places } from './places.js';
import type { Symbols } from './symbols.js';
import { namesReal } from './wraps.js';

type Numbers = Uint8Array | Uint32Array | Int32Array;

/**
 * The most common edit: some bodies of a module changed, and it defines what it defined. Then every copy has the place
 * that it had, and the linker chooses as it did. Undefined for any other edit.
 */
export function patch(
  modules: readonly Module[],
  symbols: Symbols,
  { sameFunction, objects }: Pick<Linked, 'sameFunction' | 'objects'>,
  previous: LinkedCallGraph,
): LinkedCallGraph | undefined {
  const before = previous.linked;
  const old = before.places.modules;
  if (modules.length !== old.length || !sameNames(sameFunction, before.sameFunction)) return undefined;
  if (!sameObjects(objects, before.objects)) return undefined;
  const edited = [...modules.keys()].filter((at) => modules[at] !== old[at]);
  const places = new Places(modules);
  for (const at of edited) if (!definesTheSame(modules[at], old[at], places)) return undefined;
  const seen = edited.flatMap((at) => [modules[at] ?? [], old[at] ?? []].flat());
  if (seen.some((module) => namesReal(module, symbols))) return undefined;
  const functions = [...before.functions];
  const changed: FunctionIndex[] = [];
  for (const at of edited) {
    const first = places.firstOf(at);
    modules[at]?.code.forEach((code, number) => {
      const index = before.indexOf[first + number] ?? -1;
      const known = functions[index];
      if (!known || before.owners[index] !== first + number) return;
      functions[index] = new ChosenFunction(index, known.id, code);
      changed.push(index);
    });
  }
  const globals = new Int32Array(symbols.size).fill(-1);
  globals.set(before.globals);
  changed.sort((a, b) => a - b);
  const { owners, indexOf, meant } = before;
  if (meant) places.keepApart(owners.filter((place) => before.places.isApart(place)));
  const sameCandidates = edited.every((at) => hasSameCandidates(modules[at], old[at]));
  return new LinkedCallGraph(
    { functions, owners, places, indexOf, globals, symbols, sameFunction, objects, meant },
    { graph: previous, changed, sameCandidates },
  );
}

function definesTheSame(now: Module | undefined, then: Module | undefined, places: Places): boolean {
  if (!now || !then || now.source !== then.source) return false;
  // Ids of modules that were compiled from one source depend on each other.
  if (places.sharesSource(now)) return false;
  return equal(now.symbols, then.symbols) && equal(now.ranks, then.ranks) && sameAliases(now, then);
}

function sameNames(now: Linked['sameFunction'], then: Linked['sameFunction']): boolean {
  return now.length === then.length && JSON.stringify(now) === JSON.stringify(then);
}

function sameAliases({ aliases: now }: Module, { aliases: then }: Module): boolean {
  return now.length === then.length && JSON.stringify(now) === JSON.stringify(then);
}

function hasSameCandidates(now: Module | undefined, then: Module | undefined): boolean {
  if (!now || !then || !equal(now.addressTaken, then.addressTaken)) return false;
  if (now.indirect.size !== then.indirect.size || !sameClasses(now, then)) return false;
  const keys = (module: Module, number: CodeNumber): string =>
    (module.indirect.get(number) ?? []).map(({ key }) => key).join('\n');
  return now.code.every(({ type }, at) => type === then.code[at]?.type && keys(now, at) === keys(then, at));
}

/** Both modules define the same functions, so that their numbers mean the same. */
function sameClasses(now: Module, then: Module): boolean {
  return now.classes.length === then.classes.length && JSON.stringify(now.classes) === JSON.stringify(then.classes);
}

function equal(a: Numbers, b: Numbers): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
