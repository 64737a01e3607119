import type { CallGraph, FunctionIndex } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { Overlay } from '../run/overlay.js';
import { append } from '../support/grouped.js';
import { isHub } from './hubs.js';
import type { Direction } from './walk.js';

/** Of more neighbours drawn at one function, the best are, and the others are one box. */
const MOST_NEIGHBOURS = 12;
const BEST = 8;

/** How a walk came by a function. */
export interface Step {
  from: FunctionIndex;
  direction: Direction;
}

/** Too many neighbours of one function, by what they are to it. */
export interface Fan {
  of: FunctionIndex;
  direction: Direction;
}

/** What is drawn in boxes of its own, so that no function has more lines than can be followed. */
export interface Apart {
  fans: ReadonlyMap<FunctionIndex, Fan>;
  /** Used everywhere: drawn at its callers, as a chip. */
  shared: ReadonlySet<FunctionIndex>;
}

export interface ApartQuery {
  /** As the walks found them. */
  functions: readonly FunctionIndex[];
  steps: ReadonlyMap<FunctionIndex, Step>;
  /** Always drawn. */
  asked: ReadonlySet<FunctionIndex>;
  /** The person opened it. */
  isOpen: (fan: Fan) => boolean;
  owners: Ownership | undefined;
  /** A run that is over: what it reached comes first. Of one that goes on, the order would change all the time. */
  ran: Overlay | undefined;
}

export function fanId(graph: CallGraph, { of, direction }: Fan): string {
  return `group:fan:${direction}:${graph.functions[of]?.id ?? ''}`;
}

export function apartOf(graph: CallGraph, query: ApartQuery): Apart {
  return new Sorter(graph, query).apart();
}

class Sorter {
  private readonly fans = new Map<FunctionIndex, Fan>();
  private readonly shared: ReadonlySet<FunctionIndex>;
  private readonly depths = new Map<FunctionIndex, number>();

  constructor(
    private readonly graph: CallGraph,
    private readonly query: ApartQuery,
  ) {
    const { functions, asked, steps } = query;
    this.shared = new Set(
      functions.filter((index) => steps.has(index) && !asked.has(index) && this.isOwn(index) && isHub(graph, index)),
    );
  }

  apart(): Apart {
    const levels = new Map<number, FunctionIndex[]>();
    for (const index of this.query.functions) {
      const depth = this.depthOf(index);
      if (depth === 0 || !this.isOwn(index) || this.shared.has(index)) continue;
      append(levels, depth, index);
    }
    for (const depth of [...levels.keys()].sort((a, b) => a - b)) this.sort(levels.get(depth) ?? []);
    return { fans: this.fans, shared: this.shared };
  }

  private isOwn(index: FunctionIndex): boolean {
    return this.query.owners?.isOwn(index) ?? true;
  }

  /** The own function from which a walk came: code of libraries between is no step. */
  private originOf(index: FunctionIndex): Step | undefined {
    let step = this.query.steps.get(index);
    while (step && !this.isOwn(step.from)) step = this.query.steps.get(step.from);
    return step;
  }

  private depthOf(index: FunctionIndex): number {
    const way: FunctionIndex[] = [];
    let at: FunctionIndex | undefined = index;
    while (at !== undefined && !this.depths.has(at)) {
      way.push(at);
      at = this.originOf(at)?.from;
    }
    let depth = at === undefined ? -1 : (this.depths.get(at) ?? 0);
    for (const one of way.reverse()) this.depths.set(one, (depth += 1));
    return depth;
  }

  /** One level of the walks: who is drawn at whom, and who goes into the fan of another. */
  private sort(level: readonly FunctionIndex[]): void {
    const neighbours = new Map<string, { fan: Fan; all: FunctionIndex[] }>();
    for (const index of level) {
      const step = this.originOf(index);
      if (!step) continue;
      const of = this.drawnBeside(index, step);
      const inside = this.fans.get(of);
      if (inside) {
        if (!this.query.asked.has(index)) this.fans.set(index, inside);
        continue;
      }
      const fan: Fan = { of, direction: step.direction };
      const key = `${fan.direction} ${String(of)}`;
      const known = neighbours.get(key);
      if (known) known.all.push(index);
      else neighbours.set(key, { fan, all: [index] });
    }
    for (const { fan, all } of neighbours.values()) {
      if (all.length <= MOST_NEIGHBOURS || this.query.isOpen(fan)) continue;
      const asked = all.filter((index) => this.query.asked.has(index));
      const others = all.filter((index) => !this.query.asked.has(index)).sort((a, b) => this.byWorth(a, b));
      for (const index of others.slice(Math.max(0, BEST - asked.length))) this.fans.set(index, fan);
    }
  }

  /** Of those that it could stand at, one that is drawn. */
  private drawnBeside(index: FunctionIndex, { from, direction }: Step): FunctionIndex {
    if (!this.fans.has(from)) return from;
    const above = (this.depths.get(index) ?? 0) - 1;
    const others = direction === 'out' ? this.graph.directCallers(index) : this.graph.directCallees(index);
    const drawn = others.find(
      (one) =>
        this.depths.get(one) === above &&
        !this.fans.has(one) &&
        !this.shared.has(one) &&
        (this.query.steps.get(one)?.direction ?? direction) === direction,
    );
    return drawn ?? from;
  }

  /** What ran, then what leads to most, then the largest. */
  private byWorth(a: FunctionIndex, b: FunctionIndex): number {
    const ran = (index: FunctionIndex): number =>
      this.query.ran?.functions.has(index) === true || this.query.ran?.inlined.has(index) === true ? 1 : 0;
    const size = (index: FunctionIndex): number => this.graph.functions[index]?.instructions ?? 0;
    return ran(b) - ran(a) || this.graph.countCallees(b) - this.graph.countCallees(a) || size(b) - size(a);
  }
}
