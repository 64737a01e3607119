import type { TeamList } from '../../protocol/team-list.js';
import { grouped } from '../support/grouped.js';
import { isBetter, isDraft, rebind, type LogEntry } from './entries.js';
import { fetchPacks, functionsOf, makeList, readList, type ListedFunction, type WrittenPack } from './list.js';
import { nameKey, packKey, programKey, type SharedProgram } from './names.js';
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

/** Gives a team what this machine's log has of a program, beside what the team had. */
export async function push(
  cache: TeamCache,
  program: SharedProgram,
  log: readonly LogEntry[],
  took: Took = () => 0,
): Promise<Pushed> {
  const called = portableEntries(program, log, took);
  const local = grouped(called, ({ module }) => module);
  const before = await readList(cache, programKey(program), program.build);
  const theirs = before ? await fetchPacks(cache, before, before.packs) : new Map<string, LogEntry[]>();
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
  const source = new Map(program.modules.map((module) => [module.portable, module.source]));
  // In an order of their own: equal content gives equal bundles, whoever answers first.
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  const packs = sorted.map(([module, slots]): WrittenPack => ({
    module,
    source: source.get(module) ?? '',
    bytes: writePack({ build: program.build, module, entries: [...slots.values()] }),
  }));
  const functions = calledFunctions(before, called, merged);
  const { list, bundles } = makeList(program.build, packs, functions);
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
function portableEntries({ modules }: SharedProgram, log: readonly LogEntry[], took: Took): Called[] {
  const portable = new Map(modules.map((module) => [module.id, module.portable]));
  const best = new Map<string, Called>();
  for (const entry of log) {
    const bound = rebind(entry, (id) => portable.get(id));
    if (!bound) continue; // of a module that the program had before
    const name = nameOf(bound.module, bound.slot);
    const there = best.get(name);
    if (there === undefined || !isDraft(bound) || isDraft(there))
      best.set(name, { ...bound, took: took(entry.module, entry.slot, isDraft(entry)) });
  }
  return [...best.values()];
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
