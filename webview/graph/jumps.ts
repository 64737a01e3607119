import type cytoscape from 'cytoscape';

/** More lines than this that all lead to the one resolver hide the picture, and say no more than its label does. */
export const MOST_JUMPS = 12;

/** The line, or lines, that tell where an element's first calls go: a function in a box shares that of the box. */
export function jumpsOf(cy: cytoscape.Core, id: string | null): cytoscape.EdgeCollection {
  const element = cy.getElementById(id ?? '');
  return element.union(element.ancestors()).connectedEdges('.runtime');
}
