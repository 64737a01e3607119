import type { LibraryBox, Overview } from '../../protocol/overview.js';
import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import { type Overlay, overlayUntil } from '../run/overlay.js';
import { grouped } from '../support/grouped.js';
import { entryList } from './entries.js';
import { membersIn } from './group-counts.js';
import { partsOverview } from './parts-overview.js';
import { runOverview } from './run-overview.js';

export interface OverviewInput {
  program: { path: string; builtAt: number; graph: CallGraph; modulesMissing: number };
  owners: Ownership;
  overlay: Overlay;
  /** Id of the run; undefined for a program that never ran. */
  run: string | undefined;
  /** That run has not ended: who shows the picture keeps it up to date. */
  goesOn?: boolean;
  opened: readonly string[];
  /** What ran of parts and libraries is that of the first so many materializations. */
  until?: number | undefined;
}

/** The first picture of a program. */
export function overviewOf({ program, owners, overlay, run, goesOn = false, opened, until }: OverviewInput): Overview {
  const { graph, modulesMissing } = program;
  const then = until === undefined ? overlay : overlayUntil(overlay, until);
  const input = { graph, owners, overlay, modulesMissing, goesOn, opened: new Set(opened) };
  return {
    program: program.path,
    builtAt: program.builtAt,
    own: owners.own,
    libraries: librariesOf(graph, owners, then, goesOn),
    parts: partsOverview({ ...input, overlay: then }),
    ...entryList(graph, owners, overlay),
    ...(run !== undefined && { run: runOverview({ ...input, run }) }),
  };
}

function librariesOf(graph: CallGraph, owners: Ownership, overlay: Overlay, goesOn: boolean): LibraryBox[] {
  const ran = new Map<string, Set<FunctionIndex>>();
  const callers = new Map<string, Set<FunctionIndex>>();
  const ms = new Map<string, number>();
  for (const [index, run] of overlay.functions) {
    const library = owners.libraryOf(index);
    if (library === undefined) continue;
    setOf(ran, library).add(owners.standsFor(index));
    ms.set(library, (ms.get(library) ?? 0) + run.ms);
    for (const caller of graph.directCallers(index))
      if (owners.isOwn(caller) && overlay.functions.has(caller)) setOf(callers, library).add(owners.standsFor(caller));
  }
  const behind = goesOn ? grouped(graph.functions, ({ index }) => owners.libraryOf(index)) : undefined;
  return [...owners.libraries].map(([name, functions]) => ({
    name,
    functions,
    ran: ran.get(name)?.size ?? 0,
    callers: callers.get(name)?.size ?? 0,
    ms: ms.get(name) ?? 0,
    ...(behind && { members: membersIn(behind.get(name) ?? [], overlay) }),
  }));
}

function setOf(map: Map<string, Set<FunctionIndex>>, key: string): Set<FunctionIndex> {
  let set = map.get(key);
  if (!set) map.set(key, (set = new Set()));
  return set;
}
