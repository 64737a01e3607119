import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionRef } from '../../protocol/trace.js';
import { Manifest } from '../../protocol/manifest.js';
import type { ProgramFile } from '../../server/program/program-file.js';
import { findManifest } from '../../server/program/store.js';
import { readImageFunctions } from './image-log.js';
import { names } from './store.js';

/**
 * Of each of these files, a program and its libraries, the functions that earlier runs called: by the traces and images in `stores`, also of earlier
 * builds, whose functions are known again by source and symbol.
 */
export async function functionsThatRan(
  files: readonly ProgramFile[],
  stores: readonly string[],
): Promise<FunctionRef[][]> {
  const seen = await seenIn(stores);
  const manifests = new Manifests(stores);
  return Promise.all(files.map((file) => calledOf(file, seen, manifests)));
}

async function calledOf(file: ProgramFile, seen: readonly FunctionRef[], manifests: Manifests): Promise<FunctionRef[]> {
  const current = new Map(file.modules.map((module) => [module.id, module]));
  const bySource = new Map(file.modules.map((module) => [module.source, module.id]));
  const wanted = new Map<string, FunctionRef>();
  for (const ref of seen) {
    const found = current.has(ref.module) ? ref : await sameFunction(ref, bySource, manifests);
    if (found) wanted.set(`${found.module} ${String(found.slot)}`, found);
  }
  return [...wanted.values()];
}

async function sameFunction(
  { module, slot }: FunctionRef,
  bySource: ReadonlyMap<string, string>,
  manifests: Manifests,
): Promise<FunctionRef | undefined> {
  const before = await manifests.get(module);
  const now = before && bySource.get(before.source);
  const name = before?.functions.find((f) => f.state === 'lazy' && f.slot === slot)?.name;
  const manifest = now === undefined ? undefined : await manifests.get(now);
  const f = manifest?.functions.find((candidate) => candidate.state === 'lazy' && candidate.name === name);
  return now !== undefined && f?.state === 'lazy' ? { module: now, slot: f.slot } : undefined;
}

/** Each once. */
async function seenIn(stores: readonly string[]): Promise<FunctionRef[]> {
  const seen = new Map<string, FunctionRef>();
  const add = (ref: FunctionRef): void => void seen.set(`${ref.module} ${String(ref.slot)}`, ref);
  for (const store of stores) {
    for (const name of await names(join(store, 'images')))
      if (name.endsWith('.log')) (await readImageFunctions(join(store, 'images', name))).forEach(add);
    for (const name of await names(join(store, 'runs')))
      if (name.endsWith('.jsonl')) calledIn(await readFile(join(store, 'runs', name), 'utf8')).forEach(add);
  }
  return [...seen.values()];
}

/** Lines that were cut off or are of another version are no reason to leave the others. */
function calledIn(trace: string): FunctionRef[] {
  return [...trace.matchAll(/"event":"materialized",.*?"module":"([0-9a-f]{64})","slot":(\d+)/g)].map(
    ([, module = '', slot]) => ({ module, slot: Number(slot) }),
  );
}

class Manifests {
  private readonly known = new Map<string, Promise<Manifest | undefined>>();

  constructor(private readonly stores: readonly string[]) {}

  get(id: string): Promise<Manifest | undefined> {
    const known = this.known.get(id) ?? this.read(id);
    this.known.set(id, known);
    return known;
  }

  private async read(id: string): Promise<Manifest | undefined> {
    const found = await findManifest(id, this.stores);
    if (!found) return undefined;
    try {
      return Manifest.parse(JSON.parse(await readFile(found.path, 'utf8')));
    } catch {
      return undefined; // damaged, or of another version: what it told is not known
    }
  }
}
