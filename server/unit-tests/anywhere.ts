import type { CallGraph } from '../call-graph/model.js';

/**
 * Whether a program has a function of this kind. Each module is looked through once, since an edit changes one of
 * thousands; a copy that the linker dropped has the same name as the one that it chose.
 */
export function anywhere(isOfKind: (fn: { signature: string }) => boolean): (graph: CallGraph) => boolean {
  const modules = new WeakMap<object, boolean>();
  const graphs = new WeakMap<CallGraph, boolean>();
  return (graph) =>
    remembered(graphs, graph, () =>
      graph.modules.some((module) => remembered(modules, module, () => module.code.some(isOfKind))),
    );
}

function remembered<K extends object>(known: WeakMap<K, boolean>, key: K, find: () => boolean): boolean {
  const answer = known.get(key) ?? find();
  known.set(key, answer);
  return answer;
}
