import { distinctLabels } from '../call-graph/labels.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { namespacesOf } from '../call-graph/names.js';
import type { Ownership } from '../call-graph/ownership.js';
import { testLabel } from '../call-graph/test-names.js';
import { onceForBoth } from '../support/once.js';

/** A namespace that this share of a program's own code stands in is the project's: it tells nothing apart. */
const NEARLY_ALL = 0.4;

/** What a compiler makes of a source's global objects. */
const INITIALIZERS = /^_GLOBAL__(?:sub_)?I_/;

/** Labels as people of the project say them: without its own namespace, and without the anonymous one. */
export function plainLabels(
  graph: CallGraph,
  owners: Ownership,
  indices: readonly FunctionIndex[],
): ReadonlyMap<FunctionIndex, string> {
  const project = projectOf(graph, owners);
  const labels = distinctLabels(indices.flatMap((index) => graph.functions[index] ?? []));
  const plain = new Map<FunctionIndex, string>();
  const uses = new Map<string, number>();
  for (const index of indices) {
    const fn = graph.functions[index];
    const label = (fn && testLabel(fn)) ?? labels.get(index) ?? fn?.label ?? '';
    const bare = label
      .replace('(anonymous namespace)::', '')
      .replace(/\[abi:\w+\]/g, '')
      .replace(INITIALIZERS, 'initializers of ');
    const short = project !== undefined && bare.startsWith(`${project}::`) ? bare.slice(project.length + 2) : bare;
    plain.set(index, short);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  // What two have in common tells neither.
  for (const [index, label] of plain) if ((uses.get(label) ?? 0) > 1) plain.set(index, labels.get(index) ?? label);
  return plain;
}

const projectOf = onceForBoth((graph: CallGraph, owners: Ownership): string | undefined => {
  const counts = new Map<string, number>();
  for (const { index, signature } of graph.functions) {
    const [first] = owners.isOwn(index) ? namespacesOf(signature) : [];
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most && most[1] >= owners.own * NEARLY_ALL ? most[0] : undefined;
});
