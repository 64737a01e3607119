import type cytoscape from 'cytoscape';
import type { Point } from './layout-messages.js';

export interface KeyboardEvents {
  onPick(id: string | null): void;
  onOpen(id: string): void;
  onFind(): void;
}

/** Arrows walk along edges (left to callers, right to callees) and between neighbours (up, down); Enter opens, Esc undims. */
export function listen(
  area: HTMLElement,
  cy: () => cytoscape.Core,
  picked: () => string | null,
  events: KeyboardEvents,
): void {
  area.addEventListener('keydown', (event) => {
    const id = picked();
    if (event.key === 'Escape') events.onPick(null);
    else if (event.key === 'Enter' && id !== null) events.onOpen(id);
    else if (event.key === '/' || (event.key === 'f' && (event.ctrlKey || event.metaKey))) events.onFind();
    else if (event.key.startsWith('Arrow')) {
      const next = step(cy(), id, event.key);
      if (next !== undefined) events.onPick(next);
    } else return;
    event.preventDefault();
  });
}

function step(cy: cytoscape.Core, from: string | null, key: string): string | undefined {
  const start = from === null ? undefined : cy.getElementById(from);
  if (start === undefined || start.empty()) {
    const root = cy.nodes('.root');
    return (root.nonempty() ? root : cy.nodes().filter((node) => !node.isParent())).first().id();
  }
  const place = start.position();
  if (key === 'ArrowRight') return nearest(start.outgoers('node'), place);
  if (key === 'ArrowLeft') return nearest(start.incomers('node'), place);
  // Up and down: the closest node in that direction, columns first.
  const down = key === 'ArrowDown';
  const others = cy.nodes().filter((node) => {
    const y = node.position('y');
    return !node.isParent() && node.id() !== from && (down ? y > place.y : y < place.y);
  });
  return nearest(others, place);
}

function nearest(nodes: cytoscape.NodeCollection, { x, y }: Point): string | undefined {
  let best: { id: string; distance: number } | undefined;
  nodes.forEach((node) => {
    if (node.isParent()) return;
    const at = node.position();
    const distance = Math.abs(at.x - x) * 2 + Math.abs(at.y - y);
    if (!best || distance < best.distance) best = { id: node.id(), distance };
  });
  return best?.id;
}
