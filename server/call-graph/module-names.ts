import { onceFor } from '../support/once.js';
import type { CallGraph } from './model.js';
import { shortPaths } from './short-paths.js';

/** What people call the modules of a program, by source: two that were both compiled from a `main.c` are told apart. */
const moduleNames = onceFor((graph: CallGraph) => shortPaths(graph.modules.map(({ source }) => source)));

export function moduleName(graph: CallGraph, source: string): string {
  return moduleNames(graph).get(source) ?? source;
}
