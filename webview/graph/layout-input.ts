import type { LayoutInput, Point } from '../layout/layout-messages.js';
import type { Picture, PictureNode } from './picture.js';
import { NODE_HEIGHT } from './style.js';

/** Width of a box in which this stands. */
export type Measure = (node: PictureNode, isRoot: boolean) => number;

/** What the views show together, so that a function has one place in all of them. */
export function layoutInput(
  pictures: Picture[],
  root: string | undefined,
  measure: Measure,
): Omit<LayoutInput, 'algorithm'> {
  const edges = new Map<string, Relation>();
  for (const picture of pictures) {
    for (const { from, to, kind, observed } of picture.edges) {
      // Several kinds between two functions are one relation to the layout; jumps to the resolver are none.
      if (kind === 'runtime' || from === to) continue;
      const id = `${from}->${to}`;
      const guess = kind === 'candidate' && !observed && (edges.get(id)?.guess ?? true);
      edges.set(id, { id, from, to, guess });
    }
  }
  const relations = [...edges.values()];
  return {
    nodes: nodesOf(pictures, root, measure),
    edges: (relations.length > MANY_EDGES ? withoutGuesses(relations) : relations).map(({ id, from, to }) => ({
      id,
      from,
      to,
    })),
    roots: root === undefined ? [] : [root],
  };
}

function nodesOf(pictures: readonly Picture[], root: string | undefined, measure: Measure): LayoutInput['nodes'] {
  const nodes = new Map<string, LayoutInput['nodes'][number]>();
  const row = new Set(sharedOf(pictures).map(({ id }) => id));
  for (const node of pictures.flatMap((picture) => picture.nodes)) {
    const { id, kind, parent } = node;
    if (kind === 'runtime' || row.has(id)) continue;
    // One place in all views: the widest of them needs it. A stub has no chips, since it calls only the resolver.
    const width = Math.max(measure(node, id === root), nodes.get(id)?.width ?? 0);
    nodes.set(id, { id, width, height: NODE_HEIGHT, parent });
  }
  return [...nodes.values()];
}

type Relation = LayoutInput['edges'][number] & { guess: boolean };

/** Layered layouts take long for more, and nobody sees better for it. */
const MANY_EDGES = 600;

/** Calls through pointers of a common type lead from everywhere to everywhere: one is kept for what nothing else reaches. */
function withoutGuesses(relations: readonly Relation[]): Relation[] {
  const reached = new Set(relations.filter(({ guess }) => !guess).map(({ to }) => to));
  return relations.filter(({ to, guess }) => {
    if (!guess) return true;
    if (reached.has(to)) return false;
    reached.add(to);
    return true;
  });
}

/** What everything calls has no lines: the box of it, and what is in it where it is open. */
function sharedOf(pictures: readonly Picture[]): PictureNode[] {
  const nodes = new Map(pictures.flatMap((picture) => picture.nodes).map((node) => [node.id, node]));
  return [...nodes.values()].filter(
    ({ group, parent }) => (group ?? nodes.get(parent ?? '')?.group)?.kind === 'shared',
  );
}

/**
 * What is called from everywhere stands under the graph, instead of bending every layer towards itself: functions that everything calls in a row,
 * and below that the resolver.
 */
export function withRows(
  positions: Record<string, Point>,
  pictures: Picture[],
  measure: Measure,
): Record<string, Point> {
  const runtime = pictures.flatMap((picture) => picture.nodes).find((node) => node.kind === 'runtime');
  const shared = sharedOf(pictures);
  const below = new Set([runtime?.id, ...shared.map(({ id }) => id)]);
  const others = Object.fromEntries(Object.entries(positions).filter(([id]) => !below.has(id)));
  if (Object.keys(others).length === 0) return others;
  return withRuntime(withShared(others, shared, measure), runtime?.id);
}

function withShared(
  others: Record<string, Point>,
  shared: readonly PictureNode[],
  measure: Measure,
): Record<string, Point> {
  const points = Object.values(others);
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const placed = { ...others };
  let x = left;
  let y = Math.max(...points.map((point) => point.y)) + SHARED_BELOW;
  for (const node of shared) {
    const { id, kind } = node;
    if (kind === 'box') continue;
    const width = measure(node, false);
    if (x > left && x + width > right) [x, y] = [left, y + NODE_HEIGHT + SHARED_GAP];
    placed[id] = { x: x + width / 2, y };
    x += width + SHARED_GAP;
  }
  return placed;
}

const SHARED_BELOW = 80;
const SHARED_GAP = 16;

function withRuntime(others: Record<string, Point>, runtime: string | undefined): Record<string, Point> {
  const points = Object.values(others);
  if (runtime === undefined) return others;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const middle =
    xs.reduce((least, x) => Math.min(least, x), Infinity) / 2 +
    xs.reduce((most, x) => Math.max(most, x), -Infinity) / 2;
  return { ...others, [runtime]: { x: middle, y: ys.reduce((most, y) => Math.max(most, y), -Infinity) + 110 } };
}
