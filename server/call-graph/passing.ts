import type { FunctionIndex } from './model.js';

/** -1: no function of the program. */
export interface PassedTo {
  to: FunctionIndex;
  inTable: boolean;
}

/** Who hands on the address of whom. */
export class Passing {
  private readonly forward = new Map<FunctionIndex, FunctionIndex[]>();
  private readonly backward = new Map<FunctionIndex, FunctionIndex[]>();

  /**
   * Whoever makes an object hands on all functions of its class. Where calls of the program itself `mayReach` them, those
   * say more; else a library calls them, which nothing else shows.
   */
  constructor(passers: Iterable<[FunctionIndex, readonly PassedTo[]]>, mayReach: (index: FunctionIndex) => boolean) {
    for (const [from, passes] of passers) {
      for (const { to, inTable } of passes) {
        if (to < 0 || (inTable && mayReach(to))) continue;
        append(this.forward, from, to);
        append(this.backward, to, from);
      }
    }
  }

  from(index: FunctionIndex): readonly FunctionIndex[] {
    return this.forward.get(index) ?? NOBODY;
  }

  to(index: FunctionIndex): readonly FunctionIndex[] {
    return this.backward.get(index) ?? NOBODY;
  }
}

const NOBODY: readonly FunctionIndex[] = [];

function append(lists: Map<FunctionIndex, FunctionIndex[]>, at: FunctionIndex, index: FunctionIndex): void {
  const list = lists.get(at);
  if (!list) lists.set(at, [index]);
  else if (!list.includes(index)) list.push(index);
}
