import { TEAM_LIST_VERSION, TeamList, type TeamPack } from '../../protocol/team-list.js';
import { digestOf } from './keys.js';
import type { LogEntry } from './entries.js';
import { readPack } from './pack.js';
import type { TeamCache } from './team-cache.js';

/** Packs up to this size stand in bundles, so that a program of thousands of modules takes a few requests. */
const SMALL = 64 << 10;
const LARGEST_BUNDLE = 4 << 20;

export interface WrittenPack {
  module: string;
  bytes: Buffer;
}

export async function readList(cache: TeamCache, key: string, build: string): Promise<TeamList | undefined> {
  const bytes = await cache.find(key);
  if (!bytes) return undefined;
  const list = parseList(bytes);
  return list?.build === build ? list : cache.miss('damaged');
}

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
  const leads = data?.order.every((value, index) => index % 2 === 1 || value < data.packs.length);
  return data && fits && leads && data.order.length % 2 === 0 ? data : undefined;
}

/** The list of these packs, and the bundles that it leads to. */
export function makeList(
  build: string,
  packs: readonly WrittenPack[],
  order: readonly { module: string; slot: number }[],
): { list: TeamList; bundles: Buffer[] } {
  const bundles: Buffer[][] = [];
  const sizes: number[] = [];
  const rows = packs.map(({ module, bytes }): TeamPack => {
    const pack = { module, ...digestOf(bytes) };
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
    bundles: blobs.map(digestOf),
    order: order.flatMap(({ module, slot }) => [indexOf.get(module) ?? 0, slot]),
  };
  return { list, bundles: blobs };
}

/** Fetches packs of a list, side by side, each bundle once; by module. */
export async function fetchPacks(
  cache: TeamCache,
  list: TeamList,
  wanted: readonly TeamPack[],
): Promise<Map<string, LogEntry[]>> {
  const bundles = new Map<number, Promise<Buffer | undefined>>();
  const bundleOf = (index: number): Promise<Buffer | undefined> => {
    const digest = list.bundles[index];
    const known = bundles.get(index) ?? (digest ? cache.blob(digest) : Promise.resolve(undefined));
    bundles.set(index, known);
    return known;
  };
  const found = new Map<string, LogEntry[]>();
  await Promise.all(
    wanted.map(async (row) => {
      const { module, bundle, at = 0, size } = row;
      const bytes = bundle === undefined ? await cache.blob(row) : (await bundleOf(bundle))?.subarray(at, at + size);
      if (!bytes) return;
      const pack = readPack(bytes, list.build, module);
      if (pack) found.set(module, pack.entries);
      else cache.miss('damaged');
    }),
  );
  return found;
}
