import type { TeamList } from '../../protocol/team-list.js';
import { rebind, type LogEntry } from './entries.js';
import { fetchPacks, makeList, readList, type WrittenPack } from './list.js';
import { nameKey, packKey, programKey, type SharedProgram } from './names.js';
import { readPack, writePack } from './pack.js';
import type { TeamCache } from './team-cache.js';

export interface Pushed {
  /** Functions of the program that the team has now. */
  functions: number;
  /** Of these, how many came by this push. */
  added: number;
  /** False when the server did not take all. */
  complete: boolean;
}

/** Gives a team what this machine's log has of a program, beside what the team had. */
export async function push(cache: TeamCache, program: SharedProgram, log: readonly LogEntry[]): Promise<Pushed> {
  const called = portableEntries(program, log);
  const local = grouped(called);
  const before = await readList(cache, programKey(program), program.build);
  const theirs = before ? await fetchPacks(cache, before, before.packs) : new Map<string, LogEntry[]>();
  const merged = new Map<string, LogEntry[]>();
  let added = 0;
  await Promise.all(
    [...new Set([...local.keys(), ...theirs.keys()])].map(async (module) => {
      const known = theirs.get(module) ?? (await packOf(cache, program.build, module));
      const slots = new Map(known.map((entry) => [entry.slot, entry]));
      const news = (local.get(module) ?? []).filter(({ slot }) => !slots.has(slot));
      for (const entry of news) slots.set(entry.slot, entry);
      added += news.length;
      merged.set(module, [...slots.values()]);
    }),
  );
  // In an order of their own: equal content gives equal bundles, whoever answers first.
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  const packs = sorted.map(([module, entries]): WrittenPack => ({
    module,
    bytes: writePack({ build: program.build, module, entries }),
  }));
  const order = callOrder(before, called, merged);
  const { list, bundles } = makeList(program.build, packs, order);
  const written = await Promise.all([
    ...packs.map(({ module, bytes }) => cache.publish([packKey(program.build, module)], bytes)),
    ...bundles.map(async (bytes) => (await cache.keep(bytes)) !== undefined),
  ]);
  // Last: a list that can be found leads to what is there.
  const listed = await cache.publish([programKey(program), nameKey(program)], Buffer.from(JSON.stringify(list)));
  return { functions: order.length, added, complete: listed && written.every((done) => done) };
}

/** As every checkout names them, in the order of first calls; of each function the last entry counts. */
function portableEntries({ modules }: SharedProgram, log: readonly LogEntry[]): LogEntry[] {
  const portable = new Map(modules.map((module) => [module.id, module.portable]));
  const last = new Map<string, LogEntry>();
  for (const entry of log) {
    const bound = rebind(entry, (id) => portable.get(id));
    if (bound) last.set(`${bound.module} ${String(bound.slot)}`, bound); // else: of a module that the program had before
  }
  return [...last.values()];
}

function grouped(entries: readonly LogEntry[]): Map<string, LogEntry[]> {
  const groups = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.module);
    if (group) group.push(entry);
    else groups.set(entry.module, [entry]);
  }
  return groups;
}

async function packOf(cache: TeamCache, build: string, module: string): Promise<LogEntry[]> {
  const bytes = await cache.find(packKey(build, module));
  return (bytes && readPack(bytes, build, module)?.entries) ?? [];
}

interface Called {
  module: string;
  slot: number;
}

/** As the team knew it, then what was called here and is new. */
function callOrder(
  before: TeamList | undefined,
  local: readonly LogEntry[],
  merged: ReadonlyMap<string, LogEntry[]>,
): Called[] {
  const there = new Map([...merged].map(([module, entries]) => [module, new Set(entries.map(({ slot }) => slot))]));
  const calls = new Map<string, Called>();
  const add = (module: string, slot: number): void => {
    if (there.get(module)?.has(slot)) calls.set(`${module} ${String(slot)}`, { module, slot });
  };
  const order = before?.order ?? [];
  for (let at = 0; at < order.length; at += 2) add(before?.packs[order[at] ?? 0]?.module ?? '', order[at + 1] ?? 0);
  for (const { module, slot } of local) add(module, slot);
  return [...calls.values()];
}
