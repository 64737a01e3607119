import { ChosenFunction } from './code.js';
import { LinkedCallGraph } from './linked-call-graph.js';
import type { FunctionIndex } from './model.js';
import type { Module } from './module.js';
import { Places } from './places.js';
import type { Symbols } from './symbols.js';

/**
 * The most common edit: some bodies of a module changed, and it defines what it defined. Then every copy has the place
 * that it had, and the linker chooses as it did. Undefined for any other edit.
 */
export function patch(
  modules: readonly Module[],
  symbols: Symbols,
  previous: LinkedCallGraph,
): LinkedCallGraph | undefined {
  const before = previous.linked;
  const old = before.places.modules;
  if (modules.length !== old.length) return undefined;
  const edited = [...modules.keys()].filter((at) => modules[at] !== old[at]);
  const places = new Places(modules);
  for (const at of edited) if (!definesTheSame(modules[at], old[at], places)) return undefined;
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
  const { owners, indexOf } = before;
  return new LinkedCallGraph({ functions, owners, places, indexOf, globals, symbols }, { graph: previous, changed });
}

function definesTheSame(now: Module | undefined, then: Module | undefined, places: Places): boolean {
  if (!now || !then || now.source !== then.source) return false;
  // Ids of modules that were compiled from one source depend on each other.
  if (places.sharesSource(now)) return false;
  return equal(now.symbols, then.symbols) && equal(now.ranks, then.ranks);
}

function equal(a: Uint8Array | Uint32Array, b: Uint8Array | Uint32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
