import type { GraphNode, Touched } from '../../protocol/graph.js';
import { plural } from '../../protocol/text.js';
import type { CallGraph, LinkedFunction } from '../call-graph/model.js';
import { moduleName } from '../call-graph/module-names.js';
import { shortName, templateName } from '../call-graph/names.js';
import { ownershipOf, type Ownership } from '../call-graph/ownership.js';
import { factsOf, isTouched, type Overlay } from '../run/overlay.js';

export const RESOLVER_ID = 'runtime:resolve';

export function externalId(symbol: string): string {
  return `ext:${symbol}`;
}

/** A function as every client sees it. `modulesMissing`: modules whose functions and calls nobody knows. */
export function functionNode(
  graph: CallGraph,
  fn: LinkedFunction,
  overlay: Overlay,
  modulesMissing = 0,
  ownership: Ownership = ownershipOf(graph),
): GraphNode {
  const library = ownership.libraryOf(fn.index);
  const callersUnknown = whyMoreCallers(graph, fn, modulesMissing);
  const template = templateName(fn.signature);
  return {
    id: fn.id,
    label: fn.label,
    signature: fn.signature,
    kind: 'function',
    module: moduleName(graph, fn.source),
    linkage: fn.linkage,
    reason: fn.reason,
    file: fn.file,
    line: fn.line,
    ...factsOf(graph, fn, overlay),
    callers: graph.countCallers(fn.index),
    callees: graph.countCallees(fn.index),
    unresolved: graph.unresolved(fn.index),
    ...(callersUnknown !== undefined && { callersUnknown }),
    ...(library !== undefined && { library }),
    ...(template !== undefined && { template }),
  };
}

/** "No callers" is only true where nothing else can call; otherwise this is what may. */
export function whyMoreCallers(graph: CallGraph, fn: LinkedFunction, modulesMissing: number): string | undefined {
  if (fn.index === graph.main) return 'the C library starts it';
  if (modulesMissing > 0) return `${plural(modulesMissing, 'module')} could not be read`;
  if (graph.isAddressTaken(fn.index)) return 'its address is taken, so libraries may call it';
  if (fn.linkage === 'internal') return undefined;
  return graph.main === undefined
    ? 'objects built without AutoJIT, or programs that use it as a library, may call it'
    : 'objects built without AutoJIT may call it';
}

/** Eager code leaves no trace: whether it ran is not known. */
export function touchedBy(fn: LinkedFunction, a: Overlay, b: Overlay | undefined): Touched | undefined {
  if (fn.reason) return undefined;
  const [inA, inB] = [isTouched(fn.index, a), b !== undefined && isTouched(fn.index, b)];
  if (inA && inB) return 'both';
  if (inA) return 'a';
  return inB ? 'b' : 'never';
}

export function externalNode(symbol: string, name: string, callers: number): GraphNode {
  return {
    id: externalId(symbol),
    label: shortName(name),
    signature: name,
    kind: 'external',
    module: '',
    callers,
    callees: 0,
    unresolved: 0,
  };
}

export function resolverNode(stubs: number): GraphNode {
  return {
    id: RESOLVER_ID,
    label: 'resolve',
    signature: 'AutoJIT runtime: every stub jumps here on its first call',
    kind: 'runtime',
    module: '',
    callers: stubs,
    callees: 0,
    unresolved: 0,
  };
}
