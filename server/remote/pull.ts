import type { TeamList, TeamPack } from '../../protocol/team-list.js';
import { grouped } from '../support/grouped.js';
import { isDraft, rebind, type LogEntry } from './entries.js';
import { functionsOf, ListedPacks, readList, type ListedFunction } from './list.js';
import { nameKey, packKey, programKey, type SharedModule, type SharedProgram } from './names.js';
import { readPack } from './pack.js';
import type { TeamCache } from './team-cache.js';

/** Asked for one by one where no list has them. */
const MOST_ASKED = 4096;
/** What a program was before an edit is worth so many bytes: a program of the same name may be another one. */
const MOST_OF_EARLIER = 8 << 20;

/** Whether this machine has a function as good as that: anything where a draft is offered, a final where a final is. */
export type IsHere = (module: string, slot: number, draft: boolean) => boolean;

export interface PulledEntry extends LogEntry {
  /** Microseconds that making it took where it was made; 0: not known. */
  took: number;
  /** Of a module that the program does not have any more. */
  earlier: boolean;
}

/** What a team needed of a program: the list of exactly this one, or of what was last pushed under its name. */
export interface FoundList {
  list: TeamList;
  packs: ListedPacks;
  /** Keys of the program and of its libraries, where the list is of exactly them. */
  exact: ReadonlySet<string>;
}

export async function findList(cache: TeamCache, program: SharedProgram): Promise<FoundList | undefined> {
  const key = programKey(program);
  const exact = await readList(cache, key, program.build);
  const list = exact ?? (await readList(cache, nameKey(program), program.build));
  if (!list) return undefined;
  const libraries = list.libraries.map((library) => library.key);
  return { list, packs: new ListedPacks(cache, list), exact: new Set(exact ? [key, ...libraries] : libraries) };
}

/**
 * What a team has of a program and this machine lacks, in the order of first calls, as entries for the program's own image log. `known`: a list that
 * has it too; the program's, where it is one of its libraries. Null: it was asked for, and there is none.
 */
export async function pull(
  cache: TeamCache,
  program: SharedProgram,
  isHere: IsHere,
  known?: FoundList | null,
): Promise<PulledEntry[]> {
  const own = new OwnModules(program);
  const { list, packs, exact: keys } = (known === undefined ? await findList(cache, program) : known) ?? {};
  const exact = keys?.has(programKey(program)) ?? false;
  const called = list ? functionsOf(list) : [];
  const wanted = list ? wantedPacks(list, called, own, isHere) : [];
  const found = (await packs?.fetch(wanted)) ?? new Map<string, LogEntry[]>();
  const gone = new Set(wanted.map(({ module }) => module).filter((module) => !found.has(module)));
  const listed = new Set(list?.packs.map(({ module }) => module));
  const missing = own.portable.filter((module) => (exact ? gone.has(module) : !listed.has(module)));
  const lacking = missing.filter((module) => own.lacks(module, isHere));
  await Promise.all(
    lacking.slice(0, MOST_ASKED).map(async (module) => {
      const key = packKey(program.build, module);
      const pack = await cache.find('modules', key, (bytes) => readPack(bytes, program.build, module));
      if (pack) found.set(module, pack.entries);
    }),
  );
  const edited = lacking.filter((module) => !found.has(module));
  const earlier =
    list && packs && edited.length > 0
      ? await earlierPacks(list, packs, earlierModules(list, called, own, edited, isHere))
      : [];
  const current = inOrder(found, called).flatMap(({ entry, took }) => own.rebound(entry, took, isHere));
  return [...current, ...earlier.map((entry) => ({ ...entry, took: 0, earlier: true }))];
}

/** A pack is wanted when one of its functions that was called lies in this program and is not here. */
function wantedPacks(list: TeamList, called: readonly ListedFunction[], own: OwnModules, isHere: IsHere): TeamPack[] {
  const isLacking = ({ module, slot, draft }: ListedFunction): boolean =>
    own.ids(module).some((id) => !isHere(id, slot, draft));
  const wanted = new Set(called.filter(isLacking).map(({ module }) => module));
  return list.packs.filter(({ module }) => wanted.has(module));
}

/** What edited modules were before: the engine knows functions that are as they were by their content, and only puts new numbers into their code. */
async function earlierPacks(list: TeamList, listed: ListedPacks, wanted: ReadonlySet<string>): Promise<LogEntry[]> {
  let left = MOST_OF_EARLIER;
  const packs = list.packs.filter(({ module, size }) => {
    if (!wanted.has(module) || size > left) return false;
    left -= size;
    return true;
  });
  return [...(await listed.fetch(packs)).values()].flat();
}

/** The list's modules that have the source of an edited one, are none of the program's, and are not here from an earlier pull. */
function earlierModules(
  list: TeamList,
  called: readonly ListedFunction[],
  own: OwnModules,
  edited: readonly string[],
  isHere: IsHere,
): Set<string> {
  const sources = new Set(edited.flatMap((module) => own.sources(module)));
  const candidates = list.packs.filter(({ module, source }) => sources.has(source) && own.ids(module).length === 0);
  const modules = new Set(candidates.map(({ module }) => module));
  const lacking = called.filter(({ module, slot, draft }) => modules.has(module) && !isHere(module, slot, draft));
  return new Set(lacking.map(({ module }) => module));
}

function inOrder(
  found: ReadonlyMap<string, LogEntry[]>,
  called: readonly ListedFunction[],
): { entry: LogEntry; took: number }[] {
  const bySlot = new Map([...found].map(([module, entries]) => [module, new Map(entries.map((e) => [e.slot, e]))]));
  const result: { entry: LogEntry; took: number }[] = [];
  for (const { module, slot, draft, took } of called) {
    const slots = bySlot.get(module);
    const entry = slots?.get(slot);
    if (entry) result.push({ entry, took: isDraft(entry) === draft ? took : 0 });
    slots?.delete(slot);
  }
  // What other programs called of the same modules.
  for (const slots of bySlot.values()) for (const entry of slots.values()) result.push({ entry, took: 0 });
  return result;
}

/** Ids as the program has them, by those that are equal everywhere. */
class OwnModules {
  private readonly byPortable: ReadonlyMap<string, SharedModule[]>;

  constructor({ modules }: SharedProgram) {
    this.byPortable = grouped(modules, ({ portable }) => portable);
  }

  get portable(): string[] {
    return [...this.byPortable.keys()];
  }

  ids(portable: string): string[] {
    return this.byPortable.get(portable)?.map(({ id }) => id) ?? [];
  }

  sources(portable: string): string[] {
    return this.byPortable.get(portable)?.map(({ source }) => source) ?? [];
  }

  lacks(portable: string, isHere: IsHere): boolean {
    const all = this.byPortable.get(portable) ?? [];
    return all.some(({ id, slots }) => Array.from({ length: slots }).some((_, slot) => !isHere(id, slot, false)));
  }

  /** For each module of the program that it is of, but those that have it. */
  rebound(entry: LogEntry, took: number, isHere: IsHere): PulledEntry[] {
    const missing = this.ids(entry.module).filter((id) => !isHere(id, entry.slot, isDraft(entry)));
    return missing.flatMap((own) => {
      const bound = rebind(entry, (id) => (id === entry.module ? own : this.ids(id)[0]));
      return bound ? [{ ...bound, took, earlier: false }] : [];
    });
  }
}
