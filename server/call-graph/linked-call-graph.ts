import { inverted, RowBuilder, rowOf, type Rows } from './call-rows.js';
import { Candidates } from './candidates.js';
import { ClassHierarchy } from './class-hierarchy.js';
import type { ChosenFunction } from './code.js';
import type { CallGraph, DirectCalls, FunctionIndex, IndirectCalls } from './model.js';
import type { CodeNumber, Module } from './module.js';
import type { LinkedObject } from './objects.js';
import { Passing, type PassedTo } from './passing.js';
import type { Places } from './places.js';
import type { Symbols } from './symbols.js';

/** What the linker made of modules. */
export interface Linked {
  functions: readonly ChosenFunction[];
  /** By index: the place of the copy that was chosen. */
  owners: Uint32Array;
  places: Places;
  /** By place: the function that this copy became. */
  indexOf: Int32Array;
  /** By symbol: the function that other modules mean by it; -1 for one that no module defines. */
  globals: Int32Array;
  symbols: Symbols;
  /** Names of one function each in the linked file. */
  sameFunction: readonly (readonly string[])[];
  /** The program and its libraries. */
  objects: readonly LinkedObject[];
  /** By module: what it means by symbols that others mean another function by; undefined when all mean the same. */
  meant: readonly ReadonlyMap<number, FunctionIndex>[] | undefined;
}

/** Whom calls through pointers reach, and functions whose address is taken anywhere. */
interface Reachable {
  by: Candidates;
  taken: ReadonlySet<FunctionIndex>;
  /** Those of them that stand in tables of virtual functions. */
  virtual: ReadonlySet<FunctionIndex>;
}

/** A graph in which each index means what it means in the new one: all but the changed functions call what they called. */
export interface Predecessor {
  graph: LinkedCallGraph;
  /** Ascending; those that are new are among them. */
  changed: readonly FunctionIndex[];
  /** Calls through pointers, tables and addresses that are taken are what they were. */
  sameCandidates: boolean;
}

/**
 * Direct calls stand in flat arrays, each function's callees and callers back to back: a program of 100,000 functions
 * has half a million of them. What is asked for of a few functions only (call sites, externals) is read from the modules.
 */
export class LinkedCallGraph implements CallGraph {
  readonly modules: readonly Module[];
  readonly functions: readonly ChosenFunction[];
  readonly main: FunctionIndex | undefined;
  readonly files: ReadonlySet<string>;
  readonly eager: number;
  readonly indices: object;
  private readonly calleeRows: Rows;
  /** Made when somebody asks who calls. */
  private callerRows: Rows | undefined;
  /** Made when somebody asks whom a call through a pointer reaches. */
  private known: Reachable | undefined;
  /** Made when somebody asks who hands on addresses. */
  private passing: Passing | undefined;

  /** `before` is only looked at: a graph does not keep those before it. */
  constructor(
    readonly linked: Linked,
    before: Predecessor | undefined,
  ) {
    this.modules = linked.places.modules;
    this.functions = linked.functions;
    this.main = this.global('main');
    this.files = new Set(linked.places.modules.flatMap(({ files }) => files));
    this.eager = before ? eagerSince(before, this.functions) : countEager(this.functions);
    this.indices = before && keepsStates(before, this.functions) ? before.graph.indices : {};
    this.calleeRows = this.directRows(before);
    if (before?.sameCandidates) this.known = before.graph.known;
  }

  find(id: string): FunctionIndex | undefined {
    const { places, indexOf, symbols } = this.linked;
    const place = places.internal(id, (name) => symbols.find(name));
    return place === undefined ? this.global(id) : indexOf[place];
  }

  atSlot({ module, slot }: { module: string; slot: number }): FunctionIndex | undefined {
    const { places, indexOf } = this.linked;
    const at = places.moduleNumber(module);
    const number = at === undefined ? undefined : places.modules[at]?.slots[slot];
    return at === undefined || number === undefined || number < 0 ? undefined : indexOf[places.firstOf(at) + number];
  }

  hasModule(id: string): boolean {
    return this.linked.places.moduleNumber(id) !== undefined;
  }

  moduleOf(index: FunctionIndex): string {
    return this.codeOf(index).module.id;
  }

  slotOf(index: FunctionIndex): { module: string; slot: number } | undefined {
    const { module, number } = this.codeOf(index);
    const slot = module.slots.indexOf(number);
    return slot < 0 ? undefined : { module: module.id, slot };
  }

  /**
   * Line of the first call of one function by another, as it was built, or of the place where it hands its address on; undefined where the
   * build did not note it (no -g).
   */
  callLine(from: FunctionIndex, to: FunctionIndex): number | undefined {
    const { module, home, number } = this.codeOf(from);
    const end = module.callStarts[number + 1] ?? 0;
    for (let at = module.callStarts[number] ?? 0; at < end; at += 1)
      if (this.resolve(home, module.callees[at] ?? 0) === to) return module.lines[at] || undefined;
    const keys = this.candidateKeys(to);
    const through = this.indirectCalls(from).find(({ key }) => keys.includes(key));
    if (through) return through.line;
    return module.passes.get(number)?.find(({ named }) => this.resolve(home, named) === to)?.line;
  }

  /** By function of the module: what it became; undefined for a module that this program does not have. */
  indicesOf(module: Module): Int32Array | undefined {
    const { places, indexOf } = this.linked;
    const at = places.moduleNumber(module.id);
    return at === undefined ? undefined : indexOf.subarray(places.firstOf(at), places.firstOf(at + 1));
  }

  sharesSource(module: Module): boolean {
    return this.linked.places.sharesSource(module);
  }

  directCallees(index: FunctionIndex): Uint32Array {
    return rowOf(this.calleeRows, index);
  }

  directCallers(index: FunctionIndex): Uint32Array {
    this.callerRows ??= inverted(this.calleeRows);
    return rowOf(this.callerRows, index);
  }

  directCalls(index: FunctionIndex): DirectCalls[] {
    const calls: DirectCalls[] = [];
    this.forEachCall(index, (to, sites) => {
      if (to >= 0) calls.push({ to, sites });
    });
    return calls;
  }

  externalCalls(index: FunctionIndex): ReadonlyMap<string, number> {
    const external = new Map<string, number>();
    this.forEachCall(index, (to, sites, symbol) => {
      if (to < 0) external.set(this.linked.symbols.name(symbol), sites);
    });
    return external;
  }

  externalName(symbol: string): string {
    return this.linked.symbols.display(symbol);
  }

  indirectCalls(index: FunctionIndex): readonly IndirectCalls[] {
    const { module, number } = this.codeOf(index);
    return module.indirect.get(number) ?? NO_CALLS;
  }

  unresolved(index: FunctionIndex): number {
    let sites = 0;
    for (const call of this.indirectCalls(index)) if (this.candidates(call.key).length === 0) sites += call.sites;
    return sites;
  }

  candidates(key: string): readonly FunctionIndex[] {
    return this.reachable.by.of(key);
  }

  candidateKeys(index: FunctionIndex): readonly string[] {
    return this.reachable.by.keysOf(index);
  }

  isAddressTaken(index: FunctionIndex): boolean {
    return this.reachable.taken.has(index);
  }

  isVirtual(index: FunctionIndex): boolean {
    return this.reachable.virtual.has(index);
  }

  indirectCallersOf(key: string): ReadonlySet<FunctionIndex> {
    return this.reachable.by.callersOf(key);
  }

  passes(index: FunctionIndex): readonly FunctionIndex[] {
    return this.passed.from(index);
  }

  passedBy(index: FunctionIndex): readonly FunctionIndex[] {
    return this.passed.to(index);
  }

  *callees(index: FunctionIndex): Iterable<FunctionIndex> {
    yield* this.directCallees(index);
    for (const { key } of this.indirectCalls(index)) yield* this.candidates(key);
  }

  callers(index: FunctionIndex): FunctionIndex[] {
    const all = new Set<FunctionIndex>(this.directCallers(index));
    for (const key of this.candidateKeys(index)) for (const caller of this.indirectCallersOf(key)) all.add(caller);
    return [...all];
  }

  countCallees(index: FunctionIndex): number {
    let externals = 0;
    this.forEachCall(index, (to) => (externals += to < 0 ? 1 : 0));
    const keys = this.indirectCalls(index).map(({ key }) => key);
    const direct = this.directCallees(index);
    const [only] = keys;
    if (only === undefined) return externals + direct.length;
    if (keys.length > 1) return externals + new Set(this.callees(index)).size;
    const others = direct.filter((to) => !this.candidateKeys(to).includes(only));
    return externals + this.candidates(only).length + others.length;
  }

  countCallers(index: FunctionIndex): number {
    const keys = this.candidateKeys(index);
    const direct = this.directCallers(index);
    const [only] = keys;
    if (only === undefined) return direct.length;
    if (keys.length > 1) return this.callers(index).length;
    const indirect = this.indirectCallersOf(only);
    return indirect.size + direct.filter((caller) => !indirect.has(caller)).length;
  }

  private get reachable(): Reachable {
    this.known ??= this.findCandidates();
    return this.known;
  }

  private get passed(): Passing {
    this.passing ??= new Passing(this.passers(), (to) => this.candidateKeys(to).length > 0);
    return this.passing;
  }

  private global(symbol: string): FunctionIndex | undefined {
    const number = this.linked.symbols.find(symbol);
    // Other programs may have named it since: it is none of this one's then.
    const index = number === undefined ? -1 : (this.linked.globals[number] ?? -1);
    return index < 0 ? undefined : index;
  }

  private forEachCall(index: FunctionIndex, visit: (to: FunctionIndex, sites: number, symbol: number) => void): void {
    const { module, home, number } = this.codeOf(index);
    for (let at = module.callStarts[number] ?? 0; at < (module.callStarts[number + 1] ?? 0); at += 1) {
      const callee = module.callees[at] ?? 0;
      visit(this.resolve(home, callee), module.sites[at] ?? 1, callee);
    }
  }

  private codeOf(index: FunctionIndex): { module: Module; home: number; number: CodeNumber } {
    const place = this.linked.owners[index] ?? 0;
    const { module, at, first } = this.linked.places.owner(place);
    return { module, home: at, number: place - first };
  }

  /** `named`: as the module of that number, its home, names it (module.ts). -1 for what nobody defines. */
  private resolve(home: number, named: number): FunctionIndex {
    const { globals, indexOf, meant, places } = this.linked;
    if (named < 0) return indexOf[places.firstOf(home) + ~named] ?? -1;
    return meant?.[home]?.get(named) ?? globals[named] ?? -1;
  }

  private directRows(before: Predecessor | undefined): Rows {
    const count = this.functions.length;
    const rows = new RowBuilder(count, before?.graph.calleeRows);
    let next = 0;
    for (const index of before?.changed ?? this.functions.keys()) {
      rows.copy(next, index);
      this.addRow(rows, index);
      next = index + 1;
    }
    rows.copy(next, count);
    return rows.finish();
  }

  private addRow(rows: RowBuilder, index: FunctionIndex): void {
    const { module, home, number } = this.codeOf(index);
    const named = module.callees.subarray(module.callStarts[number], module.callStarts[number + 1]);
    rows.add(index, named, (callee) => this.resolve(home, callee));
  }

  private findCandidates(): Reachable {
    const hierarchy = this.classes();
    const taken = this.takenAddresses();
    const { functions } = this;
    const by = new Candidates({ functions, callers: this.indirectCallers(), taken, hierarchy });
    const virtual = new Set(hierarchy.functions());
    return { by, taken: new Set([...taken, ...virtual]), virtual };
  }

  private classes(): ClassHierarchy {
    const hierarchy = new ClassHierarchy();
    for (const [at, { classes }] of this.linked.places.modules.entries()) {
      if (classes.length > 0) hierarchy.add(classes, (named) => this.resolve(at, named));
    }
    return hierarchy;
  }

  /** Functions whose address is taken anywhere but in tables of virtual functions. */
  private takenAddresses(): Set<FunctionIndex> {
    const taken = new Set<FunctionIndex>();
    for (const [at, module] of this.linked.places.modules.entries()) {
      for (const named of module.addressTaken) {
        const index = this.resolve(at, named);
        if (index >= 0) taken.add(index);
      }
    }
    return taken;
  }

  private *indirectCallers(): Iterable<[FunctionIndex, readonly IndirectCalls[]]> {
    for (const [index, calls] of this.ofChosen(({ indirect }) => indirect)) yield [index, calls];
  }

  private *passers(): Iterable<[FunctionIndex, readonly PassedTo[]]> {
    for (const [index, passes, home] of this.ofChosen((module) => module.passes)) {
      yield [index, passes.map(({ named, inTable }) => ({ to: this.resolve(home, named), inTable }))];
    }
  }

  /** What modules say of functions whose copy was chosen: what a dropped one does is not in the program. */
  private *ofChosen<T>(
    said: (module: Module) => ReadonlyMap<CodeNumber, T>,
  ): Iterable<[index: FunctionIndex, said: T, home: number]> {
    const { places, indexOf, owners } = this.linked;
    for (const [at, module] of places.modules.entries()) {
      const first = places.firstOf(at);
      for (const [number, what] of said(module)) {
        const index = indexOf[first + number] ?? -1;
        if (index >= 0 && owners[index] === first + number) yield [index, what, at];
      }
    }
  }
}

const NO_CALLS: readonly IndirectCalls[] = [];

function countEager(functions: readonly ChosenFunction[]): number {
  return functions.reduce((sum, { code }) => sum + (code.reason ? 1 : 0), 0);
}

function eagerSince({ graph, changed }: Predecessor, functions: readonly ChosenFunction[]): number {
  const count = (list: readonly ChosenFunction[]): number =>
    changed.reduce((sum, index) => sum + (list[index]?.code.reason ? 1 : 0), 0);
  return graph.eager - count(graph.functions) + count(functions);
}

/** Whether what a run did to the one is what it did to the other. */
function keepsStates({ graph, changed }: Predecessor, functions: readonly ChosenFunction[]): boolean {
  const isEager = (fn: ChosenFunction | undefined): boolean => fn?.code.reason !== undefined;
  return (
    graph.functions.length === functions.length &&
    changed.every((index) => isEager(graph.functions[index]) === isEager(functions[index]))
  );
}
