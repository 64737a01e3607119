import type { ManifestClass } from '../../protocol/manifest.js';

interface Base {
  name: string;
  /** Where it lies in the class; undefined: a virtual base, whose place objects differ in. */
  offset: number | undefined;
}

interface Class {
  /** Undefined: the program was compiled without type information at run time, so nobody knows. */
  bases: readonly Base[] | undefined;
  tables: NonNullable<ManifestClass['tables']>;
}

/** What a virtual call may find: in which class's table, at which slot, with which type. */
export interface VirtualSlot {
  /** Mangled name of the receiver's class; undefined when only the slot is known. */
  class: string | undefined;
  slot: number;
}

/** One entry of a table that a call may read. `certain`: the class says so; otherwise its type has to fit. */
export interface SlotEntry {
  symbol: string;
  certain: boolean;
}

/** The polymorphic classes of a program, put together from what its modules know of them. */
export class ClassHierarchy {
  private readonly classes = new Map<string, Class>();
  /** Where each base lies in a class, by class and base. */
  private readonly offsets = new Map<string, ReadonlyMap<string, ReadonlySet<number | undefined>>>();

  constructor(modules: Iterable<{ classes: readonly ManifestClass[] }>) {
    for (const { classes } of modules) for (const one of classes) this.add(one);
  }

  /** Every entry that a call through this slot may read, those of one function once for each table. */
  *entries({ class: receiver, slot }: VirtualSlot): Iterable<SlotEntry> {
    for (const [name, { bases, tables }] of this.classes) {
      const places = receiver === undefined ? undefined : this.offsetsIn(name).get(receiver);
      if (receiver !== undefined && !places && bases) continue;
      for (const table of tables) {
        const symbol = table.slots[slot];
        if (symbol === undefined || symbol === null) continue;
        if (places?.has(table.offset)) yield { symbol, certain: true };
        else if (!places || places.has(undefined)) yield { symbol, certain: false };
      }
    }
  }

  /** Every function that stands in a table. */
  *symbols(): Iterable<string> {
    for (const { tables } of this.classes.values()) {
      for (const { slots } of tables) for (const symbol of slots) if (symbol !== null) yield symbol;
    }
  }

  /** A class is known from several modules: one has its table, others only name it as a base. */
  private add({ name, bases, tables }: ManifestClass): void {
    const known = this.classes.get(name);
    if (known && (known.tables.length > 0 || !tables) && (known.bases || !bases)) return;
    this.classes.set(name, {
      bases: bases?.map((base) => ({ name: base.name, offset: base.offset })) ?? known?.bases,
      tables: tables ?? known?.tables ?? [],
    });
  }

  /** Itself at 0, and its bases with theirs. */
  private offsetsIn(name: string): ReadonlyMap<string, ReadonlySet<number | undefined>> {
    const known = this.offsets.get(name);
    if (known) return known;
    const all = new Map<string, Set<number | undefined>>([[name, new Set([0])]]);
    // A damaged manifest may make a class its own base: it is its own base at 0 then, and no more.
    this.offsets.set(name, all);
    for (const base of this.classes.get(name)?.bases ?? []) {
      for (const [inner, places] of this.offsetsIn(base.name)) {
        const here = all.get(inner) ?? new Set();
        for (const place of places)
          here.add(base.offset === undefined || place === undefined ? undefined : base.offset + place);
        all.set(inner, here);
      }
    }
    return all;
  }
}
