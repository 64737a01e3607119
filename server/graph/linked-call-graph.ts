import type { CallGraph, DirectCalls, FunctionIndex, IndirectCalls, LinkedFunction } from './model.js';

/** Calls of one function, as the linker found them. */
export interface CallSites {
  direct: ReadonlyMap<FunctionIndex, number>;
  external: ReadonlyMap<string, number>;
  indirect: readonly IndirectCalls[];
}

/**
 * Direct calls stand in flat arrays, each function's callees and callers back to back: a program of 100,000 functions
 * has half a million of them. Candidate edges are never stored: thousands of indirect sites have millions.
 */
export class LinkedCallGraph implements CallGraph {
  readonly main: FunctionIndex | undefined;
  private readonly calleeStarts: Uint32Array;
  private readonly calleeList: Uint32Array;
  private readonly siteCounts: Uint32Array;
  private readonly callerStarts: Uint32Array;
  private readonly callerList: Uint32Array;
  private readonly external = new Map<FunctionIndex, ReadonlyMap<string, number>>();
  private readonly indirect = new Map<FunctionIndex, readonly IndirectCalls[]>();
  /** Functions with an indirect site of a type. */
  private readonly callersByType = new Map<string, Set<FunctionIndex>>();
  private readonly candidateTypes = new Map<FunctionIndex, string>();

  constructor(
    readonly functions: readonly LinkedFunction[],
    readonly byId: ReadonlyMap<string, FunctionIndex>,
    readonly bySlot: ReadonlyMap<string, FunctionIndex>,
    sites: readonly CallSites[],
    private readonly candidateLists: ReadonlyMap<string, readonly FunctionIndex[]>,
  ) {
    this.main = byId.get('main');
    for (const [type, list] of candidateLists) for (const index of list) this.candidateTypes.set(index, type);
    const count = sites.reduce((sum, { direct }) => sum + direct.size, 0);
    this.calleeStarts = new Uint32Array(functions.length + 1);
    this.calleeList = new Uint32Array(count);
    this.siteCounts = new Uint32Array(count);
    this.callerStarts = new Uint32Array(functions.length + 1);
    this.callerList = new Uint32Array(count);
    this.fillCallees(sites);
    this.fillCallers();
    for (const fn of functions) this.indexSites(fn, sites[fn.index]);
  }

  private fillCallees(sites: readonly CallSites[]): void {
    let at = 0;
    sites.forEach(({ direct }, index) => {
      for (const [to, count] of direct) {
        this.calleeList[at] = to;
        this.siteCounts[at] = count;
        at += 1;
      }
      this.calleeStarts[index + 1] = at;
    });
  }

  private fillCallers(): void {
    for (const to of this.calleeList) this.callerStarts[to + 1] = (this.callerStarts[to + 1] ?? 0) + 1;
    for (let index = 0; index < this.functions.length; index += 1) {
      this.callerStarts[index + 1] = (this.callerStarts[index + 1] ?? 0) + (this.callerStarts[index] ?? 0);
    }
    const next = this.callerStarts.slice();
    for (let from = 0; from < this.functions.length; from += 1) {
      for (const to of this.directCallees(from)) {
        const at = next[to] ?? 0;
        this.callerList[at] = from;
        next[to] = at + 1;
      }
    }
  }

  private indexSites(fn: LinkedFunction, sites: CallSites | undefined): void {
    if (!sites) return;
    if (sites.external.size > 0) this.external.set(fn.index, sites.external);
    if (sites.indirect.length > 0) this.indirect.set(fn.index, sites.indirect);
    for (const { type, sites: count } of sites.indirect) {
      if (!this.candidateLists.has(type)) {
        fn.unresolved += count;
        continue;
      }
      const callers = this.callersByType.get(type);
      if (callers) callers.add(fn.index);
      else this.callersByType.set(type, new Set([fn.index]));
    }
  }

  directCallees(index: FunctionIndex): Uint32Array {
    return this.calleeList.subarray(this.calleeStarts[index], this.calleeStarts[index + 1]);
  }

  directCallers(index: FunctionIndex): Uint32Array {
    return this.callerList.subarray(this.callerStarts[index], this.callerStarts[index + 1]);
  }

  directCalls(index: FunctionIndex): DirectCalls[] {
    const start = this.calleeStarts[index] ?? 0;
    return Array.from(this.directCallees(index), (to, at) => ({ to, sites: this.siteCounts[start + at] ?? 1 }));
  }

  externalCalls(index: FunctionIndex): ReadonlyMap<string, number> {
    return this.external.get(index) ?? NO_EXTERNALS;
  }

  indirectCalls(index: FunctionIndex): readonly IndirectCalls[] {
    return this.indirect.get(index) ?? NO_CALLS;
  }

  candidates(type: string): readonly FunctionIndex[] {
    return this.candidateLists.get(type) ?? [];
  }

  candidateType(index: FunctionIndex): string | undefined {
    return this.candidateTypes.get(index);
  }

  indirectCallersOf(type: string): ReadonlySet<FunctionIndex> {
    return this.callersByType.get(type) ?? NO_CALLERS;
  }

  *callees(index: FunctionIndex): Iterable<FunctionIndex> {
    yield* this.directCallees(index);
    for (const { type } of this.indirectCalls(index)) yield* this.candidates(type);
  }

  callers(index: FunctionIndex): FunctionIndex[] {
    return [...new Set([...this.directCallers(index), ...this.indirectCallers(index)])];
  }

  /** A function has one type, so the candidates of different types are different functions. */
  countCallees(index: FunctionIndex): number {
    const types = new Set(this.indirectCalls(index).map((site) => site.type));
    let count = this.externalCalls(index).size;
    for (const type of types) count += this.candidates(type).length;
    for (const to of this.directCallees(index)) if (!types.has(this.candidateTypes.get(to) ?? '')) count += 1;
    return count;
  }

  countCallers(index: FunctionIndex): number {
    const indirect = this.indirectCallers(index);
    let count = indirect.size;
    for (const caller of this.directCallers(index)) if (!indirect.has(caller)) count += 1;
    return count;
  }

  private indirectCallers(index: FunctionIndex): ReadonlySet<FunctionIndex> {
    const type = this.candidateTypes.get(index);
    return type === undefined ? NO_CALLERS : this.indirectCallersOf(type);
  }
}

const NO_EXTERNALS: ReadonlyMap<string, number> = new Map();
const NO_CALLS: readonly IndirectCalls[] = [];
const NO_CALLERS: ReadonlySet<FunctionIndex> = new Set();
