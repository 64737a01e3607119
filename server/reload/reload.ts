import type { ReloadObject, ReloadState, VariableFacts } from '../../protocol/reload.js';
import { storeCandidates } from '../program/store.js';
import { describeSystemError } from '../support/problem.js';
import { append, grouped } from '../support/grouped.js';
import { Addresses, isSame } from './addresses.js';
import { compareBuilds } from './compare.js';
import type { Comparison, Display } from './comparison.js';
import { isRust, partOf, together } from './crates.js';
import type { ReloadConnection } from './connection.js';
import { LinkedFile, type ModuleRecord } from './linked-file.js';
import { manifestOf } from './manifest.js';
import type { ModuleBuilds } from './module-build.js';
import { type ModuleBuild } from './module-build.js';
import { Plan, type ChangedModule } from './plan.js';
import { Refusal } from './refusal.js';
import { nameAsRunning } from './same-source.js';

/** What became of one running program. */
export interface ReloadOutcome {
  kind: 'reloaded' | 'refused' | 'nothing';
  pid: number;
  /** Functions whose content changed, as people call them. */
  functions: string[];
  added: string[];
  /** Others that were exchanged since they hold a copy of what changed. */
  affected: string[];
  /** What is to be known beside that. */
  notes: string[];
  /** Why not. */
  reasons: string[];
}

export interface ReloadOptions {
  /** Types are not compared. */
  force?: boolean;
  /** Notes that a person has read of earlier reloads: each is told once. */
  told?: Set<string>;
}

/** Brings a running program to what its files are now. All or nothing: where anything is refused, nothing was changed. `asked`: its state. */
export async function reloadProcess(
  connection: ReloadConnection,
  builds: ModuleBuilds,
  options: ReloadOptions = {},
  asked?: ReloadState,
): Promise<ReloadOutcome> {
  const state = asked ?? (await connection.state());
  const outcome: ReloadOutcome = {
    kind: 'nothing',
    pid: state.pid,
    functions: [],
    added: [],
    affected: [],
    notes: [],
    reasons: [],
  };
  const objects: ObjectReload[] = [];
  try {
    for (const [index, object] of state.objects.entries()) {
      const prepared = await ObjectReload.open(connection, state, index, object, builds);
      objects.push(prepared);
      await prepared.compare(options, outcome);
    }
    // Files that share a header say the same.
    if (outcome.reasons.length > 0) return { ...outcome, kind: 'refused', reasons: [...new Set(outcome.reasons)] };
    const changed = objects.filter((object) => object.isChanged);
    for (const object of changed) await connection.patch(await object.patch());
    if (changed.length > 0) {
      await connection.commit();
      outcome.kind = 'reloaded';
    }
    outcome.notes = outcome.notes.filter((note) => isNews(note, state.pid, options.told));
    return outcome;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...outcome, kind: 'refused', reasons: [error.message] };
  } finally {
    await Promise.all(objects.map((object) => object.close()));
  }
}

function isNews(note: string, pid: number, told: Set<string> | undefined): boolean {
  const key = `${String(pid)} ${note}`;
  if (told?.has(key)) return false;
  told?.add(key);
  return true;
}

/** Exchanged functions that were not called since, by the newest patch that has them. */
export function waitingIn(state: ReloadState): string[] {
  return state.objects.flatMap(({ patches }) => {
    const newer = new Set<string>();
    return patches.flatMap(({ notes, waiting }) => {
      const names = waiting.map((at) => notes.exchanged[at] ?? '').filter((name) => !newer.has(name));
      for (const name of notes.exchanged) newer.add(name);
      return [...new Set(names)];
    });
  });
}

/** A module of the file, and what runs of it: undefined for a new one. */
interface ModulePair {
  record: ModuleRecord;
  index: number | undefined;
  id: string | undefined;
}

/** One program or library of a process, on its way to its new build. */
class ObjectReload {
  private changed: ChangedModule[] = [];
  private readonly names = new Map<string, Map<string, string>>();
  /** What a crate is in the new build, by its source. */
  private readonly crates = new Map<string, ModuleBuild>();
  private readonly told = new Set<string>();
  private readonly pairs: readonly ModulePair[];

  private constructor(
    private readonly connection: ReloadConnection,
    private readonly index: number,
    private readonly object: ReloadObject,
    private readonly builds: ModuleBuilds,
    private readonly stores: readonly string[],
    private readonly current: LinkedFile,
    private readonly running: LinkedFile | undefined,
  ) {
    this.pairs = this.pairUp();
  }

  static async open(
    connection: ReloadConnection,
    state: ReloadState,
    index: number,
    object: ReloadObject,
    builds: ModuleBuilds,
  ): Promise<ObjectReload> {
    const path = object.path.replace(/ \(deleted\)$/, '');
    let current: LinkedFile;
    try {
      current = await LinkedFile.open(path);
    } catch (error) {
      throw new Refusal(`${path} cannot be read: ${describeSystemError(error)}; build it, and try again`);
    }
    const running = await openRunning(state.pid, path, object);
    const linked = [...new Set(current.records.map(({ store }) => store).filter((store) => store !== ''))];
    const stores = await storeCandidates(path, linked);
    await nameAsRunning(current.records, object, stores);
    return new ObjectReload(connection, index, object, builds, stores, current, running);
  }

  get isChanged(): boolean {
    return this.changed.length > 0;
  }

  async compare({ force = false }: ReloadOptions, outcome: ReloadOutcome): Promise<void> {
    const modules: ChangedModule[] = [];
    for (const [source, pairs] of grouped(this.pairs, ({ record }) => record.source)) {
      if (await this.isCrate(source, pairs)) {
        const parts = await this.compareCrate(source, pairs, force, outcome);
        // What changed may name what only went to another module.
        if (parts.some(hasChanged)) modules.push(...parts);
      } else {
        for (const pair of pairs) modules.push(...(await this.compareModule(pair, force, outcome)).filter(hasChanged));
      }
    }
    this.changed = modules;
    outcome.reasons.push(...(await this.recastCallers()));
  }

  private async compareModule(
    { record, index, id }: ModulePair,
    force: boolean,
    outcome: ReloadOutcome,
  ): Promise<ChangedModule[]> {
    if (id === record.id) return [];
    const build = await this.read(record.id, record.source);
    const before = id === undefined ? nothingOf(build) : await this.read(id, record.source);
    await Promise.all([this.learnNames(before), this.learnNames(build)]);
    const comparison = compareBuilds(before, build, { force, display: this.display });
    this.tell(comparison, [build], outcome);
    return [{ index, instead: index === undefined ? id : undefined, record, build, comparison }];
  }

  private async isCrate(source: string, pairs: readonly ModulePair[]): Promise<boolean> {
    const [first] = pairs;
    const isOne = pairs.length < 2 && this.runningIds(source).length < 2;
    return !isOne && first !== undefined && isRust(await this.read(first.record.id, source));
  }

  /** All modules of the crate as one, as rustc may have divided it in another way. */
  private async compareCrate(
    source: string,
    pairs: readonly ModulePair[],
    force: boolean,
    outcome: ReloadOutcome,
  ): Promise<ChangedModule[]> {
    const running = this.runningIds(source);
    const news = pairs.filter(({ record }) => !running.some(({ id }) => id === record.id));
    const builds = await Promise.all(pairs.map(({ record }) => this.read(record.id, source)));
    const olds = await Promise.all(running.map(({ id }) => this.read(id, source)));
    const [now, before] = [together(builds), together(olds)];
    if (!now) return [];
    this.crates.set(source, now);
    if (news.length === 0) return [];
    await Promise.all([...olds, ...builds].map((build) => this.learnNames(build)));
    const all = compareBuilds(before ?? nothingOf(now), now, { force, display: this.display, isCrate: true });
    this.tell(all, builds, outcome);
    // They take the places of those that are not there any more.
    const free = running.filter(({ id }) => !pairs.some(({ record }) => record.id === id));
    const brought = news.map(({ record }, at) => {
      const place = free[at];
      return { record, index: place?.index, instead: place?.index === undefined ? place?.id : undefined };
    });
    // One that a build between did not have, and this one has again: its place may be as it was, but its functions run as others brought them.
    const differs = new Set([...all.changed, ...all.added]);
    for (const { id, index } of running) {
      const record = pairs.find((pair) => pair.record.id === id)?.record;
      const build = builds.find((one) => one.id === id);
      if (record && build && [...build.slots.keys()].some((name) => differs.has(name)))
        brought.push({ record, index, instead: undefined });
    }
    return brought.map(({ record, index, instead }) => {
      const build = builds.find(({ id }) => id === record.id) ?? now;
      return { index, instead, record, build, comparison: partOf(all, build) };
    });
  }

  private tell(comparison: Comparison, builds: readonly ModuleBuild[], outcome: ReloadOutcome): void {
    const named = (symbols: readonly string[]): string[] => this.firstTold(symbols, builds);
    outcome.reasons.push(...comparison.refusals);
    outcome.notes.push(...comparison.notes);
    outcome.functions.push(...named(comparison.changed));
    outcome.added.push(...named(comparison.added));
    outcome.affected.push(...named(comparison.affected));
  }

  /** What modules share, as a template in a header, is one function for a person, however many modules have it. */
  private firstTold(symbols: readonly string[], builds: readonly ModuleBuild[]): string[] {
    return symbols.flatMap((symbol) => {
      const build = builds.find(({ functions }) => functions.has(symbol));
      const isShared = build?.functions.get(symbol)?.local !== true;
      if (isShared && this.told.has(symbol)) return [];
      if (isShared) this.told.add(symbol);
      return [build ? this.display(build, symbol) : symbol];
    });
  }

  private read(id: string, source: string): Promise<ModuleBuild> {
    return this.builds.read(id, source, this.stores);
  }

  patch(): Promise<Buffer> {
    const original = (index: number): Promise<ModuleBuild> =>
      this.read(this.object.modules[index] ?? '', this.object.sources[index] ?? '');
    const crates = new Set(this.crates.keys());
    const addresses = new Addresses(this.connection, this.index, this.object, this.running, original, crates);
    const plan = new Plan(this.changed, addresses, this.current, {
      near: Number(this.object.records),
      find: (names) => this.connection.find(names),
      current: async (index, source) => {
        if (crates.has(source)) return this.crates.get(source);
        const pair = this.pairs.find((one) => isSame({ index: one.index, source: one.record.source }, index, source));
        return pair && this.read(pair.record.id, pair.record.source);
      },
      definition: (name) => this.definition(name),
      variable: (name) => this.runningVariable(name),
      display: this.display,
    });
    return plan.layOut(this.index);
  }

  async close(): Promise<void> {
    await Promise.all([this.current.close(), this.running?.close()]);
  }

  /** The file's modules with those that run, by source; the same source may be there several times. */
  private pairUp(): ModulePair[] {
    const places = new Map<string, number[]>();
    this.object.sources.forEach((source, index) => append(places, source, index));
    return this.current.records.map((record) => {
      const index = places.get(record.source)?.shift();
      return { record, index, id: this.runningId(index, record.source) };
    });
  }

  /** Of all modules of a source, the newest first. */
  private runningIds(source: string): { index: number | undefined; id: string }[] {
    const ages = this.object.patches.flatMap(({ notes }) => notes.modules.filter((module) => module.source === source));
    const added = new Set<string>();
    const gone = new Set<string>();
    for (const { index, id, instead } of ages) {
      if (index === undefined && !gone.has(id)) added.add(id);
      if (instead !== undefined && !added.has(instead)) gone.add(instead);
    }
    const originals = this.object.sources.flatMap((one, index) => {
      const id = one === source ? this.runningId(index, source) : undefined;
      return id === undefined ? [] : [{ index, id }];
    });
    const age = (id: string): number => {
      const at = ages.findIndex((module) => module.id === id);
      return at < 0 ? ages.length : at;
    };
    return [...[...added].map((id) => ({ index: undefined, id })), ...originals].sort((a, b) => age(a.id) - age(b.id));
  }

  private runningId(index: number | undefined, source: string): string | undefined {
    for (const { notes } of this.object.patches) {
      const found = notes.modules.find((module) => isSame(module, index, source));
      if (found) return found.id;
    }
    return index === undefined ? undefined : this.object.modules[index];
  }

  /** Builds of modules that run, also of sources that are no longer there. */
  private get runningBuilds(): { id: string; source: string }[] {
    const brought = this.object.patches.flatMap(({ notes }) => notes.modules.map(({ source }) => source));
    const sources = new Set([...this.object.sources, ...brought]);
    return [...sources].flatMap((source) => this.runningIds(source).map(({ id }) => ({ id, source })));
  }

  /** The variable that all modules mean by this name. */
  private async runningVariable(name: string): Promise<VariableFacts | undefined> {
    for (const { id, source } of this.runningBuilds) {
      const found = (await this.read(id, source)).variables.get(name);
      if (found && found.local !== true) return found;
    }
    return undefined;
  }

  /** Modules that are what the program started with define what they did: what is sought is in one of the others. */
  private async definition(name: string): Promise<Omit<ChangedModule, 'comparison' | 'instead'> | undefined> {
    for (const { record, index } of this.pairs) {
      if (index !== undefined && record.id === this.object.modules[index]) continue;
      const build = await this.read(record.id, record.source);
      const found = build.slots.has(name) ? build.functions.get(name) : build.variables.get(name);
      if (found && found.local !== true) return { record, index, build };
    }
    return undefined;
  }

  /** A file that was not compiled anew calls a function in the way that it was called before. */
  private async recastCallers(): Promise<string[]> {
    const recast = new Set(this.changed.flatMap(({ comparison }) => [...comparison.recast]));
    if (recast.size === 0) return [];
    const rebuilt = new Set(this.changed.map(({ record }) => record.id));
    const reasons: string[] = [];
    for (const record of this.current.records) {
      if (rebuilt.has(record.id)) continue;
      const build = await this.read(record.id, record.source);
      const called = build.imports.find((name) => recast.has(name) && !build.functions.get(name)?.local);
      if (called !== undefined) {
        reasons.push(
          `the parameters or result of ${this.display(build, called)} changed, and ${record.source} calls it as before`,
        );
      }
    }
    return reasons;
  }

  private readonly display: Display = (build, symbol) => this.names.get(build.id)?.get(symbol) ?? symbol;

  /** Symbols of C are what people call functions. */
  private async learnNames(build: ModuleBuild): Promise<void> {
    if (this.names.has(build.id) || ![...build.slots.keys()].some((symbol) => symbol.startsWith('_'))) return;
    const manifest = await manifestOf(build.id, this.stores);
    const own = manifest?.functions.map(({ name, display }) => [name, display] as const);
    this.names.set(build.id, new Map([...Object.entries(manifest?.names ?? {}), ...(own ?? [])]));
  }
}

/** What runs may have been replaced or removed; the kernel still has a process's program, and a file that stayed is the same for a library. */
async function openRunning(pid: number, path: string, object: ReloadObject): Promise<LinkedFile | undefined> {
  for (const candidate of [`/proc/${String(pid)}/exe`, path]) {
    const file = await LinkedFile.open(candidate).catch(() => undefined);
    const isIt =
      file?.records.length === object.modules.length && file.records.every(({ id }, at) => id === object.modules[at]);
    if (file && isIt) return file;
    await file?.close();
  }
  return undefined;
}

function hasChanged({ comparison: { changed, added, affected } }: ChangedModule): boolean {
  return changed.length + added.length + affected.length > 0;
}

/** What a source that was not there was before. */
function nothingOf(build: ModuleBuild): ModuleBuild {
  return {
    ...build,
    id: '',
    types: true,
    slots: new Map(),
    imports: [],
    functions: new Map(),
    variables: new Map(),
    layouts: [],
  };
}
