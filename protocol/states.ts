import type { FunctionState, GraphNode, Members } from './graph.js';

/**
 * How what a run makes of functions is folded into what is known of them: one rule for the server, which counts, for the editor's
 * lists, and for the page's pictures (fold-slice.ts, fold-overview.ts, fold-views.ts).
 */

/** Its code ran, or was about to: called, or inside of what was called. */
export function hasRun(state: FunctionState | undefined): boolean {
  return state !== undefined && state !== 'stub' && state !== 'eager';
}

/** What a run may change of a function as lists show it. */
export const LIST_FACTS = [
  'state',
  'tier',
  'generation',
  'waiting',
  'ms',
  'bytes',
  'materializedBy',
  'inlinedInto',
] as const satisfies readonly (keyof GraphNode)[];

/** The same as pictures show it. */
export const NODE_FACTS = [...LIST_FACTS, 'thread', 'order', 'materializedByName'] as const;

type Fact = (typeof NODE_FACTS)[number];

/** A known function as it is `now`: what a run does not change stays, and what is true no more goes. */
export function foldFunction<T extends Partial<Pick<GraphNode, Fact>>>(
  known: T,
  now: Pick<GraphNode, Fact>,
  facts: readonly (Fact & keyof T)[],
): T {
  const folded = { ...known };
  for (const fact of facts) {
    delete folded[fact];
    if (now[fact] !== undefined) Object.assign(folded, { [fact]: now[fact] });
  }
  return folded;
}

/** Counts by state, after one function left `before` (undefined: it was not counted) for `now` (it is not any more). States that they do not have are not counted. */
export function recount<C extends Partial<Record<FunctionState, number>>>(
  counts: C,
  before: FunctionState | undefined,
  now: FunctionState | undefined,
): C {
  if (before === now) return counts;
  const moved: Partial<Record<FunctionState, number>> = {};
  if (before !== undefined && counts[before] !== undefined) moved[before] = counts[before] - 1;
  if (now !== undefined && counts[now] !== undefined) moved[now] = counts[now] + 1;
  return { ...counts, ...moved };
}

export function countStates(states: Iterable<FunctionState>): Record<FunctionState | 'functions', number> {
  const counts = { functions: 0, stub: 0, materializing: 0, materialized: 0, inlined: 0, eager: 0, failed: 0 };
  for (const state of states) {
    counts.functions += 1;
    counts[state] += 1;
  }
  return counts;
}

/** `states`: of functions by their numbers, in their order. */
export function membersOf(states: Iterable<readonly [number: number, state: FunctionState]>): Members {
  const members: Members = {};
  const ends: Partial<Record<FunctionState, number>> = {};
  for (const [number, state] of states) {
    if (state === 'eager') continue;
    const ranges = (members[state] ??= []);
    if (ends[state] === number) ranges[ranges.length - 1] = (ranges.at(-1) ?? 0) + 1;
    else ranges.push(number, 1);
    ends[state] = number + 1;
  }
  return members;
}

/** The functions behind one element, and the state that each of them is in. */
export class Roster {
  private readonly moved = new Map<number, FunctionState>();

  constructor(private readonly members: Members) {}

  /** Undefined for one that is no member. */
  stateOf(number: number): FunctionState | undefined {
    return this.moved.get(number) ?? this.atFirst(number);
  }

  /** What this member was, and that it is another `now`; undefined where it is no member, or was that before. */
  take(number: number, now: FunctionState): FunctionState | undefined {
    const before = this.stateOf(number);
    if (before === undefined || before === now) return undefined;
    this.moved.set(number, now);
    return before;
  }

  private atFirst(number: number): FunctionState | undefined {
    for (const [state, ranges] of Object.entries(this.members)) if (isIn(ranges, number)) return state as FunctionState;
    return undefined;
  }
}

/** Ranges stand in their order. */
function isIn(ranges: readonly number[], number: number): boolean {
  let [low, high] = [0, ranges.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    const first = ranges[2 * middle] ?? 0;
    if (number < first) high = middle;
    else if (number < first + (ranges[2 * middle + 1] ?? 0)) return true;
    else low = middle + 1;
  }
  return false;
}
