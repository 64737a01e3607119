import { isAbsolute, normalize, resolve } from 'node:path';
import type { IndirectCall, Linkage, Manifest, ManifestFunction } from '../../protocol/manifest.js';
import { pointerKey, virtualKey } from './candidates.js';
import type { PackedClass } from './class-hierarchy.js';
import { Code } from './code.js';
import type { IndirectCalls } from './model.js';
import type { Symbols } from './symbols.js';

/** Position of a function in its module. */
export type CodeNumber = number;

/** What one manifest says, ready to be linked: symbols are numbers, and calls stand in flat arrays. */
export interface Module {
  id: string;
  /** Absolute path of the source that it was compiled from. */
  source: string;
  /** That and every other file that its functions stand in. */
  files: readonly string[];
  code: readonly Code[];
  symbols: Uint32Array;
  ranks: Uint8Array;
  /** Function of each slot; -1 for a slot that the manifest does not name. */
  slots: Int32Array;
  /** Functions that only this module can name, by any of their symbols. */
  internals: ReadonlyMap<number, CodeNumber>;
  /** Other symbols by which other modules can name its functions. */
  aliases: readonly Alias[];
  /** Calls of function n are those from `callStarts[n]` up to `callStarts[n + 1]`. */
  callStarts: Uint32Array;
  /** A symbol that the linker resolves, or `~n` for function n of this module, which hides others of its name. */
  callees: Int32Array;
  sites: Uint32Array;
  /** Of the first site; 0 where the build did not note it (no -g). */
  lines: Uint32Array;
  indirect: ReadonlyMap<CodeNumber, readonly IndirectCalls[]>;
  passes: ReadonlyMap<CodeNumber, readonly Passed[]>;
  /** As in `callees`. */
  addressTaken: Int32Array;
  classes: readonly PackedClass[];
}

/** A function whose address is handed on. `named`: as in `callees`. */
export interface Passed {
  named: number;
  inTable: boolean;
  /** Of the first place. */
  line: number | undefined;
}

export interface Alias {
  symbol: number;
  rank: number;
  of: CodeNumber;
}

/** The definition with the smaller rank wins; an internal one does not take part. */
const RANKS: Record<Linkage, number> = { external: 0, weak: 1, linkonce: 1, internal: 2 };
export const INTERNAL = RANKS.internal;

/** Absolute path of the source that a module was compiled from. */
export function moduleSource(manifest: Pick<Manifest, 'source' | 'directory'>): string {
  return isAbsolute(manifest.source) ? normalize(manifest.source) : resolve(manifest.directory, manifest.source);
}

export function packModule(manifest: Manifest, symbols: Symbols): Module {
  const source = symbols.same(moduleSource(manifest));
  const paths = new Map<string, string>();
  const path = (raw: string): string => {
    let known = paths.get(raw);
    if (known === undefined) paths.set(raw, (known = symbols.same(normalize(raw))));
    return known;
  };
  const { functions } = manifest;
  const code = functions.map((body) => {
    const file = body.file === undefined ? undefined : path(body.file);
    return new Code(body, symbols.same(body.name), symbols.same(body.type), source, file);
  });
  const numbers = Uint32Array.from(functions, ({ name }) => symbols.number(name));
  const internals = new Map<number, CodeNumber>();
  functions.forEach(({ linkage }, at) => {
    if (linkage === 'internal') internals.set(numbers[at] ?? 0, at);
  });
  const aliases = packAliases(manifest, symbols);
  for (const { symbol, rank, of } of aliases) if (rank === INTERNAL) internals.set(symbol, of);
  const unique = uniqueClassNames(manifest);
  const named = (name: string): number => {
    const symbol = symbols.number(name);
    const internal = internals.get(symbol);
    return internal === undefined ? symbol : ~internal;
  };
  for (const [symbol, display] of Object.entries(manifest.names ?? {})) symbols.describe(symbol, display);
  return {
    id: manifest.module,
    source,
    files: [...new Set([source, ...paths.values()])],
    code,
    symbols: numbers,
    ranks: Uint8Array.from(functions, ({ linkage }) => RANKS[linkage]),
    slots: packSlots(functions),
    internals,
    aliases: aliases.filter(({ rank }) => rank !== INTERNAL),
    ...packCalls(functions, named),
    indirect: packIndirect(functions, unique, symbols),
    passes: packPasses(functions, named),
    addressTaken: Int32Array.from(manifest.addressTaken, named),
    classes: packClasses(manifest, unique, named),
  };
}

function packAliases({ functions, aliases = [] }: Manifest, symbols: Symbols): Alias[] {
  if (aliases.length === 0) return [];
  const numbers = new Map(functions.map(({ name }, at) => [name, at]));
  return aliases.flatMap(({ name, of, linkage }) => {
    const number = numbers.get(of);
    return number === undefined ? [] : [{ symbol: symbols.number(name), rank: RANKS[linkage], of: number }];
  });
}

function packSlots(functions: readonly ManifestFunction[]): Int32Array {
  const slots = new Int32Array(functions.length).fill(-1);
  functions.forEach((body, at) => {
    // A slot beyond the functions of its module is none that a program can have.
    if (body.state === 'lazy' && body.slot < slots.length) slots[body.slot] = at;
  });
  return slots;
}

function packCalls(
  functions: readonly ManifestFunction[],
  named: (name: string) => number,
): Pick<Module, 'callStarts' | 'callees' | 'sites' | 'lines'> {
  const count = functions.reduce((sum, { calls }) => sum + calls.length, 0);
  const callStarts = new Uint32Array(functions.length + 1);
  const callees = new Int32Array(count);
  const sites = new Uint32Array(count);
  const lines = new Uint32Array(count);
  let at = 0;
  functions.forEach(({ calls }, number) => {
    for (const { to, count: times, line = 0 } of merged(calls)) {
      callees[at] = named(to);
      sites[at] = times;
      lines[at] = line;
      at += 1;
    }
    callStarts[number + 1] = at;
  });
  return { callStarts, callees: callees.slice(0, at), sites: sites.slice(0, at), lines: lines.slice(0, at) };
}

type Call = ManifestFunction['calls'][number];

/** The plugin names each callee once; a manifest that does not is read all the same. */
function merged(calls: readonly Call[]): Iterable<Call> {
  const byName = new Map<string, Call>();
  for (const call of calls) {
    const known = byName.get(call.to);
    byName.set(call.to, known ? { ...known, count: known.count + call.count } : call);
  }
  return byName.size === calls.length ? calls : byName.values();
}

function packIndirect(
  functions: readonly ManifestFunction[],
  unique: (name: string) => string,
  symbols: Symbols,
): Module['indirect'] {
  const all = new Map<CodeNumber, IndirectCalls[]>();
  functions.forEach(({ indirect }, number) => {
    const byKey = new Map<string, IndirectCalls>();
    for (const written of indirect) {
      const call = written.class === undefined ? written : { ...written, class: unique(written.class) };
      const key = symbols.same(call.kind === 'virtual' ? virtualKey(call) : pointerKey(call.type));
      const known = byKey.get(key);
      if (known) known.sites += 1;
      else byKey.set(key, indirectCall(key, call));
    }
    if (byKey.size > 0) all.set(number, [...byKey.values()]);
  });
  return all;
}

function packPasses(functions: readonly ManifestFunction[], named: (name: string) => number): Module['passes'] {
  const all = new Map<CodeNumber, readonly Passed[]>();
  functions.forEach(({ passes }, number) => {
    if (passes) {
      all.set(
        number,
        passes.map(({ name, table, line }) => ({ named: named(name), inTable: table === true, line })),
      );
    }
  });
  return all;
}

function indirectCall(key: string, { kind, type, slot, class: receiver, line }: IndirectCall): IndirectCalls {
  if (kind === 'pointer') return { key, kind: 'candidate', type, sites: 1, line };
  return { key, kind, type, slot, class: receiver, sites: 1, line };
}

/** A class that only this module knows by its name gets one that no other module uses. */
function uniqueClassNames({ module, classes = [] }: Manifest): (name: string) => string {
  const local = new Set(classes.flatMap((one) => (one.local ? [one.name] : [])));
  return (name) => (local.has(name) ? localClass(name, module) : name);
}

/** What a class is called that other modules may have another of. */
export const localClass = (name: string, module: string): string => `${name}@${module}`;

function packClasses(
  { classes = [] }: Manifest,
  unique: (name: string) => string,
  named: (name: string) => number,
): PackedClass[] {
  return classes.map(({ name, bases, tables = [] }) => ({
    name: unique(name),
    bases: bases?.map((base) => ({ name: unique(base.name), offset: base.offset })),
    tables: tables.map(({ offset, slots }) => ({
      offset,
      slots: slots.map((symbol) => (symbol === null ? undefined : named(symbol))),
    })),
  }));
}
