import type { IndirectCall } from '../../protocol/manifest.js';
import { grouped } from '../support/grouped.js';
import type { ClassHierarchy } from './class-hierarchy.js';
import type { FunctionIndex, IndirectCalls, LinkedFunction } from './model.js';

/** Calls through pointers of one type. */
export function pointerKey(type: string): string {
  return type;
}

/** Virtual calls of one slot of one class; of what is not known there is nothing in the key. */
export function virtualKey({ type, slot, class: receiver }: Pick<IndirectCall, 'type' | 'slot' | 'class'>): string {
  return `virtual ${slot === undefined ? '' : String(slot)} ${receiver ?? ''} ${type}`;
}

/** What the modules of a program say of functions that calls through pointers may reach. */
export interface CandidateSources {
  functions: readonly LinkedFunction[];
  /** Each function with its calls through pointers. */
  callers: Iterable<[FunctionIndex, readonly IndirectCalls[]]>;
  /** Functions whose address is taken outside of tables of virtual functions. */
  taken: ReadonlySet<FunctionIndex>;
  hierarchy: ClassHierarchy;
}

/**
 * Whom calls through pointers may reach. Edges are never stored: calls with one key have the same candidates, and
 * thousands of callers with thousands of candidates would be millions.
 */
export class Candidates {
  private readonly lists = new Map<string, readonly FunctionIndex[]>();
  private readonly callers = new Map<string, Set<FunctionIndex>>();
  private readonly keys = new Map<FunctionIndex, string[]>();

  constructor(sources: CandidateSources) {
    const finder = new Finder(sources);
    for (const [index, calls] of sources.callers) {
      for (const call of calls) {
        const callers = this.callers.get(call.key);
        if (callers) callers.add(index);
        else {
          this.callers.set(call.key, new Set([index]));
          this.found(call.key, finder.of(call));
        }
      }
    }
  }

  of(key: string): readonly FunctionIndex[] {
    return this.lists.get(key) ?? NOBODY;
  }

  /** The keys by which calls may reach a function. */
  keysOf(index: FunctionIndex): readonly string[] {
    return this.keys.get(index) ?? NO_KEYS;
  }

  callersOf(key: string): ReadonlySet<FunctionIndex> {
    return this.callers.get(key) ?? NO_CALLERS;
  }

  private found(key: string, list: readonly FunctionIndex[]): void {
    if (list.length === 0) return;
    this.lists.set(key, list);
    for (const index of list) {
      const keys = this.keys.get(index);
      if (keys) keys.push(key);
      else this.keys.set(index, [key]);
    }
  }
}

class Finder {
  private readonly takenByType: ReadonlyMap<string, FunctionIndex[]>;
  private virtualByType: ReadonlyMap<string, FunctionIndex[]> | undefined;

  constructor(private readonly sources: CandidateSources) {
    this.takenByType = this.byType(sources.taken);
  }

  of({ kind, type, slot, class: receiver }: IndirectCalls): readonly FunctionIndex[] {
    const taken = this.takenByType.get(type) ?? NOBODY;
    if (kind === 'candidate') return taken;
    // A pointer to a member may lead to a virtual function of any slot; a plugin that wrote no slots, too.
    if (slot === undefined) return sorted(new Set([...taken, ...(this.virtuals().get(type) ?? NOBODY)]));
    const found = new Set<FunctionIndex>();
    for (const entry of this.sources.hierarchy.entries({ class: receiver, slot })) {
      if (entry.certain || this.sources.functions[entry.function]?.type === type) found.add(entry.function);
    }
    return sorted(found);
  }

  /** Functions in tables of virtual functions. */
  private virtuals(): ReadonlyMap<string, FunctionIndex[]> {
    this.virtualByType ??= this.byType(new Set(this.sources.hierarchy.functions()));
    return this.virtualByType;
  }

  private byType(functions: ReadonlySet<FunctionIndex>): Map<string, FunctionIndex[]> {
    return grouped(sorted(functions), (index) => this.sources.functions[index]?.type ?? '');
  }
}

function sorted(functions: ReadonlySet<FunctionIndex>): FunctionIndex[] {
  return [...functions].sort((a, b) => a - b);
}

const NOBODY: readonly FunctionIndex[] = [];
const NO_KEYS: readonly string[] = [];
const NO_CALLERS: ReadonlySet<FunctionIndex> = new Set();
