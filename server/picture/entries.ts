import type { Entry, EntryKind } from '../../protocol/overview.js';
import { entryOf } from '../call-graph/entry.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import { isTouched, type Overlay } from '../run/overlay.js';
import { onceForBoth } from '../support/once.js';
import { plainLabels } from './plain-labels.js';
import { isTestEntry } from './test-entries.js';

/** Where a program's own code is entered: its `main`, and what code that AutoJIT does not see may call. */
export type Entries = ReadonlyMap<FunctionIndex, EntryKind>;

/** Depends on the build alone. */
export const entriesOf = onceForBoth(find);

/** Calls that start threads or set handlers, with the type of what they are given; a call of a template has its own. */
const STARTERS: readonly { kind: EntryKind; name: RegExp; type?: RegExp }[] = [
  { kind: 'thread', name: /^(?:pthread_create|thrd_create)$/, type: /^(?:ptr|i32) \(ptr\)$/ },
  { kind: 'thread', name: /^(?:std::(?:__\w+::)?j?thread::j?thread|std::(?:__\w+::)?async|std::thread::spawn)\b/ },
  {
    kind: 'handler',
    name: /^(?:signal|sigaction|bsd_signal|sigset|std::signal)$/,
    type: /^void \(i32(?:, ptr, ptr)?\)$/,
  },
  { kind: 'handler', name: /^(?:atexit|at_quick_exit|std::set_terminate)\b/, type: /^void \(\)$/ },
];

function find(graph: CallGraph, owners: Ownership): Entries {
  const entries = new Map<FunctionIndex, EntryKind>();
  const main = entryOf(graph);
  if (main !== undefined && owners.isOwn(main)) entries.set(owners.standsFor(main), 'main');
  for (const fn of graph.functions) {
    if (owners.standsFor(fn.index) !== fn.index || !owners.isOwn(fn.index) || entries.has(fn.index)) continue;
    const kind = kindOf(graph, owners, fn);
    if (kind !== undefined) entries.set(fn.index, kind);
  }
  return entries;
}

function kindOf(graph: CallGraph, owners: Ownership, fn: LinkedFunction): EntryKind | undefined {
  if (isTestEntry(graph, fn)) return 'test';
  const passers = graph.passedBy(fn.index).filter((index) => owners.isOwn(index));
  if (passers.length === 0) return undefined;
  for (const passer of passers) {
    const kind = startedBy(graph, passer, fn);
    if (kind !== undefined) return kind;
  }
  // Of a virtual function nothing tells whether its base is a library's, which may call it, or nobody calls it at all.
  return graph.isVirtual(fn.index) || mayOwnCall(graph, owners, fn.index) ? undefined : 'callback';
}

/** Thread or handler: where the function that hands it on calls what takes such a function. */
function startedBy(graph: CallGraph, passer: FunctionIndex, { type }: LinkedFunction): EntryKind | undefined {
  const called = [
    ...[...graph.externalCalls(passer).keys()].map((symbol) => graph.externalName(symbol)),
    ...[...graph.directCallees(passer)].map((to) => graph.functions[to]?.signature ?? ''),
  ];
  const starter = STARTERS.find(
    (one) => (one.type?.test(type) ?? true) && called.some((name) => one.name.test(name.replace(/^void /, ''))),
  );
  return starter?.kind;
}

/** What code of the program itself calls, or may call through a pointer, is nothing that only others call. */
function mayOwnCall(graph: CallGraph, owners: Ownership, index: FunctionIndex): boolean {
  if (graph.directCallers(index).some((caller) => caller !== index && owners.isOwn(caller))) return true;
  return graph
    .candidateKeys(index)
    .some((key) => [...graph.indirectCallersOf(key)].some((caller) => owners.isOwn(caller)));
}

const RANK: Record<EntryKind, number> = { main: 0, thread: 1, handler: 2, test: 3, callback: 4 };
const MOST_TOLD = 40;

/** Those that say most first: `main`, threads, handlers, tests in their order, the largest callbacks. */
export function entryList(
  graph: CallGraph,
  owners: Ownership,
  overlay: Overlay,
): { entries: Entry[]; moreEntries: number } {
  const all = [...entriesOf(graph, owners)].sort(
    ([a, kind], [b, other]) =>
      RANK[kind] - RANK[other] || (kind === 'test' ? a - b : sizeOf(graph, b) - sizeOf(graph, a)),
  );
  const told = all.slice(0, MOST_TOLD);
  const labels = plainLabels(
    graph,
    owners,
    told.map(([index]) => index),
  );
  const entries = told.flatMap(([index, kind]): Entry[] => {
    const fn = graph.functions[index];
    return fn ? [{ id: fn.id, label: labels.get(index) ?? fn.label, kind, ran: isTouched(index, overlay) }] : [];
  });
  return { entries, moreEntries: all.length - told.length };
}

function sizeOf(graph: CallGraph, index: FunctionIndex): number {
  return graph.functions[index]?.instructions ?? 0;
}
