import { basename, isAbsolute, normalize, resolve } from 'node:path';
import type { Linkage, Manifest, ManifestFunction } from '../../protocol/manifest.js';
import { shortName } from './names.js';
import {
  slotKey,
  type CallGraph,
  type FunctionIndex,
  type LinkedFunction,
  type IndirectCalls,
  type DirectCalls,
} from './model.js';

/**
 * Links manifests the way the linker linked the objects: a function with internal linkage belongs to its module; of all
 * others with one symbol a single copy stays, a strong definition before a weak one, else the first in link order.
 */
export function linkCallGraph(manifests: readonly Manifest[]): CallGraph {
  return new Linker(manifests).link();
}

/** Absolute path of the source that a module was compiled from. */
export function moduleSource(manifest: Pick<Manifest, 'source' | 'directory'>): string {
  return isAbsolute(manifest.source) ? normalize(manifest.source) : resolve(manifest.directory, manifest.source);
}

interface Definition {
  manifest: Manifest;
  body: ManifestFunction;
}

/** The definition with the smaller rank wins. */
const RANK: Record<Linkage, number> = { external: 0, internal: 0, weak: 1, linkonce: 1 };

class Linker {
  private readonly functions: LinkedFunction[] = [];
  private readonly chosen: Definition[] = [];
  private readonly byId = new Map<string, FunctionIndex>();
  private readonly bySlot = new Map<string, FunctionIndex>();
  /** One string for each path: thousands of functions share a few, and are looked up by them. */
  private readonly paths = new Map<string, string>();
  private readonly path = (raw: string): string => {
    let path = this.paths.get(raw);
    if (path === undefined) {
      path = normalize(raw);
      this.paths.set(raw, path);
    }
    return path;
  };
  private readonly globals = new Map<string, FunctionIndex>();
  /** Per module: symbols with internal linkage. */
  private readonly internals = new Map<Manifest, Map<string, FunctionIndex>>();

  constructor(private readonly manifests: readonly Manifest[]) {}

  link(): CallGraph {
    for (const manifest of this.manifests) this.define(manifest);
    return new LinkedCallGraph(this.functions, this.byId, this.bySlot, this.calls(), this.candidatesByType());
  }

  private define(manifest: Manifest): void {
    const internals = new Map<string, FunctionIndex>();
    this.internals.set(manifest, internals);
    for (const body of manifest.functions) {
      const definition = { manifest, body };
      const index =
        body.linkage === 'internal' ? this.add(definition, this.internalId(definition)) : this.merge(definition);
      if (body.linkage === 'internal') internals.set(body.name, index);
      if (body.state === 'lazy') this.bySlot.set(slotKey({ module: manifest.module, slot: body.slot }), index);
    }
  }

  /** One source compiled twice into a program (other flags) gives two functions; the second gets its module's id. */
  private internalId({ manifest, body }: Definition): string {
    const id = `${moduleSource(manifest)}#${body.name}`;
    return this.byId.has(id) ? `${id}@${manifest.module.slice(0, 12)}` : id;
  }

  private merge(definition: Definition): FunctionIndex {
    const known = this.globals.get(definition.body.name);
    if (known === undefined) {
      const index = this.add(definition, definition.body.name);
      this.globals.set(definition.body.name, index);
      return index;
    }
    const current = this.chosen[known];
    if (current && RANK[definition.body.linkage] < RANK[current.body.linkage]) this.replace(known, definition);
    return known;
  }

  private add(definition: Definition, id: string): FunctionIndex {
    const index = this.functions.length;
    this.functions.push(describe(definition, id, index, this.path));
    this.chosen.push(definition);
    this.byId.set(id, index);
    return index;
  }

  private replace(index: FunctionIndex, definition: Definition): void {
    this.functions[index] = describe(definition, definition.body.name, index, this.path);
    this.chosen[index] = definition;
  }

  private resolve(manifest: Manifest, symbol: string): FunctionIndex | undefined {
    return this.internals.get(manifest)?.get(symbol) ?? this.globals.get(symbol);
  }

  private calls(): CallSites[] {
    return this.chosen.map(({ manifest, body }) => {
      const sites: CallSites = { direct: new Map(), external: new Map(), indirect: new Map() };
      for (const call of body.calls) {
        const to = this.resolve(manifest, call.to);
        if (to === undefined) add(sites.external, call.to, call.count);
        else add(sites.direct, to, call.count);
      }
      for (const call of body.indirect) {
        const key = `${call.kind} ${call.type}`;
        const known = sites.indirect.get(key);
        if (known) known.sites += 1;
        else sites.indirect.set(key, { type: call.type, kind: call.kind, sites: 1 });
      }
      return sites;
    });
  }

  /** Functions whose address is taken anywhere, by IR type: whom a call through a pointer of that type may reach. */
  private candidatesByType(): Map<string, FunctionIndex[]> {
    const taken = new Set<FunctionIndex>();
    for (const manifest of this.manifests) {
      for (const symbol of manifest.addressTaken) {
        const index = this.resolve(manifest, symbol);
        if (index !== undefined) taken.add(index);
      }
    }
    const byType = new Map<string, FunctionIndex[]>();
    for (const index of [...taken].sort((a, b) => a - b)) {
      const type = this.functions[index]?.type ?? '';
      const list = byType.get(type);
      if (list) list.push(index);
      else byType.set(type, [index]);
    }
    return byType;
  }
}

function describe(
  { manifest, body }: Definition,
  id: string,
  index: FunctionIndex,
  path: (raw: string) => string,
): LinkedFunction {
  return {
    index,
    id,
    symbol: body.name,
    label: shortName(body.display),
    signature: body.display,
    linkage: body.linkage,
    source: path(moduleSource(manifest)),
    file: body.file === undefined ? undefined : path(body.file),
    line: body.line,
    instructions: body.instructions,
    type: body.type,
    reason: body.state === 'eager' ? body.reason : undefined,
    unresolved: 0,
  };
}

interface CallSites {
  direct: Map<FunctionIndex, number>;
  external: Map<string, number>;
  /** By kind and type. */
  indirect: Map<string, { type: string; kind: 'pointer' | 'virtual'; sites: number }>;
}

/** Candidate edges are never stored: a program with thousands of indirect sites has millions of them. */
class LinkedCallGraph implements CallGraph {
  readonly main: FunctionIndex | undefined;
  private readonly directCallers: FunctionIndex[][];
  /** Functions with an indirect site of a type. */
  private readonly callersByType = new Map<string, Set<FunctionIndex>>();
  private readonly candidateTypes = new Map<FunctionIndex, string>();

  constructor(
    readonly functions: readonly LinkedFunction[],
    readonly byId: ReadonlyMap<string, FunctionIndex>,
    readonly bySlot: ReadonlyMap<string, FunctionIndex>,
    private readonly sites: readonly CallSites[],
    private readonly candidateLists: ReadonlyMap<string, readonly FunctionIndex[]>,
  ) {
    this.main = byId.get('main');
    for (const [type, list] of candidateLists) for (const index of list) this.candidateTypes.set(index, type);
    this.directCallers = functions.map(() => []);
    for (const fn of functions) this.indexCaller(fn);
  }

  private indexCaller(fn: LinkedFunction): void {
    const sites = this.sites[fn.index];
    if (!sites) return;
    for (const to of sites.direct.keys()) this.directCallers[to]?.push(fn.index);
    for (const { type, sites: count } of sites.indirect.values()) {
      if (!this.candidateLists.has(type)) {
        fn.unresolved += count;
        continue;
      }
      const callers = this.callersByType.get(type);
      if (callers) callers.add(fn.index);
      else this.callersByType.set(type, new Set([fn.index]));
    }
  }

  directCalls(index: FunctionIndex): DirectCalls[] {
    return [...(this.sites[index]?.direct ?? [])].map(([to, sites]) => ({ to, sites }));
  }

  externalCalls(index: FunctionIndex): ReadonlyMap<string, number> {
    return this.sites[index]?.external ?? NO_EXTERNALS;
  }

  indirectCalls(index: FunctionIndex): IndirectCalls[] {
    return [...(this.sites[index]?.indirect.values() ?? [])].map(({ type, kind, sites }) => ({
      type,
      kind: kind === 'virtual' ? 'virtual' : 'candidate',
      sites,
    }));
  }

  candidates(type: string): readonly FunctionIndex[] {
    return this.candidateLists.get(type) ?? [];
  }

  *callees(index: FunctionIndex): Iterable<FunctionIndex> {
    const sites = this.sites[index];
    if (!sites) return;
    yield* sites.direct.keys();
    for (const { type } of sites.indirect.values()) yield* this.candidates(type);
  }

  callers(index: FunctionIndex): FunctionIndex[] {
    return [...new Set([...(this.directCallers[index] ?? []), ...this.indirectCallers(index)])];
  }

  /** A function has one type, so the candidates of different types are different functions. */
  countCallees(index: FunctionIndex): number {
    const sites = this.sites[index];
    if (!sites) return 0;
    const types = new Set([...sites.indirect.values()].map((site) => site.type));
    let count = sites.external.size;
    for (const type of types) count += this.candidates(type).length;
    for (const to of sites.direct.keys()) if (!types.has(this.candidateTypes.get(to) ?? '')) count += 1;
    return count;
  }

  countCallers(index: FunctionIndex): number {
    const indirect = this.indirectCallers(index);
    const direct = this.directCallers[index] ?? [];
    return indirect.size + direct.filter((caller) => !indirect.has(caller)).length;
  }

  private indirectCallers(index: FunctionIndex): ReadonlySet<FunctionIndex> {
    const type = this.candidateTypes.get(index);
    return (type === undefined ? undefined : this.callersByType.get(type)) ?? NO_CALLERS;
  }
}

const NO_EXTERNALS: ReadonlyMap<string, number> = new Map();
const NO_CALLERS: ReadonlySet<FunctionIndex> = new Set();

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Short module name for grouping. */
export function moduleName(source: string): string {
  return basename(source);
}
