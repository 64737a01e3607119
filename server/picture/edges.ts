import type { EdgeKind, GraphEdge } from '../../protocol/graph.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Overlay } from '../run/overlay.js';
import type { Filter } from './filter.js';

/** A few hundred functions with one common pointer type make tens of thousands of candidate edges; no page draws those. */
const MAX_EDGES = 3000;
const CERTAINTY: EdgeKind[] = ['observed', 'direct', 'via', 'runtime', 'passes', 'virtual', 'candidate'];

/** Where a function is drawn: its own element, or the folded box that it is in. */
export interface Places {
  /** Undefined for a function that is not in the picture. */
  elementOf(index: FunctionIndex): string | undefined;
}

/** Edges between drawn elements: one per pair and kind, with their sites added up. */
export class EdgeSet {
  private readonly edges = new Map<string, GraphEdge>();

  /** `bare`: elements that have no lines but those to the resolver. */
  constructor(private readonly bare: ReadonlySet<string> = new Set()) {}

  addVia(from: string, to: string, library: string): void {
    this.add(from, to, 'via', 1);
    const edge = this.edges.get(edgeId('via', from, to));
    if (edge) edge.library ??= library;
  }

  /** Lines of these kinds from `from` to what is reached otherwise. */
  dropStatic(from: ReadonlySet<string>, to: ReadonlySet<string>): void {
    for (const [id, edge] of this.edges)
      if (edge.kind !== 'observed' && from.has(edge.from) && to.has(edge.to)) this.edges.delete(id);
  }

  add(from: string, to: string, kind: EdgeKind, sites: number, touched?: GraphEdge['touched']): void {
    if (kind !== 'runtime' && (this.bare.has(from) || this.bare.has(to))) return;
    const id = edgeId(kind, from, to);
    const known = this.edges.get(id);
    if (!known) {
      this.edges.set(id, { id, from, to, kind, sites, ...(touched && { touched }) });
      return;
    }
    known.sites += sites;
    if (touched && known.touched !== touched) known.touched = 'both';
  }

  /** More guesses would all be cut. */
  get full(): boolean {
    return this.edges.size > 2 * MAX_EDGES;
  }

  /** What is certain comes first, so that the cap cuts guesses. */
  list(): { edges: GraphEdge[]; truncated: boolean } {
    const all = [...this.edges.values()];
    if (all.length <= MAX_EDGES) return { edges: all, truncated: false };
    all.sort((a, b) => CERTAINTY.indexOf(a.kind) - CERTAINTY.indexOf(b.kind));
    return { edges: all.slice(0, MAX_EDGES), truncated: true };
  }
}

function edgeId(kind: EdgeKind, from: string, to: string): string {
  return `${kind}:${from}→${to}`;
}

/** Static calls from `callers` to what is shown. Calls inside of one folded box are inside of its node. */
export function addStaticEdges(
  graph: CallGraph,
  callers: Iterable<FunctionIndex>,
  places: Places,
  filter: Filter,
  edges: EdgeSet,
): void {
  const indirect = new IndirectSites();
  for (const index of callers) {
    const from = places.elementOf(index);
    if (from === undefined) continue;
    if (filter.follows.direct) addDirect(graph, index, from, places, edges);
    if (filter.follows.passes) addPassed(graph, index, from, places, edges);
    for (const { key, kind, sites } of graph.indirectCalls(index)) {
      if (filter.follows[kind]) indirect.add(key, kind, from, sites);
    }
  }
  // Calls with one key have the same candidates; of thousands only a few elements may be shown.
  for (const { key, kind, callers: from } of indirect.list()) {
    const targets = new Map<string, FunctionIndex>();
    for (const candidate of graph.candidates(key)) {
      const to = places.elementOf(candidate);
      if (to !== undefined) targets.set(to, candidate);
    }
    for (const [caller, sites] of from) {
      if (edges.full) return;
      for (const [to, candidate] of targets) {
        if (to !== caller || isFunction(graph, candidate, to)) edges.add(caller, to, kind, sites);
      }
    }
  }
}

function addDirect(graph: CallGraph, index: FunctionIndex, from: string, places: Places, edges: EdgeSet): void {
  for (const { to: callee, sites } of graph.directCalls(index)) {
    const to = places.elementOf(callee);
    if (to === undefined) continue;
    // A function that calls itself has an edge; functions of one folded box have none.
    if (to !== from || callee === index) edges.add(from, to, 'direct', sites);
  }
}

function addPassed(graph: CallGraph, index: FunctionIndex, from: string, places: Places, edges: EdgeSet): void {
  for (const passed of graph.passes(index)) {
    const to = places.elementOf(passed);
    if (to !== undefined && to !== from) edges.add(from, to, 'passes', 1);
  }
}

export function addObservedEdges(shown: Iterable<FunctionIndex>, places: Places, runs: Overlay, edges: EdgeSet): void {
  for (const index of shown) addObserved(index, places, runs, edges);
}

/** Calls that only one of two runs made, and those that both made. */
export function addComparedEdges(
  shown: Iterable<FunctionIndex>,
  places: Places,
  a: Overlay,
  b: Overlay | undefined,
  edges: EdgeSet,
): void {
  for (const index of shown) {
    addObserved(index, places, a, edges, 'a');
    if (b) addObserved(index, places, b, edges, 'b');
  }
}

function addObserved(
  index: FunctionIndex,
  places: Places,
  run: Overlay,
  edges: EdgeSet,
  touched?: GraphEdge['touched'],
): void {
  const from = places.elementOf(index);
  if (from === undefined) return;
  for (const callee of run.observed.get(index) ?? []) {
    const to = places.elementOf(callee);
    if (to !== undefined && to !== from) edges.add(from, to, 'observed', 1, touched);
  }
}

function isFunction(graph: CallGraph, index: FunctionIndex, element: string): boolean {
  return graph.functions[index]?.id === element;
}

/** Calls through pointers, gathered by key and by the element that makes them. */
class IndirectSites {
  private readonly sites = new Map<
    string,
    { key: string; kind: 'virtual' | 'candidate'; callers: Map<string, number> }
  >();

  add(key: string, kind: 'virtual' | 'candidate', from: string, count: number): void {
    const known = this.sites.get(key) ?? { key, kind, callers: new Map<string, number>() };
    known.callers.set(from, (known.callers.get(from) ?? 0) + count);
    this.sites.set(key, known);
  }

  list(): Iterable<{ key: string; kind: 'virtual' | 'candidate'; callers: ReadonlyMap<string, number> }> {
    return this.sites.values();
  }
}
