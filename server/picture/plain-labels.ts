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
  const whole = new Map<FunctionIndex, string>();
  const uses = new Map<string, number>();
  for (const index of indices) {
    const fn = graph.functions[index];
    const label = labels.get(index) ?? fn?.label ?? '';
    const short = withoutProject((fn && testLabel(fn)) ?? label, project);
    whole.set(index, label);
    plain.set(index, short);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  // What two have in common tells neither.
  for (const [index, short] of plain) if ((uses.get(short) ?? 0) > 1) plain.set(index, whole.get(index) ?? short);
  return plain;
}

function withoutProject(label: string, project: string | undefined): string {
  const bare = label
    .replace('(anonymous namespace)::', '')
    .replace(/\[abi:\w+\]/g, '')
    .replace(INITIALIZERS, 'initializers of ');
  return project !== undefined && bare.startsWith(`${project}::`) ? bare.slice(project.length + 2) : bare;
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
