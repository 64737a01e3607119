import type cytoscape from 'cytoscape';
import type { Point } from '../layout/layout-messages.js';
import type { MenuItem } from '../widgets/menu.js';

export interface KeyboardEvents {
  onPick(id: string | null): void;
  onFind(): void;
  onMenu(id: string): void;
  onHelp(): void;
}

/**
 * Arrows walk along edges (left to callers, right to callees) and between neighbours (up, down); Esc undims; what else
 * can be done has a key in its menu.
 */
export function listen(
  area: HTMLElement,
  cy: () => cytoscape.Core,
  picked: () => string | null,
  keys: () => Record<string, MenuItem>,
  events: KeyboardEvents,
): void {
  area.addEventListener('keydown', (event) => {
    // Boxes of the first picture take the focus themselves.
    if (event.target !== area && !(event.target as Element).closest('.overview svg')) return;
    if (isFind(event)) events.onFind();
    else if (event.key === 'Escape') events.onPick(null);
    else if (event.key === '?') events.onHelp();
    else if (!onFunction(event)) return;
    event.preventDefault();
  });

  function onFunction(event: KeyboardEvent): boolean {
    const id = picked();
    const item = keys()[nameOf(event)];
    if ((event.key === 'ContextMenu' || event.key === '.') && id !== null) events.onMenu(id);
    else if (item !== undefined) {
      if (item.disabled !== true) item.run();
    } else if (event.key.startsWith('Arrow') && !event.altKey) {
      const next = step(cy(), id, event.key);
      if (next !== undefined) events.onPick(next);
    } else return false;
    return true;
  }
}

function isFind({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === '/' || (key === 'f' && (ctrlKey || metaKey));
}

/** As menus show it. Signs such as `{` need no name for the shift that makes them. */
function nameOf({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): string {
  if (ctrlKey || metaKey) return `Ctrl+${key}`;
  const letter = /^[a-z]$/i.test(key);
  return `${altKey ? 'Alt+' : ''}${shiftKey && letter ? 'Shift+' : ''}${letter && shiftKey ? key.toUpperCase() : key}`;
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
