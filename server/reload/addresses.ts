import type { PatchNotes, ReloadObject } from '../../protocol/reload.js';
import { append } from '../support/grouped.js';
import type { ReloadConnection } from './connection.js';
import type { FileSymbol, LinkedFile } from './linked-file.js';
import type { ModuleBuild } from './module-build.js';
import type { Target } from './patch-writer.js';

const STUB = 32;

/** Whom a module's name is for: itself alone, all modules, or, in a crate, either. */
export type Reach = 'local' | 'shared' | 'either';

/** A function that the running object has: where its slot is, and what its address is. */
export interface Root {
  slot: number;
  /** Undefined where only the file knew it that runs, and is not there any more: another one has taken a library's place. */
  stub: number | undefined;
}

/** One that all modules of the object may call, and the module that it is of. */
export interface SharedRoot extends Root {
  index: number | undefined;
  source: string;
  type: string;
  stub: number;
}

/** What reloads brought, by symbol, the newest first. */
interface Brought {
  functions: Map<string, (SharedRoot & { isLocal: boolean })[]>;
  /** `of`: the only module that knows it. */
  variables: Map<string, { of: PatchNotes['modules'][number] | undefined; address: number }[]>;
}

function broughtBy({ patches }: ReloadObject): Brought {
  const brought: Brought = { functions: new Map(), variables: new Map() };
  for (const { data, stubs, notes } of patches) {
    for (const [symbol, module, stub, type, isLocal, place] of notes.stubs) {
      const from = notes.modules[module];
      if (!from) continue;
      const { index, source } = from;
      const root = { slot: Number(data) + place, stub: Number(stubs) + STUB * stub };
      append(brought.functions, symbol, { index, source, type, isLocal, ...root });
    }
    for (const [symbol, module, place] of notes.variables) {
      append(brought.variables, symbol, { of: notes.modules[module], address: Number(data) + place });
    }
  }
  return brought;
}

/** Where the running object has what. `index` names a module of the object, undefined one that it was not linked with. */
export class Addresses {
  private readonly sharedOf = new Map<string, Promise<SharedRoot[]>>();
  private readonly importsOf = new Map<number, Promise<{ slots: number; imports: Map<string, number> }>>();
  private readonly brought: Brought;
  private byName: Promise<Map<string, FileSymbol[]>> | undefined;

  constructor(
    private readonly connection: ReloadConnection,
    private readonly objectIndex: number,
    private readonly object: ReloadObject,
    /** The file that runs; undefined where it can no longer be read. */
    private readonly file: LinkedFile | undefined,
    private readonly original: (index: number) => Promise<ModuleBuild>,
    /** Sources whose modules share all names. */
    private readonly crates: ReadonlySet<string>,
  ) {
    this.brought = broughtBy(object);
  }

  /** Undefined when there is no such function, or it is called in another way. */
  async root(
    name: string,
    type: string,
    index: number | undefined,
    source: string,
    reach: Reach,
  ): Promise<Root | undefined> {
    return (await this.roots(name, type, index, source, reach))[0];
  }

  /** The newest first. In a crate, modules may each have it. */
  async roots(name: string, type: string, index: number | undefined, source: string, reach: Reach): Promise<Root[]> {
    const meant = this.crates.has(source) ? 'either' : reach;
    const brought = this.brought.functions.get(name) ?? [];
    const roots: Root[] = brought.filter(
      (one) => one.type === type && this.isOf(one, index, source) && isMeant(one.isLocal, meant),
    );
    for (const original of this.originals(index, source)) {
      const root = await this.originalRoot(name, type, original, meant);
      if (root) roots.push(root);
    }
    return roots;
  }

  private isOf(
    from: { index?: number | undefined; source: string },
    index: number | undefined,
    source: string,
  ): boolean {
    return this.crates.has(source) ? from.source === source : isSame(from, index, source);
  }

  /** Modules of the object that are meant. */
  private originals(index: number | undefined, source: string): number[] {
    if (!this.crates.has(source)) return index === undefined ? [] : [index];
    return this.object.sources.flatMap((one, at) => (one === source ? [at] : []));
  }

  private async originalRoot(name: string, type: string, index: number, reach: Reach): Promise<Root | undefined> {
    const build = await this.original(index);
    const number = build.slots.get(name);
    const f = build.functions.get(name);
    if (number === undefined || f?.type !== type || !isMeant(f.local === true, reach)) return undefined;
    const { slots, imports } = await this.imports(index);
    const slot = slots + 8 * number;
    return { slot, stub: imports.get(name) ?? (await this.stubOf(name, slot)) };
  }

  /** What the module, or the object for all its modules, has by this name: a variable, a function that stays in it. */
  async inModule(name: string, index: number | undefined, source: string, reach: Reach): Promise<Target | undefined> {
    const meant = this.crates.has(source) ? 'either' : reach;
    // In a crate rustc decides from build to build whether others see it: the newest is what it is, whomever it was for.
    const brought = this.brought.variables
      .get(name)
      ?.find(({ of }) => isMeant(of !== undefined, meant) && (!of || this.isOf(of, index, source)));
    if (brought) return program(brought.address);
    for (const original of this.originals(index, source)) {
      const linked = await this.linked(name, original, meant);
      if (linked !== undefined) return program(linked);
    }
    return meant === 'local' ? undefined : this.everywhere(name);
  }

  /** What the linker made of the module's name. */
  private async linked(name: string, index: number, reach: Reach): Promise<number | undefined> {
    const build = await this.original(index);
    const variable = build.variables.get(name);
    const wasLocal = (variable ?? build.functions.get(name))?.local === true;
    if (!isMeant(wasLocal, reach)) return undefined;
    const known = (await this.imports(index)).imports.get(name);
    if (known !== undefined && known !== 0) return known;
    if (!wasLocal || !variable) return undefined;
    const [local, ...others] = (await this.symbols(name)).filter(({ isLocal }) => isLocal);
    return local && others.length === 0 ? local.address + this.bias : undefined;
  }

  /** What all modules of the object mean by this name: a variable, or a function that no reload has touched. */
  async everywhere(name: string): Promise<Target | undefined> {
    const brought = this.broughtForAll(name);
    if (brought) return brought;
    const found = (await this.symbols(name)).find(({ isLocal }) => !isLocal);
    return found && program(found.address + this.bias);
  }

  private broughtForAll(name: string): Target | undefined {
    const brought = this.brought.variables.get(name)?.find(({ of }) => !of);
    return brought && program(brought.address);
  }

  /** Functions of this name that all modules may call: the newest first, and last the one that the program started with. */
  shared(name: string): Promise<SharedRoot[]> {
    const known = this.sharedOf.get(name) ?? this.findShared(name);
    this.sharedOf.set(name, known);
    return known;
  }

  private async findShared(name: string): Promise<SharedRoot[]> {
    const found: SharedRoot[] = (this.brought.functions.get(name) ?? []).filter(({ isLocal }) => !isLocal);
    for (const symbol of await this.symbols(name)) {
      const first = symbol.isLocal ? undefined : await this.firstOf(symbol);
      if (first) found.push(first);
    }
    return found;
  }

  /** Whether a reload brought a function of this name that other modules may call. */
  wasBrought(name: string): boolean {
    return this.brought.functions.get(name)?.some(({ isLocal }) => !isLocal) === true;
  }

  /** Code that the linker has, if it is a lazy function's. */
  private async firstOf({ name, address }: FileSymbol): Promise<SharedRoot | undefined> {
    const slot = await this.slotOf(address);
    const index =
      slot === undefined
        ? -1
        : (this.file?.records ?? []).findIndex(({ slots, slotCount }) => slot >= slots && slot < slots + 8 * slotCount);
    if (slot === undefined || index < 0) return undefined;
    const { functions, source } = await this.original(index);
    const type = functions.get(name)?.type;
    return type === undefined ? undefined : { index, source, type, slot: slot + this.bias, stub: address + this.bias };
  }

  private imports(index: number): Promise<{ slots: number; imports: Map<string, number> }> {
    const known =
      this.importsOf.get(index) ??
      Promise.all([this.connection.imports(this.objectIndex, index), this.original(index)]).then(
        ([{ slots, imports }, build]) => ({
          slots,
          imports: new Map(build.imports.map((name, at) => [name, imports[at] ?? 0])),
        }),
      );
    this.importsOf.set(index, known);
    return known;
  }

  private get bias(): number {
    return Number(this.object.records) - (this.file?.recordsAddress ?? 0);
  }

  private async symbols(name: string): Promise<readonly FileSymbol[]> {
    this.byName ??= this.readSymbols();
    return (await this.byName).get(name) ?? [];
  }

  private async readSymbols(): Promise<Map<string, FileSymbol[]>> {
    const result = new Map<string, FileSymbol[]>();
    for (const symbol of (await this.file?.symbols()) ?? []) {
      const others = result.get(symbol.name);
      if (others) others.push(symbol);
      else result.set(symbol.name, [symbol]);
    }
    return result;
  }

  /** The symbol whose code loads this slot: other modules may have functions of the same name. */
  private async stubOf(name: string, slot: number): Promise<number | undefined> {
    for (const { address } of await this.symbols(name)) {
      if ((await this.slotOf(address)) === slot - this.bias) return address + this.bias;
    }
    return undefined;
  }

  /** The slot that a stub loads, in the file's addresses; undefined for other code. */
  private async slotOf(address: number): Promise<number | undefined> {
    const code = await this.file?.bytesAt(address, 32);
    if (!code) return undefined;
    const start = code.readUInt32BE(0) === 0xf30f1efa ? 4 : 0;
    return code.readUIntBE(start, 3) === 0x4c8b1d ? address + start + 7 + code.readInt32LE(start + 3) : undefined;
  }
}

const isMeant = (isLocal: boolean, reach: Reach): boolean => reach === 'either' || (reach === 'local') === isLocal;

function program(address: number): Target {
  return { at: 'program', address };
}

/** Whether it is this module: a new one is known by its source. */
export function isSame(
  from: { index?: number | undefined; source: string },
  index: number | undefined,
  source: string,
): boolean {
  return from.index === index && (index !== undefined || from.source === source);
}
