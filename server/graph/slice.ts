import type { EdgeKind, GraphEdge, GraphNode, GraphView } from '../../protocol/graph.js';
import { NO_RUN, type Overlay } from '../run/overlay.js';
import type { CallGraph, FunctionIndex } from './model.js';
import { externalId, externalNode, functionNode, RESOLVER_ID, resolverNode } from './nodes.js';

export interface SliceQuery {
  view: GraphView;
  /** Undefined: the whole program up to the limit. */
  root: FunctionIndex | undefined;
  depthOut: number;
  depthIn: number;
  externals: boolean;
  limit: number;
}

export interface Slice {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Functions shown; nodes also hold externals and the runtime. */
  functions: number;
  unresolvedSites: number;
  truncated: boolean;
}

/**
 * Cuts a picture out of the call graph. The functions of the regular and the AutoJIT view are the same, so both can
 * stand at the same places; the live view adds those that a run reached over calls no static edge shows.
 */
export function slice(graph: CallGraph, query: SliceQuery, overlay: Overlay = NO_RUN): Slice {
  const picked = pick(graph, query, query.view === 'live' ? overlay : NO_RUN);
  const edges = new EdgeSet();
  const nodes: GraphNode[] = [];
  let unresolvedSites = 0;
  for (const index of picked.functions) {
    const fn = graph.functions[index];
    if (!fn) continue;
    nodes.push(functionNode(graph, fn, overlay));
    unresolvedSites += fn.unresolved;
  }
  if (query.view === 'autojit') addAutojitEdges(graph, picked.functions, edges);
  else addStaticEdges(graph, picked.functions, picked.functions, edges);
  if (query.view === 'live') addObservedEdges(graph, picked.functions, overlay, edges);
  if (query.view === 'autojit') {
    const stubs = [...picked.functions].filter((index) => isStub(graph, index)).length;
    if (stubs > 0) nodes.push(resolverNode(stubs));
  }
  const externals = query.externals ? addExternals(graph, picked.functions, query, nodes, edges) : { truncated: false };
  const list = edges.list();
  return {
    nodes,
    edges: list.edges,
    functions: picked.functions.size,
    unresolvedSites,
    truncated: picked.truncated || externals.truncated || list.truncated,
  };
}

/** Breadth first, so that a limit cuts what is farthest from the root. */
function pick(
  graph: CallGraph,
  query: SliceQuery,
  overlay: Overlay,
): { functions: Set<FunctionIndex>; truncated: boolean } {
  if (query.root === undefined) {
    const all = graph.functions.slice(0, query.limit).map((fn) => fn.index);
    return { functions: new Set(all), truncated: graph.functions.length > query.limit };
  }
  const functions = new Set([query.root]);
  const out = function* (index: FunctionIndex): Iterable<FunctionIndex> {
    yield* graph.callees(index);
    yield* overlay.observed.get(index) ?? [];
  };
  const inward = (index: FunctionIndex): Iterable<FunctionIndex> => graph.callers(index);
  const cutOut = walk(query.root, query.depthOut, out, functions, query.limit);
  const cutIn = walk(query.root, query.depthIn, inward, functions, query.limit);
  return { functions, truncated: cutOut || cutIn };
}

/** True when the limit stopped it. */
function walk(
  root: FunctionIndex,
  depth: number,
  next: (index: FunctionIndex) => Iterable<FunctionIndex>,
  found: Set<FunctionIndex>,
  limit: number,
): boolean {
  const seen = new Set([root]);
  let level = [root];
  for (let step = 0; step < depth && level.length > 0; step += 1) {
    const following: FunctionIndex[] = [];
    for (const from of level) {
      for (const to of next(from)) {
        if (seen.has(to)) continue;
        if (!found.has(to) && found.size >= limit) return true;
        seen.add(to);
        found.add(to);
        following.push(to);
      }
    }
    level = following;
  }
  return false;
}

/** Static calls from `callers` to what is shown. */
function addStaticEdges(
  graph: CallGraph,
  callers: Iterable<FunctionIndex>,
  shown: ReadonlySet<FunctionIndex>,
  edges: EdgeSet,
): void {
  // Candidates of a type are the same for every caller; of thousands only a few may be shown.
  const shownCandidates = new Map<string, FunctionIndex[]>();
  const candidates = (type: string): FunctionIndex[] => {
    const known = shownCandidates.get(type) ?? graph.candidates(type).filter((index) => shown.has(index));
    shownCandidates.set(type, known);
    return known;
  };
  for (const from of callers) {
    for (const { to, sites } of graph.directCalls(from)) {
      if (shown.has(to)) edges.add(idOf(graph, from), idOf(graph, to), 'direct', sites);
    }
    for (const { type, kind, sites } of graph.indirectCalls(from)) {
      for (const to of candidates(type)) edges.add(idOf(graph, from), idOf(graph, to), kind, sites);
    }
  }
}

/** In the linked file a stub reaches only the resolver; functions that stayed eager keep their calls. */
function addAutojitEdges(graph: CallGraph, shown: ReadonlySet<FunctionIndex>, edges: EdgeSet): void {
  const eager = [...shown].filter((index) => !isStub(graph, index));
  addStaticEdges(graph, eager, shown, edges);
  for (const index of shown) if (isStub(graph, index)) edges.add(idOf(graph, index), RESOLVER_ID, 'runtime', 1);
}

function addObservedEdges(graph: CallGraph, shown: ReadonlySet<FunctionIndex>, overlay: Overlay, edges: EdgeSet): void {
  for (const index of shown) {
    for (const to of overlay.observed.get(index) ?? []) {
      if (shown.has(to)) edges.add(idOf(graph, index), idOf(graph, to), 'observed', 1);
    }
  }
}

function addExternals(
  graph: CallGraph,
  shown: ReadonlySet<FunctionIndex>,
  query: SliceQuery,
  nodes: GraphNode[],
  edges: EdgeSet,
): { truncated: boolean } {
  const callers = new Map<string, { from: FunctionIndex; sites: number }[]>();
  for (const index of shown) {
    for (const [symbol, sites] of graph.externalCalls(index)) {
      const list = callers.get(symbol) ?? [];
      list.push({ from: index, sites });
      callers.set(symbol, list);
    }
  }
  for (const [symbol, calls] of callers) {
    if (nodes.length >= query.limit) return { truncated: true };
    nodes.push(externalNode(symbol, calls.length));
    for (const call of calls) {
      if (query.view === 'autojit' && isStub(graph, call.from)) continue;
      edges.add(idOf(graph, call.from), externalId(symbol), 'direct', call.sites);
    }
  }
  return { truncated: false };
}

function isStub(graph: CallGraph, index: FunctionIndex): boolean {
  return graph.functions[index]?.reason === undefined;
}

function idOf(graph: CallGraph, index: FunctionIndex): string {
  const fn = graph.functions[index];
  if (!fn) throw new RangeError(`no function ${String(index)}`);
  return fn.id;
}

/** A few hundred functions with one common pointer type make tens of thousands of candidate edges; no page draws those. */
const MAX_EDGES = 3000;
const CERTAINTY: EdgeKind[] = ['observed', 'direct', 'runtime', 'virtual', 'candidate'];

/** Edges by id: one per pair and kind, with their sites added up. */
class EdgeSet {
  private readonly edges = new Map<string, GraphEdge>();

  add(from: string, to: string, kind: EdgeKind, sites: number): void {
    const id = `${kind}:${from}→${to}`;
    const known = this.edges.get(id);
    if (known) known.sites += sites;
    else this.edges.set(id, { id, from, to, kind, sites });
  }

  /** What is certain comes first, so that the cap cuts guesses. */
  list(): { edges: GraphEdge[]; truncated: boolean } {
    const all = [...this.edges.values()];
    if (all.length <= MAX_EDGES) return { edges: all, truncated: false };
    all.sort((a, b) => CERTAINTY.indexOf(a.kind) - CERTAINTY.indexOf(b.kind));
    return { edges: all.slice(0, MAX_EDGES), truncated: true };
  }
}
