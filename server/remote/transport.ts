/** The two halves of such a cache: what keys lead to, and blobs by their SHA-256. */
export type Space = 'ac' | 'cas';

/** What a server said, or did not. */
export type Reply =
  | { kind: 'found'; bytes: Buffer }
  | { kind: 'absent' }
  /** It does not let us: a wrong token, a read-only one. */
  | { kind: 'refused'; why: string }
  /** `away`: nothing answers there, so that there is no use in asking again. */
  | { kind: 'failed'; why: string; away: boolean };

export type Written = { kind: 'written' } | Exclude<Reply, { kind: 'found' | 'absent' }>;

/** A store of bytes somewhere. It never throws, and ends when the signal says so. */
export interface Transport {
  /** As people may see it: without any secret. */
  readonly shown: string;
  /** More than `limit` bytes are a failure. */
  get(space: Space, name: string, limit: number, signal: AbortSignal): Promise<Reply>;
  has(space: Space, name: string, signal: AbortSignal): Promise<boolean>;
  put(space: Space, name: string, bytes: Buffer, signal: AbortSignal): Promise<Written>;
  /** Whether somebody is there, within this time; undefined when there is, else why not. */
  probe(ms: number): Promise<string | undefined>;
  close(): Promise<void>;
}

const LONGEST_REASON = 200;

/** What a server gives as its reason goes to a terminal: one line, without what would steer it. */
export const asReason = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_REASON) || 'no reason was given';
