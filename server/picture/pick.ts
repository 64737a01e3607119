import { entryOf } from '../call-graph/entry.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { Overlay } from '../run/overlay.js';
import type { Step } from './fans.js';
import type { Filter } from './filter.js';
import { isHub } from './hubs.js';
import { findPath, type Path } from './paths.js';
import { MOST_GUESSES, Neighbours, type Direction } from './walk.js';

export interface PickQuery {
  /** Undefined: the whole program. */
  root: FunctionIndex | undefined;
  path: { from: FunctionIndex; to: FunctionIndex } | undefined;
  depthOut: number;
  depthIn: number;
  expanded: readonly { index: FunctionIndex; direction: Direction }[];
  pinned: readonly FunctionIndex[];
  hidden: ReadonlySet<FunctionIndex>;
  /** Whose code is whose: with it, functions of libraries are no steps of their own. */
  owners?: Ownership | undefined;
  /** What everything calls is shown, but the walk does not go on from there. */
  hubsApart?: boolean | undefined;
  /** Where to stop: more can neither be drawn nor folded. */
  limit: number;
}

export interface Picked {
  /** Nearest to the root first, so that a limit cuts what is farthest. */
  functions: FunctionIndex[];
  filtered: number;
  hubs: number;
  /** Types of calls with too many candidates, or callers, to be followed. */
  vague: number;
  truncated: boolean;
  path: Path | undefined;
  /** What the person named, and the neighbours of what was expanded. */
  asked: ReadonlySet<FunctionIndex>;
  /** How the walks came by the others. */
  steps: ReadonlyMap<FunctionIndex, Step>;
}

/** The functions of a picture, before any of them are folded. */
export function pick(graph: CallGraph, query: PickQuery, filter: Filter, overlay: Overlay): Picked {
  const reach = new Reach(graph, filter, overlay, query);
  const path = query.path && findPath(graph, filter, overlay, query.path.from, query.path.to);
  if (path) reach.addAll(path.functions);
  else if (query.root === undefined) reach.addWhole();
  else {
    reach.walk(query.root, query.depthOut, 'out');
    reach.walk(query.root, query.depthIn, 'in');
    if (query.root === entryOf(graph)) reach.walkAlso(calledByLibraries(overlay), query.depthOut);
  }
  const asked = expand(reach, query.expanded);
  reach.addAll(query.pinned);
  // What the person named is shown, whatever the filter says.
  const named = new Set([
    ...query.pinned,
    ...query.expanded.map(({ index }) => index),
    ...(path?.functions ?? []),
    ...(query.root === undefined ? [] : [query.root]),
  ]);
  for (const index of named) asked.add(index);
  const shown: FunctionIndex[] = [];
  let filtered = 0;
  for (const index of reach.found) {
    const fn = graph.functions[index];
    if (!fn || query.hidden.has(index)) continue;
    if (named.has(index) || !filter.active || filter.shows(fn)) shown.push(index);
    else filtered += 1;
  }
  return {
    functions: shown,
    filtered,
    hubs: reach.hubs.size,
    vague: reach.vague.size,
    truncated: reach.truncated,
    path,
    asked,
    steps: reach.steps,
  };
}

/** What ran without being called by the program: in threads, handlers and constructors that a library starts. */
function* calledByLibraries({ functions, observed }: Overlay): Iterable<FunctionIndex> {
  for (const [index, run] of functions) if (run.caller === undefined && run.with === undefined) yield index;
  // Of eager functions a run only tells whom they called.
  for (const index of observed.keys()) if (!functions.has(index)) yield index;
}

/** The neighbours that were asked for. */
function expand(reach: Reach, expanded: PickQuery['expanded']): Set<FunctionIndex> {
  const asked = new Set<FunctionIndex>();
  for (const { index, direction } of expanded) {
    if (!reach.has(index)) continue;
    for (const found of reach.walk(index, 1, direction, Infinity)) asked.add(found);
  }
  return asked;
}

class Reach {
  readonly found = new Set<FunctionIndex>();
  readonly hubs = new Set<FunctionIndex>();
  readonly vague = new Set<string>();
  readonly steps = new Map<FunctionIndex, Step>();
  truncated = false;

  constructor(
    private readonly graph: CallGraph,
    private readonly filter: Filter,
    private readonly overlay: Overlay,
    private readonly query: Pick<PickQuery, 'limit' | 'owners' | 'hubsApart'>,
  ) {}

  has(index: FunctionIndex): boolean {
    return this.found.has(index);
  }

  addAll(indices: readonly FunctionIndex[]): void {
    for (const index of indices) this.found.add(index);
  }

  addWhole(): void {
    for (const { index } of this.graph.functions) {
      if (this.filter.isHub(index)) this.hubs.add(index);
      else if (!this.add(index)) return;
    }
  }

  /** Breadth first; returns what it came by. */
  walk(root: FunctionIndex, depth: number, direction: Direction, most = MOST_GUESSES): ReadonlySet<FunctionIndex> {
    const guesses = { most, left: this.vague };
    const neighbours = new Neighbours(this.graph, this.filter, this.overlay, direction, guesses);
    const seen = new Set([root]);
    this.found.add(root);
    let level = [root];
    for (let step = 0; step < depth && level.length > 0; step += 1) {
      const following: FunctionIndex[] = [];
      for (const from of level) {
        for (const to of neighbours.of(from)) {
          if (seen.has(to)) continue;
          seen.add(to);
          if (this.filter.isHub(to)) this.hubs.add(to);
          else if (!this.add(to, { from, direction })) return seen;
          else if (this.query.hubsApart === true && isHub(this.graph, to)) continue;
          // What stands behind a library's code is as near as that: the box of the library is one step.
          else if (this.query.owners?.isOwn(to) === false) level.push(to);
          else following.push(to);
        }
      }
      level = following;
    }
    return seen;
  }

  /** From roots that nothing found so far leads to. */
  walkAlso(roots: Iterable<FunctionIndex>, depth: number): void {
    for (const root of roots) {
      if (this.truncated) return;
      if (!this.has(root) && this.add(root)) this.walk(root, depth, 'out');
    }
  }

  /** False when the limit is reached. */
  private add(index: FunctionIndex, step?: Step): boolean {
    if (this.found.size >= this.query.limit && !this.found.has(index)) {
      this.truncated = true;
      return false;
    }
    if (step && !this.found.has(index)) this.steps.set(index, step);
    this.found.add(index);
    return true;
  }
}
