import { TEAM_LIST_VERSION, TeamList, type TeamLibrary, type TeamPack } from '../../protocol/team-list.js';
import { digestOf } from './keys.js';
import type { LogEntry } from './entries.js';
import { readPack } from './pack.js';
import type { TeamCache } from './team-cache.js';

/** Packs up to this size stand in bundles, so that a program of thousands of modules takes a few requests. */
const SMALL = 64 << 10;
const LARGEST_BUNDLE = 4 << 20;

export interface WrittenPack {
  module: string;
  source: string;
  bytes: Buffer;
}

/** A function that was called, as a list tells of it. */
export interface ListedFunction {
  module: string;
  slot: number;
  draft: boolean;
  /** Microseconds; 0: not known. */
  took: number;
}

export const readList = (cache: TeamCache, key: string, build: string): Promise<TeamList | undefined> =>
  cache.find('programs', key, (bytes) => {
    const list = parseList(bytes);
    return list?.build === build ? list : undefined;
  });

/** Undefined for whatever is no list, or does not hold together. */
export function parseList(bytes: Buffer): TeamList | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const { data } = TeamList.safeParse(value);
  const fits = data?.packs.every(({ bundle, at, size }) => {
    const whole = bundle === undefined ? undefined : data.bundles[bundle];
    return bundle === undefined ? at === undefined : whole && at !== undefined && at + size <= whole.size;
  });
  const leads = data?.functions.every(([pack]) => pack < data.packs.length);
  return data && fits && leads ? data : undefined;
}

/** The list of these packs, and the bundles that it leads to. */
export function makeList(
  build: string,
  packs: readonly WrittenPack[],
  called: readonly ListedFunction[],
  libraries: readonly TeamLibrary[],
): { list: TeamList; bundles: Buffer[] } {
  const bundles: Buffer[][] = [];
  const sizes: number[] = [];
  const rows = packs.map(({ module, source, bytes }): TeamPack => {
    const pack = { module, source, ...digestOf(bytes) };
    if (bytes.length > SMALL) return pack;
    if (bundles.length === 0 || (sizes.at(-1) ?? 0) + bytes.length > LARGEST_BUNDLE) {
      bundles.push([]);
      sizes.push(0);
    }
    const bundle = bundles.length - 1;
    const at = sizes[bundle] ?? 0;
    bundles[bundle]?.push(bytes);
    sizes[bundle] = at + bytes.length;
    return { ...pack, bundle, at };
  });
  const blobs = bundles.map((parts) => Buffer.concat(parts));
  const indexOf = new Map(packs.map(({ module }, index) => [module, index]));
  const list: TeamList = {
    format: 'autojit-team-list',
    version: TEAM_LIST_VERSION,
    build,
    packs: rows,
    libraries: [...libraries],
    bundles: blobs.map(digestOf),
    functions: called.map(({ module, slot, draft, took }) => [indexOf.get(module) ?? 0, slot, draft ? 1 : 0, took]),
  };
  return { list, bundles: blobs };
}

/** What a list has called, by the modules of its packs. */
export const functionsOf = ({ packs, functions }: TeamList): ListedFunction[] =>
  functions.map(([pack, slot, draft, took]) => ({ module: packs[pack]?.module ?? '', slot, draft: draft === 1, took }));

/** The packs of a list, fetched side by side; each bundle once, whoever wants something of it. */
export class ListedPacks {
  private readonly bundles = new Map<number, Promise<Buffer | undefined>>();

  constructor(
    private readonly cache: TeamCache,
    private readonly list: TeamList,
  ) {}

  /** By module. */
  async fetch(wanted: readonly TeamPack[]): Promise<Map<string, LogEntry[]>> {
    const found = new Map<string, LogEntry[]>();
    await Promise.all(
      wanted.map(async (row) => {
        const { module, bundle, at = 0, size } = row;
        const bytes =
          bundle === undefined
            ? await this.cache.blob('modules', row)
            : (await this.bundle(bundle))?.subarray(at, at + size);
        if (!bytes) return;
        const pack = this.cache.understand('modules', readPack(bytes, this.list.build, module));
        if (pack) found.set(module, pack.entries);
      }),
    );
    return found;
  }

  private bundle(index: number): Promise<Buffer | undefined> {
    const digest = this.list.bundles[index];
    const known = this.bundles.get(index) ?? (digest ? this.cache.blob('modules', digest) : Promise.resolve(undefined));
    this.bundles.set(index, known);
    return known;
  }
}
