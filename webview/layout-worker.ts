import cytoscape from 'cytoscape';
import dagre from 'cytoscape-dagre';
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
  const positions: Record<string, Point> = {};
  cy.nodes().forEach((node) => {
    if (!node.isParent()) positions[node.id()] = { ...node.position() };
  });
  const curves: Record<string, Curve> = {};
  cy.edges().forEach((edge) => {
    const curve = curveOf(edge);
    if (curve) curves[edge.id()] = curve;
  });
  cy.destroy();
  return { positions, curves };
}

/** A bend around the nodes between; between neighbouring layers a straight line is clearer. */
function curveOf(edge: cytoscape.EdgeSingular): Curve | undefined {
  const weights: unknown = edge.scratch('controlPointWeights');
  const distances: unknown = edge.scratch('controlPointDistances');
  if (!isNumbers(weights) || !isNumbers(distances) || weights.length < 2) return undefined;
  const [from, to] = [edge.source(), edge.target()];
  const [a, b] = [from.position(), to.position()];
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const normal = { x: (a.y - b.y) / length, y: (b.x - a.x) / length };
  // A bend inside of an end can not be drawn.
  const hidden = weights.some((weight, index) => {
    const by = distances[index] ?? 0;
    const point = { x: a.x + (b.x - a.x) * weight + normal.x * by, y: a.y + (b.y - a.y) * weight + normal.y * by };
    return covers(from, point) || covers(to, point);
  });
  return hidden ? undefined : { weights, distances };
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
    const side = Math.max(600, Math.sqrt(input.nodes.length) * 150);
    return {
      name: 'breadthfirst',
      directed: true,
      roots: input.roots.filter((id) => cy.getElementById(id).nonempty()),
      avoidOverlap: true,
      boundingBox: { x1: 0, y1: 0, w: side, h: side },
      // Levels run from left to right, as in the layered layout.
      transform: (_node: unknown, { x, y }: Point) => ({ x: y * 1.6, y: x }),
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
