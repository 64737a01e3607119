import type { GraphEdge, GraphFilter, GraphGroup, GraphNode, GraphView, GroupBy } from '../../protocol/graph.js';
import { distinctLabels } from '../call-graph/labels.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import { type Ownership, ownershipOf } from '../call-graph/ownership.js';
import { NO_RUN, type Overlay } from '../run/overlay.js';
import { addComparedEdges, addObservedEdges, addStaticEdges, EdgeSet, type Places } from './edges.js';
import { compileFilter, type Filter } from './filter.js';
import { apartOf, fanId } from './fans.js';
import { Folding, SHARED_ID } from './folding.js';
import { groupingOf } from './grouping.js';
import { externalId, externalNode, functionNode, RESOLVER_ID, resolverNode, touchedBy } from './nodes.js';
import type { Path } from './paths.js';
import { pick, type PickQuery, type Picked } from './pick.js';
import { addCallsBack } from './via.js';

export interface SliceQuery extends Omit<PickQuery, 'path' | 'expanded' | 'pinned' | 'hidden'> {
  view: GraphView;
  path?: PickQuery['path'];
  expanded?: PickQuery['expanded'];
  pinned?: PickQuery['pinned'];
  hidden?: PickQuery['hidden'];
  externals: boolean;
  filter?: GraphFilter | undefined;
  group?: GroupBy | undefined;
  cycles?: boolean | undefined;
  libraries?: 'fold' | 'show' | undefined;
  folds?: Readonly<Record<string, boolean>> | undefined;
  /** Modules whose functions are not known; decides whether "no callers" can be said. */
  modulesMissing?: number;
  /** Whose code is whose; absent: by the folders that every system has. */
  ownership?: Ownership | undefined;
  /** The run has ended: what it reached may decide what is drawn. */
  over?: boolean | undefined;
}

export interface Slice {
  nodes: GraphNode[];
  edges: GraphEdge[];
  groups: GraphGroup[];
  path: Path | undefined;
  /** Functions shown, those in folded groups among them; nodes also hold externals and the runtime. */
  functions: number;
  folded: number;
  filtered: number;
  hubs: number;
  vague: number;
  unresolvedSites: number;
  truncated: boolean;
}

/** Before folding there may be far more functions than elements in the end. */
const WALK_LIMIT = 250_000;

/**
 * Cuts a picture out of the call graph. The functions of the regular and the AutoJIT view are the same, so both can
 * stand at the same places; the live view adds those that a run reached over calls no static edge shows.
 */
export function slice(graph: CallGraph, query: SliceQuery, overlay: Overlay = NO_RUN, other?: Overlay): Slice {
  const filter = compileFilter(graph, query.filter, overlay);
  const folds = (query.group !== undefined && query.group !== 'none') || query.libraries === 'fold';
  const picked = pick(
    graph,
    {
      root: query.root,
      path: query.path,
      depthOut: query.depthOut,
      depthIn: query.depthIn,
      expanded: query.expanded ?? [],
      pinned: query.pinned ?? [],
      hidden: query.hidden ?? new Set(),
      owners: foldedLibraries(graph, query),
      hubsApart: startsAtOne(query),
      limit: folds || query.cycles === true || filter.active ? WALK_LIMIT : query.limit,
    },
    filter,
    query.view === 'live' || query.view === 'difference' ? overlay : NO_RUN,
  );
  return new Drawing(graph, query, picked, filter, overlay, other).slice();
}

/** A picture around one function, in which boxes may be folded. */
function startsAtOne({ root, path, group }: SliceQuery): boolean {
  return root !== undefined && path === undefined && group !== undefined && group !== 'none';
}

/** Functions in boxes that the person opened. */
function openedBy(
  graph: CallGraph,
  { group, folds }: SliceQuery,
  functions: readonly FunctionIndex[],
): FunctionIndex[] {
  const open = new Set(Object.entries(folds ?? {}).flatMap(([id, folded]) => (folded ? [] : [id])));
  if (group === undefined || open.size === 0) return [];
  const { groups, of } = groupingOf(graph, group);
  const isOpen = groups.map(({ id }) => open.has(id));
  return functions.filter((index) => {
    for (let at = of[index] ?? -1; at >= 0; at = groups[at]?.parent ?? -1) if (isOpen[at]) return true;
    return false;
  });
}

/** Whose code is whose, where that decides what is drawn. */
function foldedLibraries(graph: CallGraph, { libraries, ownership }: SliceQuery): Ownership | undefined {
  return libraries === 'fold' ? (ownership ?? ownershipOf(graph)) : undefined;
}

class Drawing implements Places {
  private readonly folding: Folding;
  /** Functions of the picture with the element that stands for each. */
  private readonly elements = new Map<FunctionIndex, string>();
  /** Those that are drawn themselves. */
  private readonly single: FunctionIndex[] = [];
  private readonly edges: EdgeSet;
  private readonly owners: Ownership | undefined;
  /** Drawn as chips at their callers. */
  private readonly shared: ReadonlySet<FunctionIndex>;
  private readonly nodes: GraphNode[] = [];
  private truncated: boolean;

  constructor(
    private readonly graph: CallGraph,
    private readonly query: SliceQuery,
    private readonly picked: Picked,
    private readonly filter: Filter,
    private readonly overlay: Overlay,
    private readonly other: Overlay | undefined,
  ) {
    this.truncated = picked.truncated;
    this.owners = foldedLibraries(graph, query);
    const { functions, steps, asked } = picked;
    const apart = apartOf(graph, {
      functions: startsAtOne(query) ? functions : [],
      asked: new Set([...asked, ...openedBy(graph, query, functions)]),
      ...{ steps, owners: this.owners, ran: query.over === true ? overlay : undefined },
      isOpen: (fan) => query.folds?.[fanId(graph, fan)] === false,
    });
    this.shared = apart.shared;
    this.edges = new EdgeSet(new Set([SHARED_ID, ...[...apart.shared].map((index) => this.idOf(index))]));
    this.folding = new Folding(graph, picked.functions, {
      group: query.group ?? 'none',
      cycles: query.cycles ?? false,
      owners: this.owners,
      apart,
      folds: query.folds ?? {},
      root: query.root,
      asked: picked.asked,
    });
    this.place();
  }

  elementOf(index: FunctionIndex): string | undefined {
    return this.elements.get(index);
  }

  slice(): Slice {
    const { graph, query, overlay } = this;
    let unresolvedSites = 0;
    for (const index of this.elements.keys()) unresolvedSites += graph.unresolved(index);
    const labels = distinctLabels(this.single.flatMap((index) => graph.functions[index] ?? []));
    for (const index of this.single) this.addNode(index, labels.get(index));
    if (query.view === 'autojit') this.addRuntime();
    else this.addCalls();
    if (query.view === 'live') addObservedEdges(this.elements.keys(), this, overlay, this.edges);
    if (query.view === 'difference') addComparedEdges(this.elements.keys(), this, overlay, this.other, this.edges);
    if (query.externals) this.addExternals();
    const list = this.edges.list();
    const groups = this.folding.drawn(new Set(this.elements.keys()), overlay, this.other, query.over === false);
    return {
      nodes: this.nodes,
      edges: list.edges,
      groups,
      path: this.picked.path,
      functions: this.elements.size,
      folded: this.elements.size - this.single.length,
      filtered: this.picked.filtered,
      hubs: this.picked.hubs,
      vague: this.picked.vague,
      unresolvedSites,
      truncated: this.truncated || list.truncated,
    };
  }

  private place(): void {
    const drawn = new Set<string>();
    for (const index of this.picked.functions) {
      const folded = this.folding.foldedIn(index);
      const element = folded === undefined ? this.idOf(index) : this.folding.idOf(folded);
      if (!drawn.has(element) && drawn.size >= this.query.limit) {
        this.truncated = true;
        continue;
      }
      drawn.add(element);
      this.elements.set(index, element);
      if (folded === undefined) this.single.push(index);
    }
  }

  private addCalls(): void {
    const { graph, owners, edges, filter } = this;
    addStaticEdges(graph, this.elements.keys(), this, filter, edges);
    if (!owners || !filter.follows.direct) return;
    const closed = new Set<string>();
    for (const [index, element] of this.elements)
      if (!owners.isOwn(index) && this.folding.foldedIn(index) !== undefined) closed.add(element);
    if (closed.size > 0)
      edges.dropStatic(closed, addCallsBack(graph, this.elements.keys(), owners, this, closed, edges));
  }

  private addNode(index: FunctionIndex, label: string | undefined): void {
    const fn = this.graph.functions[index];
    if (!fn) return;
    const box = this.folding.innermost(index);
    const touched = this.query.view === 'difference' ? touchedBy(fn, this.overlay, this.other) : undefined;
    this.nodes.push({
      ...functionNode(this.graph, fn, this.overlay, this.query.modulesMissing, this.query.ownership),
      ...(label !== undefined && { label }),
      ...(box !== undefined && { box: this.folding.idOf(box) }),
      ...(touched && { touched }),
      ...this.sharedBy(index),
      ...this.moreOf(index),
    });
  }

  /** A stub calls nothing but the resolver. */
  private sharedBy(index: FunctionIndex): Pick<GraphNode, 'shared'> {
    if (this.shared.size === 0 || this.shared.has(index)) return {};
    if (this.query.view === 'autojit' && this.isStub(index)) return {};
    // Overloads are one chip.
    const shared = new Map<string, { id: string; label: string }>();
    for (const to of this.graph.directCallees(index)) {
      const fn = this.shared.has(to) ? this.graph.functions[to] : undefined;
      if (fn && !shared.has(fn.label)) shared.set(fn.label, { id: fn.id, label: fn.label });
    }
    return shared.size > 0 ? { shared: [...shared.values()] } : {};
  }

  /** What would come in, were the walk to go on from here. Where a filter leaves out some, nobody knows that without asking it. */
  private moreOf(index: FunctionIndex): Pick<GraphNode, 'more'> {
    if (this.filter.active || (this.query.view === 'autojit' && this.isStub(index))) return {};
    const { hidden } = this.query;
    let more = 0;
    for (const to of this.graph.directCallees(index)) if (!this.elements.has(to) && hidden?.has(to) !== true) more += 1;
    return more > 0 ? { more } : {};
  }

  /** In the linked file a stub reaches only the resolver; functions that stayed eager keep their calls. */
  private addRuntime(): void {
    const shown = [...this.elements.keys()];
    const eager = shown.filter((index) => !this.isStub(index));
    addStaticEdges(this.graph, eager, this, this.filter, this.edges);
    const stubs = shown.filter((index) => this.isStub(index));
    for (const index of stubs) this.edges.add(this.elements.get(index) ?? '', RESOLVER_ID, 'runtime', 1);
    if (stubs.length > 0) this.nodes.push(resolverNode(stubs.length));
  }

  private addExternals(): void {
    const callers = new Map<string, { from: FunctionIndex; sites: number }[]>();
    for (const index of this.elements.keys()) {
      for (const [symbol, sites] of this.graph.externalCalls(index)) {
        const list = callers.get(symbol) ?? [];
        list.push({ from: index, sites });
        callers.set(symbol, list);
      }
    }
    for (const [symbol, calls] of callers) {
      if (this.nodes.length >= this.query.limit) {
        this.truncated = true;
        return;
      }
      this.nodes.push(externalNode(symbol, this.graph.externalName(symbol), calls.length));
      for (const call of calls) {
        if (this.query.view === 'autojit' && this.isStub(call.from)) continue;
        this.edges.add(this.elements.get(call.from) ?? '', externalId(symbol), 'direct', call.sites);
      }
    }
  }

  private isStub(index: FunctionIndex): boolean {
    return this.graph.functions[index]?.reason === undefined;
  }

  private idOf(index: FunctionIndex): string {
    const fn = this.graph.functions[index];
    if (!fn) throw new RangeError(`no function ${String(index)}`);
    return fn.id;
  }
}
