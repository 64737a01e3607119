import type { CallGraph, FunctionIndex } from './model.js';

/**
 * Where the program's own code begins, past what its language puts before it: flang's `main` calls a Fortran program as
 * `_QQmain`, and the `main` that rustc makes hands the crate's own to the standard library. Undefined for a library.
 */
export function entryOf(graph: CallGraph): FunctionIndex | undefined {
  const fortran = graph.find('_QQmain');
  if (fortran !== undefined || graph.main === undefined) return fortran;
  const [own, ...others] = graph.passes(graph.main);
  return own !== undefined && others.length === 0 && callsRustRuntime(graph, graph.main) ? own : graph.main;
}

function callsRustRuntime(graph: CallGraph, main: FunctionIndex): boolean {
  const callees = graph.directCalls(main).map(({ to }) => graph.functions[to]?.symbol ?? '');
  return [...callees, ...graph.externalCalls(main).keys()].some((symbol) => /lang_start/.test(symbol));
}
