import type { CallGraph, FunctionIndex } from '../call-graph/model.js';

/** A function that so many others call says nothing of each of them. */
const HUB_CALLERS = 20;

export function isHub(graph: CallGraph, index: FunctionIndex): boolean {
  return graph.directCallers(index).length >= HUB_CALLERS;
}
