import type { TeamLibrary, TeamList, TeamPack } from '../../protocol/team-list.js';
import { grouped } from '../support/grouped.js';
import { isBetter, isDraft, rebind, type LogEntry } from './entries.js';
import { functionsOf, ListedPacks, makeList, readList, type ListedFunction, type WrittenPack } from './list.js';
import { nameKey, packKey, programKey, type SharedModule, type SharedProgram } from './names.js';
import { readPack, writePack } from './pack.js';
import type { TeamCache } from './team-cache.js';

export interface Pushed {
  /** Functions of the program that the team has now. */
  functions: number;
  /** Of these, how many came by this push, or came as finals where there were drafts. */
  added: number;
  /** False when the server did not take all. */
  complete: boolean;
}

/** How many microseconds making a function took here, under its own module's id; 0 where that is not known. */
export type Took = (module: string, slot: number, draft: boolean) => number;

/** A shared library that a program was run with, which has a log of its own. */
export interface PushedLibrary {
  /** From the program's folder on. */
  path: string;
  library: SharedProgram;
  log: readonly LogEntry[];
}

/** Gives a team what this machine's logs have of a program and its libraries, beside what the team had. */
export async function push(
  cache: TeamCache,
  program: SharedProgram,
  log: readonly LogEntry[],
  took: Took = () => 0,
  libraries: readonly PushedLibrary[] = [],
): Promise<Pushed> {
  const logs = [{ program, log }, ...libraries.map(({ library, log: own }) => ({ program: library, log: own }))];
  const called = portableEntries(logs, took);
  const local = grouped(called, ({ module }) => module);
  const before = await readList(cache, programKey(program), program.build);
  const modules = logs.flatMap((one) => one.program.modules);
  const theirs = before
    ? await new ListedPacks(cache, before).fetch(packsToKeep(before, modules, libraries))
    : new Map<string, LogEntry[]>();
  const merged = new Map<string, Map<number, LogEntry>>();
  let added = 0;
  await Promise.all(
    [...new Set([...local.keys(), ...theirs.keys()])].map(async (module) => {
      const known = theirs.get(module) ?? (await packOf(cache, program.build, module));
      const slots = new Map(known.map((entry) => [entry.slot, entry]));
      const news = (local.get(module) ?? []).filter((entry) => isBetter(entry, slots.get(entry.slot)));
      for (const { slot, bytes } of news) slots.set(slot, { module, slot, bytes });
      added += news.length;
      merged.set(module, slots);
    }),
  );
  const source = new Map([
    ...(before?.packs ?? []).map((pack) => [pack.module, pack.source] as const),
    ...modules.map((module) => [module.portable, module.source] as const),
  ]);
  // In an order of their own: equal content gives equal bundles, whoever answers first.
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  const packs = sorted.map(([module, slots]): WrittenPack => ({
    module,
    source: source.get(module) ?? '',
    bytes: writePack({ build: program.build, module, entries: [...slots.values()] }),
  }));
  const functions = calledFunctions(before, called, merged);
  const { list, bundles } = makeList(program.build, packs, functions, librariesOf(before, libraries));
  const written = await Promise.all([
    ...packs.map(({ module, bytes }) => cache.publish([packKey(program.build, module)], bytes)),
    ...bundles.map(async (bytes) => (await cache.keep(bytes)) !== undefined),
  ]);
  // Last: a list that can be found leads to what is there.
  const listed = await cache.publish([programKey(program), nameKey(program)], Buffer.from(JSON.stringify(list)));
  return { functions: functions.length, added, complete: listed && written.every((done) => done) };
}

interface Called extends LogEntry {
  took: number;
}

/** As every checkout names them, in the order of first calls; of each function the last entry counts, but no draft where there is a final. */
function portableEntries(logs: readonly { program: SharedProgram; log: readonly LogEntry[] }[], took: Took): Called[] {
  const best = new Map<string, Called>();
  for (const { program, log } of logs) {
    const portable = new Map(program.modules.map((module) => [module.id, module.portable]));
    for (const entry of log) {
      const bound = rebind(entry, (id) => portable.get(id));
      if (!bound) continue; // of a module that the program had before
      const name = nameOf(bound.module, bound.slot);
      const there = best.get(name);
      if (there === undefined || !isDraft(bound) || isDraft(there))
        best.set(name, { ...bound, took: took(entry.module, entry.slot, isDraft(entry)) });
    }
  }
  return [...best.values()];
}

/** All but what libraries had before an edit. */
function packsToKeep(
  { packs }: TeamList,
  modules: readonly SharedModule[],
  libraries: readonly PushedLibrary[],
): TeamPack[] {
  const own = new Set(modules.map(({ portable }) => portable));
  const sources = new Set(libraries.flatMap(({ library }) => library.modules.map(({ source }) => source)));
  return packs.filter(({ module, source }) => own.has(module) || !sources.has(source));
}

/** Those of this machine, and what others opened by name. */
function librariesOf(before: TeamList | undefined, libraries: readonly PushedLibrary[]): TeamLibrary[] {
  const keys = new Map((before?.libraries ?? []).map(({ path, key }) => [path, key]));
  for (const { path, library } of libraries) keys.set(path, programKey(library));
  return [...keys].map(([path, key]) => ({ path, key }));
}

async function packOf(cache: TeamCache, build: string, module: string): Promise<LogEntry[]> {
  const pack = await cache.find('modules', packKey(build, module), (bytes) => readPack(bytes, build, module));
  return pack?.entries ?? [];
}

/** As the team knew it, then what was called here and is new. */
function calledFunctions(
  before: TeamList | undefined,
  local: readonly Called[],
  merged: ReadonlyMap<string, ReadonlyMap<number, LogEntry>>,
): ListedFunction[] {
  const calls = new Map<string, ListedFunction>();
  const add = (module: string, slot: number, tookAs: (draft: boolean) => number): void => {
    const entry = merged.get(module)?.get(slot);
    if (!entry) return;
    const draft = isDraft(entry);
    const known = calls.get(nameOf(module, slot));
    calls.set(nameOf(module, slot), { module, slot, draft, took: known?.took || tookAs(draft) });
  };
  const listed = before ? functionsOf(before) : [];
  for (const { module, slot, draft, took } of listed) add(module, slot, (now) => (now === draft ? took : 0));
  for (const entry of local) add(entry.module, entry.slot, (draft) => (draft === isDraft(entry) ? entry.took : 0));
  return [...calls.values()];
}

const nameOf = (module: string, slot: number): string => `${module} ${String(slot)}`;
