import { basename, isAbsolute, normalize, resolve } from 'node:path';
import type { Linkage, Manifest, ManifestFunction } from '../../protocol/manifest.js';
import { shortName } from './names.js';
import { LinkedCallGraph, type CallSites } from './linked-call-graph.js';
import { slotKey, type CallGraph, type FunctionIndex, type IndirectCalls, type LinkedFunction } from './model.js';

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
      const direct = new Map<FunctionIndex, number>();
      const external = new Map<string, number>();
      const indirect = new Map<string, IndirectCalls>();
      for (const call of body.calls) {
        const to = this.resolve(manifest, call.to);
        if (to === undefined) add(external, call.to, call.count);
        else add(direct, to, call.count);
      }
      for (const call of body.indirect) {
        const key = `${call.kind} ${call.type}`;
        const known = indirect.get(key);
        if (known) known.sites += 1;
        else indirect.set(key, { type: call.type, kind: call.kind === 'virtual' ? 'virtual' : 'candidate', sites: 1 });
      }
      return { direct, external, indirect: [...indirect.values()] };
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

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Short module name for grouping. */
export function moduleName(source: string): string {
  return basename(source);
}
