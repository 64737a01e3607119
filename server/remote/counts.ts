/** What a team shares: lists of what programs need, and code by modules. */
export const KINDS = ['programs', 'modules'] as const;
export type Kind = (typeof KINDS)[number];

/** Why something is not had from the server. */
export const MISSES = [
  'absent', // nobody pushed it
  'gone', // the key is there, its blob is not any more
  'unsigned',
  'untrusted', // signed by nobody whom this user trusts
  'forged', // signed for another key, or other bytes
  'damaged', // not what it should be
  'refused',
  'failed',
  'away', // not asked: the server did not answer before
] as const;
export type Miss = (typeof MISSES)[number];
export type Misses = Partial<Record<Miss, number>>;

/** Of one kind: what was asked for and had, and why the rest was not. */
export interface KindCounts {
  hits: number;
  misses: Misses;
}

/** What came of questions to a server. */
export class Counts {
  requests = 0;
  received = 0;
  sent = 0;
  readonly kinds: Record<Kind, KindCounts> = { programs: { hits: 0, misses: {} }, modules: { hits: 0, misses: {} } };

  /** Of all kinds together. */
  get misses(): Misses {
    return KINDS.reduce<Misses>((sum, kind) => addMisses(sum, this.kinds[kind].misses), {});
  }
}

export function addMisses(one: Misses, other: Misses): Misses {
  const sum: Misses = {};
  for (const miss of MISSES) {
    const count = (one[miss] ?? 0) + (other[miss] ?? 0);
    if (count > 0) sum[miss] = count;
  }
  return sum;
}

export const totalOf = (misses: Misses): number => MISSES.reduce((sum, miss) => sum + (misses[miss] ?? 0), 0);
