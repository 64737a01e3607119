import type { EdgeKind, GraphEdge, GraphNode, GraphSlice, GraphView } from '../protocol/graph.js';

/** What one pane draws, decided without a screen: grouping, folding and bundling happen here. */

export interface PictureNode {
  id: string;
  label: string;
  kind: 'function' | 'external' | 'runtime' | 'module' | 'folded';
  /** Box that it stands in. */
  parent: string | undefined;
  /** The function behind it; absent for boxes. */
  node: GraphNode | undefined;
}

export interface PictureEdge {
  id: string;
  from: string;
  to: string;
  /** The surest relation between the two; `observed` only where the program's code did not show the call. */
  kind: EdgeKind;
  observed: boolean;
  sites: number;
}

export interface Picture {
  nodes: PictureNode[];
  edges: PictureEdge[];
}

export interface PictureOptions {
  grouped: boolean;
  /** Modules that are drawn as one node. */
  folded: ReadonlySet<string>;
}

export const boxOf = (module: string): string => `module:${module}`;
export const foldOf = (module: string): string => `folded:${module}`;

/** Above this many functions the modules start out folded. */
export const FOLD_ABOVE = 60;

/** Modules to fold at first: all but the root's when the slice is too large to read. */
export function foldedAtFirst(slice: GraphSlice): Set<string> {
  const functions = slice.nodes.filter((node) => node.kind === 'function');
  if (functions.length <= FOLD_ABOVE) return new Set();
  const root = functions.find((node) => node.id === slice.root);
  return new Set(functions.map((node) => node.module).filter((module) => module !== '' && module !== root?.module));
}

export function draw(slice: GraphSlice, options: PictureOptions): Picture {
  const folded = options.grouped ? options.folded : new Set<string>();
  const place = new Map(slice.nodes.map((node) => [node.id, placeOf(node, folded)]));
  return { nodes: drawNodes(slice, options.grouped, folded), edges: drawEdges(slice, options.grouped, place) };
}

/** The drawn node that stands for a function. */
function placeOf(node: GraphNode, folded: ReadonlySet<string>): string {
  return node.kind === 'function' && folded.has(node.module) ? foldOf(node.module) : node.id;
}

function drawNodes(slice: GraphSlice, grouped: boolean, folded: ReadonlySet<string>): PictureNode[] {
  const boxes = new Map<string, PictureNode>();
  const nodes: PictureNode[] = [];
  for (const node of slice.nodes) {
    if (node.kind !== 'function' || !grouped || node.module === '') {
      nodes.push({ id: node.id, label: labelOf(node), kind: node.kind, parent: undefined, node });
    } else if (folded.has(node.module)) {
      const id = foldOf(node.module);
      boxes.set(id, {
        id,
        label: foldedLabel(node.module, slice.nodes, slice.view),
        kind: 'folded',
        parent: undefined,
        node: undefined,
      });
    } else {
      const parent = boxOf(node.module);
      boxes.set(parent, { id: parent, label: node.module, kind: 'module', parent: undefined, node: undefined });
      nodes.push({ id: node.id, label: labelOf(node), kind: node.kind, parent, node });
    }
  }
  return [...boxes.values(), ...nodes];
}

export function labelOf(node: GraphNode): string {
  return node.state === 'failed' ? `✕ ${node.label}` : node.label;
}

/** `compress.c · 9 of 12` (materialized of all); a regular program has only the second number. */
export function foldedLabel(module: string, nodes: Iterable<GraphNode>, view: GraphView): string {
  let all = 0;
  let materialized = 0;
  for (const node of nodes) {
    if (node.kind !== 'function' || node.module !== module) continue;
    all++;
    if (node.state === 'materialized') materialized++;
  }
  return view === 'regular' ? `${module} · ${all}` : `${module} · ${materialized} of ${all}`;
}

function drawEdges(slice: GraphSlice, grouped: boolean, place: ReadonlyMap<string, string>): PictureEdge[] {
  const modules = new Map(slice.nodes.map((node) => [node.id, node.module]));
  const edges = new Map<string, PictureEdge>();
  for (const edge of slice.edges) {
    let from = place.get(edge.from);
    const to = place.get(edge.to);
    if (from === undefined || to === undefined) continue;
    // Calls inside a folded module are inside its node.
    if (from === to && edge.from !== edge.to) continue;
    // A star of a hundred jumps to the resolver says nothing: one bundle per module.
    const module = modules.get(edge.from) ?? '';
    if (edge.kind === 'runtime' && grouped && module !== '' && from === edge.from) from = boxOf(module);
    const id = edgeId(edge.kind, from, to);
    const observed = edge.kind === 'observed';
    const known = edges.get(id);
    if (!known) edges.set(id, { id, from, to, kind: edge.kind, observed, sites: edge.sites });
    else merge(known, edge);
  }
  return [...edges.values()];
}

/** Between two drawn nodes there is one line for calls and one for the jump to the resolver. */
export function edgeId(kind: EdgeKind, from: string, to: string): string {
  return `${kind === 'runtime' ? 'runtime' : 'call'}:${from}->${to}`;
}

const CERTAINTY: EdgeKind[] = ['direct', 'virtual', 'candidate', 'observed', 'runtime'];

function merge(known: PictureEdge, edge: GraphEdge): void {
  if (edge.kind === 'observed') known.observed = true;
  else known.sites += edge.sites;
  if (CERTAINTY.indexOf(edge.kind) < CERTAINTY.indexOf(known.kind)) known.kind = edge.kind;
}
