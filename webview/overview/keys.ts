import type { SceneBox } from './scene.js';

/** Where an arrow key leads: up and down through the rows, left to the caller, right to the first callee. */
export function walk(boxes: readonly SceneBox[], from: string | null, key: string): string | undefined {
  const here = boxes.find(({ id }) => id === from);
  const rows = [...boxes].sort((a, b) => a.y - b.y || a.x - b.x);
  if (!here) return key.startsWith('Arrow') ? boxes[0]?.id : undefined;
  const at = rows.indexOf(here);
  switch (key) {
    case 'ArrowUp':
      return rows[at - 1]?.id;
    case 'ArrowDown':
      return rows[at + 1]?.id;
    case 'ArrowLeft':
      return here.parent;
    case 'ArrowRight':
      return boxes.find(({ parent }) => parent === here.id)?.id;
    default:
      return undefined;
  }
}
