import type { Addresses, Reach, SharedRoot } from './addresses.js';
import type { Comparison, Display } from './comparison.js';
import { DataCopier } from './data-copier.js';
import type { LinkedFile, ModuleRecord } from './linked-file.js';
import type { ModuleBuild } from './module-build.js';
import { PatchWriter, type Target } from './patch-writer.js';
import { Refusal } from './refusal.js';
import type { PatchNotes, VariableFacts } from '../../protocol/reload.js';

/** A module of the new build that differs from what runs. */
export interface ChangedModule {
  /** Its place among the modules that the object was linked with; undefined for a new one. */
  index: number | undefined;
  /** What an earlier reload brought, and it takes the place of. */
  instead: string | undefined;
  record: ModuleRecord;
  build: ModuleBuild;
  comparison: Comparison;
}

/** 32 bits, with room for what is around. */
const REACH = 0x7f000000;

/** What is known of the program and of its new build beside the modules that changed. */
export interface RunningProgram {
  /** The dynamic loader's answers. */
  find(names: readonly string[]): Promise<number[]>;
  /** An address in the object. */
  near: number;
  /** What a module of the running object is in the new build; undefined where that does not have it. */
  current(index: number | undefined, source: string): Promise<ModuleBuild | undefined>;
  /** The module of the new build that defines this name for all. */
  definition(name: string): Promise<Omit<ChangedModule, 'comparison' | 'instead'> | undefined>;
  /** A variable that all modules may name, as it runs. */
  variable(name: string): Promise<VariableFacts | undefined>;
  display: Display;
}

/** Lays out what brings a running object to its new build. Throws a Refusal for what the program cannot have. */
export class Plan {
  private readonly writer: PatchWriter;
  private readonly stubs = new Map<string, number>();
  private readonly added: {
    symbol: string;
    module: number;
    stub: number;
    type: string;
    isLocal: boolean;
    slot: number;
  }[] = [];
  private readonly variables = new Map<string, { target: Target; symbol: string; module: number }>();
  private readonly wanted = new Map<string, number>();
  /** Slots that are exchanged. */
  private readonly taken = new Set<number>();
  private readonly exchanged: string[] = [];
  private readonly copier: DataCopier;

  constructor(
    private readonly modules: readonly ChangedModule[],
    private readonly addresses: Addresses,
    private readonly file: LinkedFile,
    private readonly program: RunningProgram,
  ) {
    this.writer = new PatchWriter(modules.length);
    this.copier = new DataCopier(file, this.writer);
  }

  async layOut(object: number): Promise<Buffer> {
    await this.lookUpLibraries();
    for (const [number, module] of this.modules.entries()) {
      await this.exchangeFunctions(number, module);
      await this.writeRecord(number, module);
    }
    return this.writer.finish(object, (slots) => this.notes(slots));
  }

  /** The loader is asked once for all that nobody else knows. */
  private async lookUpLibraries(): Promise<void> {
    const names = new Set<string>();
    for (const module of this.modules) {
      for (const name of module.build.imports) if (!(await this.known(name, module))) names.add(name);
    }
    const list = [...names];
    (await this.program.find(list)).forEach((address, at) => {
      const name = list[at];
      if (name !== undefined) this.wanted.set(name, address);
    });
  }

  /** What only data names, as the description of a class's type, is in no list. */
  private async inLibraries(name: string): Promise<number> {
    const address = this.wanted.get(name) ?? (await this.program.find([name]))[0] ?? 0;
    this.wanted.set(name, address);
    return address;
  }

  private async known(name: string, module: ChangedModule): Promise<boolean> {
    const { index, build } = module;
    return (
      build.slots.has(name) ||
      build.variables.has(name) ||
      this.definers(name).length > 0 ||
      (await this.addresses.inModule(name, index, build.source, reachOf(name, module))) !== undefined
    );
  }

  private definers(name: string): ChangedModule[] {
    return this.modules.filter(
      ({ build }) =>
        (build.slots.has(name) && !build.functions.get(name)?.local) ||
        (build.variables.has(name) && !build.variables.get(name)?.local),
    );
  }

  /** Another changed module that has it, and not only a copy to optimize with. */
  private async otherDefiner(name: string, module: ChangedModule): Promise<ChangedModule | undefined> {
    for (const one of this.definers(name)) {
      const hasIt = one.build.slots.has(name) || (await this.newAddress(name, one)) !== undefined;
      if (hasIt && one !== module) return one;
    }
    return undefined;
  }

  private async exchangeFunctions(number: number, module: ChangedModule): Promise<void> {
    const { build, index, comparison } = module;
    const names = [...comparison.changed, ...comparison.affected, ...comparison.added];
    for (const name of names) {
      const type = build.functions.get(name)?.type ?? '';
      const roots = await this.addresses.roots(name, type, index, build.source, reachOf(name, module));
      const slots = new Set([...roots.map(({ slot }) => slot), ...(await this.orphans(name, type, build))]);
      for (const slot of slots) {
        if (this.taken.has(slot)) continue;
        this.taken.add(slot);
        this.writer.exchange(slot, this.writer.addStub(number, slotOf(build, name)));
        this.exchanged.push(this.program.display(build, name));
      }
    }
  }

  /** Slots of this function in modules that do not define it any more: it has moved here, or they only had a copy. */
  private async orphans(name: string, type: string, build: ModuleBuild): Promise<number[]> {
    if (build.functions.get(name)?.local) return [];
    const slots: number[] = [];
    for (const shared of await this.addresses.shared(name)) {
      if (shared.type === type && !(await this.isStillIn(name, shared))) slots.push(shared.slot);
    }
    return slots;
  }

  private async isStillIn(name: string, { index, source, type }: SharedRoot): Promise<boolean> {
    const build = await this.program.current(index, source);
    const f = build?.slots.has(name) === true ? build.functions.get(name) : undefined;
    return f?.type === type && f.local !== true;
  }

  private async writeRecord(number: number, module: ChangedModule): Promise<void> {
    const { build, record } = module;
    const table = this.writer.add(Buffer.alloc(4 * build.imports.length), 4);
    for (const [at, name] of build.imports.entries()) {
      const isDirect = at < build.directImports;
      const target = await this.resolve(name, number);
      const place = table + 4 * at;
      if (!isDirect) this.writer.reach(place, { at: 'data', place: this.writer.addPointer(target) });
      else this.writer.reach(place, this.reachable(target, name, module));
    }
    this.writer.setRecord(number, {
      id: build.id,
      slotCount: build.slots.size,
      importCount: build.imports.length,
      directImports: build.directImports,
      flags: record.flags,
      imports: table,
      source: this.writer.addText(build.source),
      store: this.writer.addText(record.store),
    });
  }

  /** A function of a library is too far away for a call; data there cannot be reached at all. */
  private reachable(target: Target, name: string, { build }: ChangedModule): Target {
    if (target.at !== 'program' || Math.abs(target.address - this.program.near) < REACH) return target;
    if (build.variables.has(name)) throw new Refusal(`${name} is too far away from the program`);
    return this.writer.addTrampoline(target);
  }

  /** Where the new code finds what it names. */
  private async resolve(name: string, number: number): Promise<Target> {
    const module = this.moduleAt(number);
    const { build, index } = module;
    const type = build.functions.get(name)?.type;
    if (build.slots.has(name) && type !== undefined) return this.functionAt(name, type, number);
    const variable = build.variables.get(name);
    const own = variable ? await this.variableAt(variable, number) : await this.moved(name);
    if (own) return own;
    const definer = await this.otherDefiner(name, module);
    if (definer) return this.resolve(name, this.modules.indexOf(definer));
    const there = await this.addresses.inModule(name, index, build.source, reachOf(name, module));
    return there ?? (await this.elsewhere(name, module));
  }

  /** What no module of the patch has, and its own did not know. */
  private async elsewhere(name: string, { build, index }: ChangedModule): Promise<Target> {
    // Of another module of the crate, which has not changed and alone knew it.
    const crate = await this.program.current(index, build.source);
    const root =
      crate?.slots.has(name) === true
        ? await this.addresses.root(name, crate.functions.get(name)?.type ?? '', index, build.source, 'either')
        : undefined;
    if (root?.stub !== undefined) return { at: 'program', address: root.stub };
    const found = await this.inLibraries(name);
    if (found !== 0) return { at: 'program', address: found };
    if (name.startsWith('autojit.tls.')) {
      throw new Refusal(
        `${name.slice('autojit.tls.'.length)} is thread-local, and ${build.source} did not use it before`,
      );
    }
    const shown = this.program.display(build, name);
    throw new Refusal(`${shown}, which ${build.source} uses now, is neither in the program nor in its libraries`);
  }

  /**
   * A function of another module that is called in another way now, or once was, or is new: what the linker gave as its address may be that of old
   * code.
   */
  private async moved(name: string): Promise<Target | undefined> {
    const definer = this.definers(name).find(({ build }) => build.slots.has(name));
    const isNew = definer && (definer.comparison.recast.has(name) || definer.comparison.added.includes(name));
    if (!isNew && !this.addresses.wasBrought(name)) return undefined;
    if (definer) {
      return this.functionAt(name, definer.build.functions.get(name)?.type ?? '', this.modules.indexOf(definer));
    }
    for (const shared of await this.addresses.shared(name)) {
      if (await this.isStillIn(name, shared)) return { at: 'program', address: shared.stub };
    }
    // It went to a module that has not changed since: there it has the address that functions of its type had.
    const type = (await this.program.definition(name))?.build.functions.get(name)?.type;
    const there = (await this.addresses.shared(name)).find((one) => one.type === type);
    if (there) return { at: 'program', address: there.stub };
    throw new Refusal(`where ${name} is now cannot be known: an earlier reload brought it, and this build does not`);
  }

  /** What is shared among files has one address, whichever of them defines it. */
  private async functionAt(name: string, type: string, number: number): Promise<Target> {
    const module = this.moduleAt(number);
    const { build, index } = module;
    const isLocal = build.functions.get(name)?.local === true;
    const shared = isLocal ? undefined : (await this.addresses.shared(name)).find((one) => one.type === type);
    const there = shared ?? (await this.addresses.root(name, type, index, build.source, reachOf(name, module)));
    // Where nobody knows its address, new code has its own.
    if (there?.stub !== undefined) return { at: 'program', address: there.stub };
    const key = isLocal ? `${String(number)}:${name}` : name;
    const known = this.stubs.get(key);
    if (known !== undefined) return { at: 'stub', number: known };
    const slot = slotOf(build, name);
    const stub = this.writer.addStub(number, slot);
    this.stubs.set(key, stub);
    this.added.push({ symbol: name, module: number, stub, type, isLocal, slot });
    return { at: 'stub', number: stub };
  }

  /** One that the program has keeps its place. Undefined for one of a library that the module has a copy of, to optimize with. */
  private async variableAt(variable: VariableFacts, number: number): Promise<Target | undefined> {
    const { name } = variable;
    const isLocal = variable.local === true;
    const module = this.moduleAt(number);
    const { index, build, comparison } = module;
    if ((await this.newAddress(name, module)) === undefined) return undefined;
    if (comparison.replaced.has(name)) return this.bring(name, number, isLocal);
    const isKept = comparison.kept.has(name);
    const before = isKept || isLocal ? undefined : await this.program.variable(name);
    if (!isKept && !before) return this.bring(name, number, isLocal);
    if (before && (before.type !== variable.type || before.size !== variable.size)) {
      throw new Refusal(`${name} moved to ${build.source}, and was ${before.type} and is ${variable.type}`);
    }
    const there = isKept
      ? await this.addresses.inModule(name, index, build.source, reachOf(name, module))
      : await this.addresses.everywhere(name);
    if (there) return there;
    if (variable.constant) return this.bring(name, number, isLocal);
    throw new Refusal(`where ${name} is in the program cannot be known`);
  }

  /** New storage, with the initial value that the new file has. */
  private async bring(name: string, number: number, isLocal: boolean): Promise<Target> {
    const key = isLocal ? `${String(number)}:${name}` : name;
    const known = this.variables.get(key);
    if (known) return known.target;
    const module = this.moduleAt(number);
    const facts = module.build.variables.get(name);
    const address = await this.newAddress(name, module);
    if (address === undefined || !facts)
      throw new Refusal(`${name} is new, and where its initial value is cannot be known`);
    if (facts.addresses && this.file.isFixed) {
      throw new Refusal(
        `${name} is new and holds addresses, and the program is not position-independent (link it with -pie)`,
      );
    }
    const target = await this.copier.copy(
      address,
      facts.size,
      (place) =>
        this.variables.set(key, { target: { at: 'data', place }, symbol: name, module: isLocal ? number : -1 }),
      (symbol) => this.resolve(symbol, number),
    );
    return target;
  }

  /** Where the new file has it. */
  private async newAddress(name: string, { build, record }: ChangedModule): Promise<number | undefined> {
    const at = build.imports.indexOf(name);
    return (at < 0 ? undefined : await this.file.importAddress(record, at)) ?? (await this.onlySymbol(name));
  }

  private async onlySymbol(name: string): Promise<number | undefined> {
    const found = (await this.file.symbols()).filter((symbol) => symbol.name === name);
    return found.length === 1 ? found[0]?.address : undefined;
  }

  private moduleAt(number: number): ChangedModule {
    const module = this.modules[number];
    if (!module) throw new Error('no such module');
    return module;
  }

  private notes(slots: readonly number[]): PatchNotes {
    return {
      modules: this.modules.map(({ index, instead, build }) => ({
        ...(index === undefined ? {} : { index }),
        id: build.id,
        source: build.source,
        ...(instead === undefined ? {} : { instead }),
      })),
      stubs: this.added.map(({ symbol, module, stub, type, isLocal, slot }) => [
        symbol,
        module,
        stub,
        type,
        isLocal,
        (slots[module] ?? 0) + 8 * slot,
      ]),
      variables: [...this.variables.values()].map(({ symbol, module, target }) => [
        symbol,
        module,
        target.at === 'data' ? target.place : 0,
      ]),
      exchanged: this.exchanged,
    };
  }
}

function slotOf(build: ModuleBuild, name: string): number {
  const slot = build.slots.get(name);
  if (slot === undefined) throw new Error(`${name} has no slot in ${build.source}`);
  return slot;
}

function reachOf(name: string, { build }: ChangedModule): Reach {
  return (build.variables.get(name) ?? build.functions.get(name))?.local === true ? 'local' : 'shared';
}
