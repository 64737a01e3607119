import type { CallGraph } from './model.js';
import { shortPaths } from './short-paths.js';

const computed = new WeakMap<CallGraph, ReadonlyMap<string, string>>();

/** What people call the modules of a program, by source: two that were both compiled from a `main.c` are told apart. */
function moduleNames(graph: CallGraph): ReadonlyMap<string, string> {
  let names = computed.get(graph);
  if (!names) {
    names = shortPaths(graph.modules.map(({ source }) => source));
    computed.set(graph, names);
  }
  return names;
}

export function moduleName(graph: CallGraph, source: string): string {
  return moduleNames(graph).get(source) ?? source;
}
