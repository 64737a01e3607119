import type { LayoutInput, Point } from '../layout/layout-messages.js';
import type { Picture } from './picture.js';
import { NODE_HEIGHT } from './style.js';

/** What the views show together, so that a function has one place in all of them. */
export function layoutInput(
  pictures: Picture[],
  root: string | undefined,
  measure: (label: string) => number,
): Omit<LayoutInput, 'algorithm'> {
  const nodes = new Map<string, LayoutInput['nodes'][number]>();
  const edges = new Map<string, Relation>();
  for (const picture of pictures) {
    for (const { id, kind, label, parent } of picture.nodes) {
      if (kind !== 'runtime') nodes.set(id, { id, width: measure(label), height: NODE_HEIGHT, parent });
    }
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
    nodes: [...nodes.values()],
    edges: (relations.length > MANY_EDGES ? withoutGuesses(relations) : relations).map(({ id, from, to }) => ({
      id,
      from,
      to,
    })),
    roots: root === undefined ? [] : [root],
  };
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

/** The resolver is called from everywhere; it stands under the graph instead of bending every layer towards itself. */
export function withRuntime(positions: Record<string, Point>, pictures: Picture[]): Record<string, Point> {
  const runtime = pictures.flatMap((picture) => picture.nodes).find((node) => node.kind === 'runtime');
  const others = Object.fromEntries(Object.entries(positions).filter(([id]) => id !== runtime?.id));
  const points = Object.values(others);
  if (!runtime || points.length === 0) return others;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const middle =
    xs.reduce((least, x) => Math.min(least, x), Infinity) / 2 +
    xs.reduce((most, x) => Math.max(most, x), -Infinity) / 2;
  return { ...others, [runtime.id]: { x: middle, y: ys.reduce((most, y) => Math.max(most, y), -Infinity) + 110 } };
}
