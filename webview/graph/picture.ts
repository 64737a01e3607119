import type {
  EdgeKind,
  GraphEdge,
  GraphGroup,
  GraphNode,
  GraphSlice,
  GraphView,
  Touched,
} from '../../protocol/graph.js';
import { formatCount, plural, shortened } from '../../protocol/text.js';
import { MOST_JUMPS } from './jumps.js';

/** What one pane draws, decided without a screen: boxes and bundles. The server has grouped and folded. */

export interface PictureNode {
  id: string;
  label: string;
  kind: 'function' | 'external' | 'runtime' | 'box' | 'folded';
  /** Box that it stands in. */
  parent: string | undefined;
  /** The function behind it, or the group. */
  node: GraphNode | undefined;
  group: GraphGroup | undefined;
}

export interface PictureEdge {
  id: string;
  from: string;
  to: string;
  /** The surest relation between the two; `observed` only where the program's code did not show the call. */
  kind: EdgeKind;
  observed: boolean;
  touched: Exclude<Touched, 'never'> | undefined;
  sites: number;
  /** Code of this library is between. */
  library: string | undefined;
  /** One of many jumps to the resolver: drawn while the person asks for it. */
  quiet?: boolean;
}

export interface Picture {
  nodes: PictureNode[];
  edges: PictureEdge[];
}

export function draw(slice: GraphSlice): Picture {
  const boxes = slice.groups.map((group): PictureNode => ({
    id: group.id,
    label: group.folded ? foldedLabel(group, slice.view, slice.other !== undefined) : group.label,
    kind: group.folded ? 'folded' : 'box',
    parent: group.parent,
    node: undefined,
    group,
  }));
  const functions = slice.nodes.map((node): PictureNode => ({
    id: node.id,
    label: labelOf(node, slice.other !== undefined),
    kind: node.kind,
    parent: node.box,
    node,
    group: undefined,
  }));
  return { nodes: [...boxes, ...functions], edges: drawEdges(slice) };
}

/** Marks say without colour what failed, and what only one of two runs touched. The resolver says what leads to it. */
export function labelOf(node: GraphNode, compared = false): string {
  if (node.kind === 'runtime') return `${node.label} · first calls of ${plural(node.callers, 'stub')}`;
  const label = shortened(node.label);
  if (node.state === 'failed') return `✕ ${label}`;
  if (compared && node.touched === 'a') return `− ${label}`;
  if (compared && node.touched === 'b') return `+ ${label}`;
  return label;
}

/** `compress.c · 9 of 12` (that ran, of all); a regular program has only the second number. */
export function foldedLabel(group: GraphGroup, view: GraphView, compared = false): string {
  const { label, functions, materialized, inlined, touchedByOther } = group;
  const [all, ran] = [formatCount(functions), formatCount(materialized + inlined)];
  if (group.kind === 'rest' || group.kind === 'fan') return view === 'regular' ? label : `${label}, ${ran} ran`;
  if (view === 'regular') return `${label} · ${all}`;
  if (view === 'difference' && compared) return `${label} · ${ran} and ${formatCount(touchedByOther ?? 0)} of ${all}`;
  return `${label} · ${ran} of ${all}`;
}

function drawEdges(slice: GraphSlice): PictureEdge[] {
  const boxes = new Map(slice.nodes.map((node) => [node.id, node.box]));
  const edges = new Map<string, PictureEdge>();
  for (const edge of slice.edges) {
    // A star of a hundred jumps to the resolver says nothing: one bundle per box.
    const from = edge.kind === 'runtime' ? (boxes.get(edge.from) ?? edge.from) : edge.from;
    const id = edgeId(edge.kind, from, edge.to);
    const known = edges.get(id);
    if (known) merge(known, edge);
    else {
      const { to, kind, sites, touched, library } = edge;
      edges.set(id, { id, from, to, kind, observed: kind === 'observed', touched, sites, library });
    }
  }
  const jumps = [...edges.values()].filter(({ kind }) => kind === 'runtime');
  if (jumps.length > MOST_JUMPS) for (const jump of jumps) jump.quiet = true;
  return [...edges.values()];
}

/** These stand outside of their boxes; a box that is left empty is none. */
export function outOfBoxes(pictures: Picture[], loose: ReadonlySet<string>): Picture[] {
  if (loose.size === 0) return pictures;
  return pictures.map(({ nodes, edges }) => {
    const moved = nodes.map((node) => (loose.has(node.id) ? { ...node, parent: undefined } : node));
    let kept = moved;
    for (let before = -1; before !== kept.length;) {
      before = kept.length;
      const used = new Set(kept.map(({ parent }) => parent));
      kept = kept.filter(({ id, kind }) => kind !== 'box' || used.has(id));
    }
    return { nodes: kept, edges };
  });
}

/** Between two drawn nodes there is one line for calls and one for the jump to the resolver. */
export function edgeId(kind: EdgeKind, from: string, to: string): string {
  return `${kind === 'runtime' ? 'runtime' : 'call'}:${from}->${to}`;
}

const CERTAINTY: EdgeKind[] = ['direct', 'virtual', 'via', 'candidate', 'passes', 'observed', 'runtime'];

function merge(known: PictureEdge, edge: GraphEdge): void {
  if (edge.kind === 'observed') {
    known.observed = true;
    known.touched = edge.touched;
  } else known.sites += edge.sites;
  if (CERTAINTY.indexOf(edge.kind) < CERTAINTY.indexOf(known.kind)) {
    known.kind = edge.kind;
    known.library = edge.library;
  }
}
