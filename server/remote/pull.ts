import type { TeamList, TeamPack } from '../../protocol/team-list.js';
import { rebind, type LogEntry } from './entries.js';
import { fetchPacks, readList } from './list.js';
import { nameKey, packKey, programKey, type SharedProgram } from './names.js';
import { readPack } from './pack.js';
import type { TeamCache } from './team-cache.js';

/** Asked for one by one where no list has them. */
const MOST_ASKED = 4096;

/** What a team has of a program and this machine lacks, in the order of first calls, as entries for the program's own image log. */
export async function pull(
  cache: TeamCache,
  program: SharedProgram,
  isHere: (module: string, slot: number) => boolean,
): Promise<LogEntry[]> {
  const own = new OwnModules(program);
  const exact = await readList(cache, programKey(program), program.build);
  const list = exact ?? (await readList(cache, nameKey(program), program.build));
  const found = list ? await fetchPacks(cache, list, wantedPacks(list, own, isHere)) : new Map<string, LogEntry[]>();
  const listed = new Set(list?.packs.map(({ module }) => module));
  const missing = own.portable.filter((module) =>
    exact ? listed.has(module) && !found.has(module) : !listed.has(module),
  );
  const lacking = missing.filter((module) => own.lacks(module, isHere));
  await Promise.all(
    lacking.slice(0, MOST_ASKED).map(async (module) => {
      const bytes = await cache.find(packKey(program.build, module));
      const pack = bytes && readPack(bytes, program.build, module);
      if (pack) found.set(module, pack.entries);
      else if (bytes) cache.miss('damaged');
    }),
  );
  return inOrder(found, list).flatMap((entry) => own.rebound(entry, isHere));
}

/** A pack is wanted when one of its functions that was called lies in this program and is not here. */
function wantedPacks(list: TeamList, own: OwnModules, isHere: (module: string, slot: number) => boolean): TeamPack[] {
  const wanted = new Set<number>();
  for (let at = 0; at < list.order.length; at += 2) {
    const [index = 0, slot = 0] = list.order.slice(at, at + 2);
    if (own.ids(list.packs[index]?.module ?? '').some((id) => !isHere(id, slot))) wanted.add(index);
  }
  return list.packs.filter((_, index) => wanted.has(index));
}

function inOrder(found: ReadonlyMap<string, LogEntry[]>, list: TeamList | undefined): LogEntry[] {
  const bySlot = new Map([...found].map(([module, entries]) => [module, new Map(entries.map((e) => [e.slot, e]))]));
  const result: LogEntry[] = [];
  const order = list?.order ?? [];
  for (let at = 0; at < order.length; at += 2) {
    const slots = bySlot.get(list?.packs[order[at] ?? 0]?.module ?? '');
    const entry = slots?.get(order[at + 1] ?? 0);
    if (entry) result.push(entry);
    slots?.delete(order[at + 1] ?? 0);
  }
  // What other programs called of the same modules.
  for (const slots of bySlot.values()) result.push(...slots.values());
  return result;
}

/** Ids as the program has them, by those that are equal everywhere. */
class OwnModules {
  private readonly byPortable = new Map<string, { id: string; slots: number }[]>();

  constructor({ modules }: SharedProgram) {
    for (const { id, portable, slots } of modules)
      this.byPortable.set(portable, [...(this.byPortable.get(portable) ?? []), { id, slots }]);
  }

  get portable(): string[] {
    return [...this.byPortable.keys()];
  }

  ids(portable: string): string[] {
    return this.byPortable.get(portable)?.map(({ id }) => id) ?? [];
  }

  lacks(portable: string, isHere: (module: string, slot: number) => boolean): boolean {
    const all = this.byPortable.get(portable) ?? [];
    return all.some(({ id, slots }) => Array.from({ length: slots }).some((_, slot) => !isHere(id, slot)));
  }

  /** For each module of the program that it is of, but those that have it. */
  rebound(entry: LogEntry, isHere: (module: string, slot: number) => boolean): LogEntry[] {
    const missing = this.ids(entry.module).filter((id) => !isHere(id, entry.slot));
    return missing.flatMap((own) => {
      const bound = rebind(entry, (id) => (id === entry.module ? own : this.ids(id)[0]));
      return bound ? [bound] : [];
    });
  }
}
