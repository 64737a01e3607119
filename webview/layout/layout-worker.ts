import cytoscape from 'cytoscape';
import dagre from 'cytoscape-dagre';
import { type Placed, spread } from './box-gaps.js';
import { inColumns } from './columns.js';
import type { Arrangement, Curve, LayoutInput, Point } from './layout-messages.js';

/**
 * Layout off the main thread. Cytoscape runs here without a screen, so that the layered layout is the one the page would
 * run itself and no second graph structure has to be kept in step.
 */

cytoscape.use(dagre);
const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.onmessage = (event: MessageEvent<LayoutInput>) => {
  scope.postMessage(layOut(event.data));
};

function layOut(input: LayoutInput): Arrangement {
  const cy = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [
      {
        selector: 'node',
        style: { width: 'data(width)', height: 'data(height)', shape: 'rectangle', 'border-width': 0 },
      },
    ],
    elements: {
      nodes: input.nodes.map(({ id, width, height, parent }) => ({
        data: { id, width, height, ...(parent === undefined ? {} : { parent }) },
      })),
      edges: input.edges.map(({ id, from, to }) => ({ data: { id, source: from, target: to } })),
    },
  });
  cy.layout(options(cy, input)).run();
  const single = cy.nodes().filter((node) => !node.isParent());
  const arrangement = input.algorithm === 'breadthfirst' ? columns(single) : layers(cy, single);
  cy.destroy();
  return arrangement;
}

/** Cytoscape found the levels and the order in each; rows are its own direction. */
function columns(single: cytoscape.NodeCollection): Arrangement {
  const leveled = single.map((node) => {
    const { x, y } = node.position();
    const box = node.parent().nonempty() ? node.parent().first().id() : undefined;
    return { id: node.id(), level: Math.round(y), order: x, width: node.width(), height: node.height(), box };
  });
  return { positions: inColumns(leveled), curves: {} };
}

function layers(cy: cytoscape.Core, single: cytoscape.NodeCollection): Arrangement {
  const shift = spread(single.map(placed));
  const positions: Record<string, Point> = {};
  single.forEach((node) => {
    const { x, y } = node.position();
    positions[node.id()] = { x, y: y + shift(y) };
  });
  const curves: Record<string, Curve> = {};
  cy.edges().forEach((edge) => {
    const curve = curveOf(edge, shift);
    if (curve) curves[edge.id()] = curve;
  });
  return { positions, curves };
}

function placed(node: cytoscape.NodeSingular): Placed {
  const boxes = node.ancestors().map((box) => box.id());
  return { ...node.position(), width: node.width(), height: node.height(), boxes };
}

/** A bend around the nodes between; between neighbouring layers a straight line is clearer. */
function curveOf(edge: cytoscape.EdgeSingular, shift: (y: number) => number): Curve | undefined {
  const weights: unknown = edge.scratch('controlPointWeights');
  const distances: unknown = edge.scratch('controlPointDistances');
  if (!isNumbers(weights) || !isNumbers(distances) || weights.length < 2) return undefined;
  const [from, to] = [edge.source(), edge.target()];
  const [a, b] = [from.position(), to.position()];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const normal = { x: (a.y - b.y) / length, y: (b.x - a.x) / length };
  const bends = weights.map((weight, index) => {
    const by = distances[index] ?? 0;
    return { x: a.x + (b.x - a.x) * weight + normal.x * by, y: a.y + (b.y - a.y) * weight + normal.y * by };
  });
  // A bend inside of an end can not be drawn.
  if (bends.some((bend) => covers(from, bend) || covers(to, bend))) return undefined;
  const moved = ({ x, y }: Point): Point => ({ x, y: y + shift(y) });
  return along(moved(a), moved(b), bends.map(moved));
}

/** Bends as cytoscape wants them: parts of the way from `a` to `b`, and distances from it. */
function along(a: Point, b: Point, bends: readonly Point[]): Curve {
  const way = { x: b.x - a.x, y: b.y - a.y };
  const length = Math.hypot(way.x, way.y) || 1;
  return {
    weights: bends.map(({ x, y }) => ((x - a.x) * way.x + (y - a.y) * way.y) / length ** 2),
    distances: bends.map(({ x, y }) => ((y - a.y) * way.x - (x - a.x) * way.y) / length),
  };
}

function covers(node: cytoscape.NodeSingular, { x, y }: Point): boolean {
  const at = node.position();
  return Math.abs(x - at.x) <= node.width() / 2 + 4 && Math.abs(y - at.y) <= node.height() / 2 + 4;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isFinite(one));
}

function options(cy: cytoscape.Core, input: LayoutInput): cytoscape.LayoutOptions {
  if (input.algorithm === 'breadthfirst') {
    return {
      name: 'breadthfirst',
      directed: true,
      roots: input.roots.filter((id) => cy.getElementById(id).nonempty()),
      avoidOverlap: true,
      fit: false,
    };
  }
  const layered: dagre.DagreLayoutOptions = {
    name: 'dagre',
    rankDir: 'LR',
    ranker: input.algorithm,
    nodeSep: 20,
    edgeSep: 8,
    rankSep: 56,
    fit: false,
    useDagreEdgeControlPoints: true,
    animate: false,
  };
  return layered;
}
