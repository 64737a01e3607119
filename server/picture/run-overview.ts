import { basename } from 'node:path';
import type { Hub, RunBox, RunOverview } from '../../protocol/overview.js';
import { formatCount } from '../../protocol/text.js';
import type { CallGraph, FunctionIndex, LinkedFunction } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import { sectionAt, sectionsIn } from '../parts/sections.js';
import { isTouched, type Overlay } from '../run/overlay.js';
import { type Caller, firstCallers, isPassThrough, OUTSIDE, scoreOf, TESTS } from './first-callers.js';
import { functionNode } from './nodes.js';
import { plainLabels } from './plain-labels.js';

/** The picture draws forty; this is what it may choose from. */
const CANDIDATES = 400;
/** Of one function that was opened. */
const MOST_CHILDREN = 200;
/** A function that so many call has no line from each of them. */
export const HUB_CALLERS = 20;

export interface RunInput {
  graph: CallGraph;
  owners: Ownership;
  overlay: Overlay;
  run: string;
  opened: ReadonlySet<string>;
  modulesMissing: number;
}

export function runOverview(input: RunInput): RunOverview {
  const { graph, owners, overlay, run } = input;
  const roots = firstCallers(graph, owners, overlay);
  const all: Caller[] = [];
  const open = [...roots].reverse();
  for (let caller = open.pop(); caller; caller = open.pop()) {
    all.push(caller);
    open.push(...[...caller.children].reverse());
  }
  return {
    run,
    ran: all.filter(({ group }) => group === undefined).length,
    libraryRan: countLibraryRan(owners, overlay),
    boxes: boxesOf(input, all),
    hubs: hubsOf(input, all),
  };
}

function countLibraryRan(owners: Ownership, overlay: Overlay): number {
  const ran = new Set<FunctionIndex>();
  for (const index of [...overlay.functions.keys(), ...overlay.inlined.keys()])
    if (!owners.isOwn(index)) ran.add(owners.standsFor(index));
  return ran.size;
}

/** Those that say most, those that were asked for, and what leads to them, in the order of first calls. */
function boxesOf({ graph, owners, overlay, opened, modulesMissing }: RunInput, all: readonly Caller[]): RunBox[] {
  const scores = new Map(all.map((caller) => [caller, scoreOf(caller)]));
  const best = [...all].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0)).slice(0, CANDIDATES);
  const asked = all.flatMap((caller) =>
    opened.has(idOf(graph, caller)) ? caller.children.slice(0, MOST_CHILDREN) : [],
  );
  const kept = new Set<Caller>();
  for (const caller of [...best, ...asked])
    for (let at: Caller | undefined = caller; at && !kept.has(at); at = at.parent) kept.add(at);
  const list = all.filter((caller) => kept.has(caller));
  const numbers = new Map(list.map((caller, at) => [caller, at]));
  const labels = plainLabels(
    graph,
    owners,
    list.map(({ index }) => index),
  );
  return list.flatMap((caller): RunBox[] => {
    const fn = graph.functions[caller.index];
    return [
      {
        id: idOf(graph, caller),
        label: fn ? (labels.get(fn.index) ?? fn.label) : groupLabel(caller),
        parent: caller.parent ? (numbers.get(caller.parent) ?? -1) : -1,
        via: caller.via,
        below: caller.below,
        children: caller.children.length,
        score: scores.get(caller) ?? 0,
        passThrough: isPassThrough(caller),
        file: fn ? placeOf(graph, fn) : '',
        thread: caller.thread,
        ...(fn && { node: functionNode(graph, fn, overlay, modulesMissing, owners) }),
      },
    ];
  });
}

function idOf(graph: CallGraph, { index, group }: Caller): string {
  return group ?? graph.functions[index]?.id ?? OUTSIDE;
}

function groupLabel({ group, children }: Caller): string {
  return group === TESTS ? `${formatCount(children.length)} tests` : 'called from outside';
}

/** Base name of its source, or the section of an amalgamated one. */
export function placeOf(graph: CallGraph, { file, source, line }: LinkedFunction): string {
  const path = file ?? source;
  return (line === undefined ? undefined : sectionAt(sectionsIn(graph, path), line)) ?? basename(path);
}

/** Functions that so many of those that ran call that lines to them would say nothing. */
function hubsOf({ graph, owners, overlay }: RunInput, all: readonly Caller[]): Hub[] {
  const called = all.flatMap(({ index }) => {
    const callers = new Set<FunctionIndex>();
    for (const caller of graph.directCallers(index))
      if (owners.isOwn(caller) && isTouched(caller, overlay)) callers.add(owners.standsFor(caller));
    return callers.size >= HUB_CALLERS ? [{ index, callers: callers.size }] : [];
  });
  // Overloads are told apart.
  const labels = plainLabels(
    graph,
    owners,
    called.map(({ index }) => index),
  );
  const hubs = called.flatMap(({ index, callers }): Hub[] => {
    const fn = graph.functions[index];
    return fn ? [{ id: fn.id, label: labels.get(index) ?? fn.label, callers, functions: 1, ran: 1 }] : [];
  });
  return hubs.sort((a, b) => b.callers - a.callers || (a.id < b.id ? -1 : 1));
}
