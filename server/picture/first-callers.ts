import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { Overlay } from '../run/overlay.js';
import { grouped } from '../support/grouped.js';
import { entriesOf } from './entries.js';

/** What stands above several that nothing of the program called. */
export const TESTS = 'group:tests';
export const OUTSIDE = 'group:outside';

/** A thread whose tree is smaller is no root of its own. */
const LEAST_THREAD = 5;

/** A run is a tree: each own function that ran hangs under the own function from which its first call came. */
export interface Caller {
  index: FunctionIndex;
  /** It is no function: what those below it have in common. */
  group?: typeof TESTS | typeof OUTSIDE;
  parent: Caller | undefined;
  /** Functions of libraries between it and its parent. */
  via: number;
  children: Caller[];
  /** Functions of the tree from here on, this one included. */
  below: number;
  thread: number;
}

/** Roots in the order of their first calls. */
export function firstCallers(graph: CallGraph, owners: Ownership, run: Overlay): Caller[] {
  const tree = new Tree(graph, owners, run);
  for (const index of run.functions.keys()) tree.add(index);
  for (const index of run.inlined.keys()) tree.add(index);
  return tree.finish();
}

class Tree {
  private readonly placed = new Map<FunctionIndex, Caller>();
  private readonly open = new Set<FunctionIndex>();
  private readonly roots: Caller[] = [];
  private readonly threads = new Map<number, number>();

  constructor(
    private readonly graph: CallGraph,
    private readonly owners: Ownership,
    private readonly run: Overlay,
  ) {}

  add(index: FunctionIndex): Caller | undefined {
    if (!this.graph.functions[index] || !this.owners.isOwn(index)) return undefined;
    const stands = this.owners.standsFor(index);
    const known = this.placed.get(stands);
    // What calls itself in a circle through its helpers has no first caller there.
    if (known || this.open.has(stands)) return known;
    this.open.add(stands);
    const { parent, via } = this.callerOf(index, stands);
    const thread = this.threadOf(index);
    const made: Caller = { index: stands, parent, via, children: [], below: 1, thread: parent?.thread ?? thread };
    this.placed.set(stands, made);
    (parent?.children ?? this.roots).push(made);
    return made;
  }

  finish(): Caller[] {
    // Children come after their parents.
    for (const { parent, below } of [...this.placed.values()].reverse()) if (parent) parent.below += below;
    for (const { children } of this.placed.values()) sortByOrder(children, (child) => this.orderOf(child.index));
    return this.grouped();
  }

  /** `main` and threads are roots; the tests stand under one, and so does what else nobody of the program called. */
  private grouped(): Caller[] {
    const entries = entriesOf(this.graph, this.owners);
    const threads = new Set<number>();
    const of = (root: Caller): Caller['group'] => {
      const kind = entries.get(root.index);
      if (kind === 'main') return undefined;
      if (kind === 'test') return TESTS;
      if (root.thread === 1 || root.below < LEAST_THREAD || threads.has(root.thread)) return OUTSIDE;
      threads.add(root.thread);
      return undefined;
    };
    return [...grouped(this.roots, of)].flatMap(([group, roots]) => {
      if (group === undefined || roots.length === 1) return roots;
      const above: Caller = { index: -1, group, parent: undefined, via: 0, children: roots, below: 0, thread: 1 };
      for (const root of roots) root.parent = above;
      above.below = roots.reduce((sum, { below }) => sum + below, 0);
      return [above];
    });
  }

  private callerOf(index: FunctionIndex, stands: FunctionIndex): { parent: Caller | undefined; via: number } {
    let via = 0;
    const seen = new Set<FunctionIndex>();
    for (let at = this.firstCaller(index); at !== undefined && !seen.has(at); at = this.firstCaller(at)) {
      seen.add(at);
      if (!this.owners.isOwn(at)) via += 1;
      else if (this.owners.standsFor(at) !== stands) return { parent: this.add(at), via };
    }
    return { parent: undefined, via: 0 };
  }

  private firstCaller(index: FunctionIndex): FunctionIndex | undefined {
    const run = this.run.functions.get(index);
    if (run) return run.caller ?? run.with;
    // What ran inside of others hangs under the first of them.
    const [host] = this.run.inlined.get(index) ?? [];
    return host;
  }

  private orderOf(index: FunctionIndex): number {
    return this.run.functions.get(index)?.order ?? Infinity;
  }

  private threadOf(index: FunctionIndex): number {
    const tid = this.run.functions.get(index)?.thread ?? 0;
    let number = this.threads.get(tid);
    if (number === undefined) {
      number = this.threads.size + 1;
      this.threads.set(tid, number);
    }
    return number;
  }
}

function sortByOrder(list: Caller[], order: (caller: Caller) => number): void {
  list.sort((a, b) => order(a) - order(b) || 0);
}

/** Entropy, in bits, of what is below over the function itself and each child: a pass-through scores nothing. */
export function scoreOf({ below, children }: Pick<Caller, 'below' | 'children'>): number {
  const share = (part: number): number => (part === 0 ? 0 : -(part / below) * Math.log2(part / below));
  const entropy = children.reduce((sum, child) => sum + share(child.below), share(1));
  return entropy * below + 1;
}

/** One child that holds so much of the rest is what there is to show. */
const NEARLY_ALL = 0.95;

export function isPassThrough({ below, children }: Caller): boolean {
  return below > 1 && children.some((child) => child.below >= NEARLY_ALL * (below - 1));
}
