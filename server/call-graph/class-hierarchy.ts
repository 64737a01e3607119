import { append } from '../support/grouped.js';
import type { FunctionIndex } from './model.js';

/** A polymorphic class as one module knows it. */
export interface PackedClass {
  name: string;
  /** Undefined: the program was compiled without type information at run time, so nobody knows. */
  bases: readonly Base[] | undefined;
  /** `slots` as in `Module.callees`; undefined where nothing can be called. */
  tables: readonly { offset: number; slots: readonly (number | undefined)[] }[];
}

interface Base {
  name: string;
  /** Where it lies in the class; undefined: a virtual base, whose place objects differ in. */
  offset: number | undefined;
}

interface Class {
  bases: readonly Base[] | undefined;
  /** With the functions in their slots; -1 for what nobody defines. */
  tables: readonly { offset: number; slots: readonly FunctionIndex[] }[];
}

/** Where a base lies in a class; undefined stands for anywhere. */
type Places = ReadonlySet<number | undefined>;

interface Bases {
  offsets: ReadonlyMap<string, Places>;
  /** Every one of them is described by some module. */
  complete: boolean;
}

interface Related {
  /** By class: those that are one, itself among them. */
  derived: ReadonlyMap<string, readonly { one: Class; places: Places }[]>;
  open: readonly Class[];
}

/** What a virtual call may find: in which class's table, at which slot, with which type. */
export interface VirtualSlot {
  /** Mangled name of the receiver's class; undefined when only the slot is known. */
  class: string | undefined;
  slot: number;
}

/** One entry of a table that a call may read. `certain`: the class says so; otherwise its type has to fit. */
export interface SlotEntry {
  function: FunctionIndex;
  certain: boolean;
}

/** The polymorphic classes of a program, put together from what its modules know of them. */
export class ClassHierarchy {
  private readonly classes = new Map<string, Class>();
  private readonly bases = new Map<string, Bases>();
  private related: Related | undefined;

  /** `resolve`: the function that a module means. */
  add(classes: readonly PackedClass[], resolve: (named: number) => FunctionIndex): void {
    for (const one of classes) this.addClass(one, resolve);
  }

  /** Every entry that a call through this slot may read, those of one function once for each table. */
  *entries({ class: receiver, slot }: VirtualSlot): Iterable<SlotEntry> {
    this.related ??= this.relate();
    const { derived, open } = this.related;
    const known = receiver === undefined ? [] : (derived.get(receiver) ?? []);
    for (const { one, places } of known) yield* read(one, slot, places);
    const certain = new Set(known.map(({ one }) => one));
    // Of a class with a base that nobody describes, it is not known what else it is.
    for (const one of receiver === undefined ? this.classes.values() : open) {
      if (!certain.has(one)) yield* read(one, slot, ANYWHERE);
    }
  }

  /** Every function that stands in a table. */
  *functions(): Iterable<FunctionIndex> {
    for (const { tables } of this.classes.values()) {
      for (const { slots } of tables) for (const index of slots) if (index >= 0) yield index;
    }
  }

  /** A class is known from several modules: one has its table, others only name it as a base. */
  private addClass({ name, bases, tables }: PackedClass, resolve: (named: number) => FunctionIndex): void {
    const known = this.classes.get(name);
    if (known && (known.tables.length > 0 || tables.length === 0) && (known.bases || !bases)) return;
    const resolved = tables.map(({ offset, slots }) => ({
      offset,
      slots: slots.map((named) => (named === undefined ? -1 : resolve(named))),
    }));
    this.classes.set(name, {
      bases: known?.bases ?? bases,
      tables: known && known.tables.length > 0 ? known.tables : resolved,
    });
  }

  private relate(): Related {
    const derived = new Map<string, { one: Class; places: Places }[]>();
    const open: Class[] = [];
    for (const [name, one] of this.classes) {
      const { offsets, complete } = this.basesOf(name);
      if (!complete) open.push(one);
      for (const [base, places] of offsets) append(derived, base, { one, places });
    }
    return { derived, open };
  }

  /** Itself at 0, and its bases with theirs. */
  private basesOf(name: string): Bases {
    const known = this.bases.get(name);
    if (known) return known;
    const offsets = new Map<string, Set<number | undefined>>([[name, new Set([0])]]);
    const direct = this.classes.get(name)?.bases;
    let complete = direct !== undefined;
    // A damaged manifest may make a class its own base: that one has no others, then.
    this.bases.set(name, { offsets: new Map(), complete: false });
    for (const base of direct ?? []) {
      const inner = this.basesOf(base.name);
      complete &&= inner.complete;
      for (const [one, places] of inner.offsets) {
        const here = offsets.get(one) ?? new Set();
        for (const place of places) here.add(sum(base.offset, place));
        offsets.set(one, here);
      }
    }
    const found = { offsets, complete };
    this.bases.set(name, found);
    return found;
  }
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function* read({ tables }: Class, slot: number, places: Places): Iterable<SlotEntry> {
  for (const table of tables) {
    const index = table.slots[slot] ?? -1;
    if (index < 0) continue;
    if (places.has(table.offset)) yield { function: index, certain: true };
    else if (places.has(undefined)) yield { function: index, certain: false };
  }
}

const ANYWHERE: Places = new Set([undefined]);
