import type { GraphQuery, GraphSlice, PathResult } from '../../protocol/graph.js';
import { entryOf } from '../call-graph/entry.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { Program } from '../program/program.js';
import { countProgram, type Overlay } from '../run/overlay.js';
import { ProblemError } from '../support/problem.js';
import { slice, type Slice } from './slice.js';

/** A run as it is seen on the program's call graph; without an id: no run, or one that nobody asks for again. */
export interface ShownRun {
  overlay: Overlay;
  id: string | undefined;
  /** It has ended. */
  over?: boolean;
}

/** The part of a program that a picture is made of. */
type Shown = Pick<Program, 'name' | 'path' | 'staleSources' | 'modulesMissing'> & {
  graph: CallGraph;
  /** Whose code is whose; absent: by the folders that every system has. */
  ownership?: Ownership;
  file: Pick<Program['file'], 'builtAt'>;
};

/** What a picture needs of a program, and whose code is whose in it. */
export function shownOf(program: Program, ownership: Ownership): Shown {
  const { name, path, graph, file, staleSources, modulesMissing } = program;
  return { name, path, graph, file, staleSources, modulesMissing, ownership };
}

/** The picture that a query asks for; the CLI's `graph` uses it as well. */
export function sliceProgram(program: Shown, query: GraphQuery, run: ShownRun, other?: ShownRun): GraphSlice {
  const { graph } = program;
  const root = query.whole ? undefined : query.root === undefined ? entryOf(graph) : named(program, query.root);
  const path = query.path && { from: named(program, query.path.from), to: named(program, query.path.to) };
  // A function that a rebuild took away is no reason to show nothing.
  const known = (ids: readonly string[] = []): FunctionIndex[] => ids.flatMap((id) => graph.find(id) ?? []);
  const picture = slice(
    graph,
    {
      ...query,
      root,
      path,
      expanded: (query.expanded ?? []).flatMap(({ id, direction }) =>
        known([id]).map((index) => ({ index, direction })),
      ),
      pinned: known(query.pinned),
      hidden: new Set(known(query.hidden)),
      modulesMissing: program.modulesMissing,
      ownership: program.ownership,
      over: run.over,
    },
    run.overlay,
    other?.overlay,
  );
  return {
    program: program.path,
    view: query.view,
    ...(root !== undefined && { root: graph.functions[root]?.id }),
    ...(run.id !== undefined && { run: run.id }),
    ...(other?.id !== undefined && { other: other.id }),
    ...(query.path && picture.path && { path: pathResult(query.path, picture.path) }),
    names: namesOf(graph, [root, path?.from, path?.to]),
    nodes: picture.nodes,
    edges: picture.edges,
    groups: picture.groups,
    coverage: coverageOf(program, picture, run.overlay),
  };
}

function namesOf(graph: CallGraph, indexes: readonly (FunctionIndex | undefined)[]): GraphSlice['names'] {
  const functions = indexes.flatMap((index) => graph.functions[index ?? -1] ?? []);
  return Object.fromEntries(functions.map(({ id, label }) => [id, label]));
}

function pathResult(ends: { from: string; to: string }, path: NonNullable<Slice['path']>): PathResult {
  return { ...ends, direction: path.direction, calls: path.calls };
}

function coverageOf(program: Shown, picture: Slice, overlay: Overlay): GraphSlice['coverage'] {
  const { functions, materialized, inlined, eager } = countProgram(program.graph, overlay);
  const { filtered, hubs, vague, folded, truncated } = picture;
  return {
    shown: picture.functions,
    functions,
    materialized,
    inlined,
    eager,
    unresolvedSites: picture.unresolvedSites,
    builtAt: program.file.builtAt,
    stale: [...program.staleSources],
    truncated,
    filtered,
    hubs,
    vague,
    folded,
    modulesMissing: program.modulesMissing,
  };
}

function named(program: Shown, id: string): FunctionIndex {
  const index = program.graph.find(id);
  if (index !== undefined) return index;
  throw new ProblemError({
    code: 'manifest-missing',
    message: `${program.name} has no function ${id}.`,
    action: 'Choose another function; after a rebuild a function may have another name.',
  });
}
