import type { Manifest, ManifestFunction } from '../../protocol/manifest.js';
import { pointerKey, virtualKey } from '../call-graph/candidates.js';
import type { FunctionIndex } from '../call-graph/model.js';
import { localClass } from '../call-graph/module.js';
import type { ManifestCache } from './manifest-cache.js';
import type { Program } from './program.js';

/** Line of the first call of one function by another, as it was built; undefined where the build did not note it (no -g). */
export type CallLine = (from: FunctionIndex, to: FunctionIndex) => number | undefined;

/**
 * Where calls stand. Lines are in manifests alone: what is kept of those in memory is for linking, and nobody looks at more than a few
 * callers at a time.
 */
export async function callLines(
  program: Program,
  callers: readonly FunctionIndex[],
  cache: ManifestCache,
): Promise<CallLine> {
  const { graph } = program;
  const manifests = new Map<string, Map<string, ManifestFunction>>();
  for (const id of new Set(callers.map((index) => graph.moduleOf(index)))) {
    const manifest = await cache.whole(id);
    if (manifest) manifests.set(id, byName(manifest));
  }
  return (from, to) => {
    const id = graph.moduleOf(from);
    const caller = manifests.get(id)?.get(graph.functions[from]?.symbol ?? '');
    return caller && lineIn(caller, program, id, from, to);
  };
}

function byName({ functions }: Manifest): Map<string, ManifestFunction> {
  return new Map(functions.map((one) => [one.name, one]));
}

function lineIn(
  { calls, indirect, passes = [] }: ManifestFunction,
  { graph }: Program,
  module: string,
  from: FunctionIndex,
  to: FunctionIndex,
): number | undefined {
  const means = (symbol: string): boolean => graph.namedBy(from, symbol) === to;
  const direct = calls.find(({ to: symbol }) => means(symbol));
  if (direct) return direct.line;
  const keys = new Set(graph.candidateKeys(to));
  const through = indirect.find(({ kind, type, slot, class: receiver }) => {
    if (kind !== 'virtual') return keys.has(pointerKey(type));
    const local = receiver === undefined ? undefined : localClass(receiver, module);
    return keys.has(virtualKey({ type, slot, class: receiver })) || keys.has(virtualKey({ type, slot, class: local }));
  });
  return (through ?? passes.find(({ name }) => means(name)))?.line;
}
