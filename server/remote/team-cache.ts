import { LARGEST_ANSWER, readAnswer, writeAnswer } from './action-result.js';
import { Counts, type Kind, type Miss } from './counts.js';
import { digestOf, judge, signFor, type Digest, type SigningKey } from './keys.js';
import type { Reply, Space, Transport, Written } from './transport.js';

/** Connections to a server at once. */
const AT_ONCE = 16;
/** A server that fails so often in a row is not asked again. */
const MOST_FAILURES = 3;
const LARGEST_BLOB = 1 << 28;

/**
 * What a team shares, as far as this user trusts who made it. Nothing here throws: whatever is wrong with a server is a miss, counted and said.
 */
export class TeamCache {
  readonly counts = new Counts();
  /** The first thing that went wrong with the server, for people. */
  problem: string | undefined;
  /** Why it is not asked any more; undefined while it is. */
  away: string | undefined;
  private failures = 0;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly transport: Transport,
    private readonly trust: readonly string[],
    private readonly signing: SigningKey | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** One try to connect, in this time; without an answer the server counts as away from then on. */
  async probe(ms: number): Promise<boolean> {
    const why = await this.transport.probe(ms);
    if (why !== undefined) this.giveUp(why);
    return why === undefined;
  }

  /** What this key leads to, signed by somebody who is trusted, as `read` understands it. */
  async find<T>(kind: Kind, key: string, read: (bytes: Buffer) => T | undefined): Promise<T | undefined> {
    const answer = await this.lookUp(kind, key);
    const bytes = answer && (await this.blob(kind, answer));
    return bytes && this.understand(kind, read(bytes));
  }

  async lookUp(kind: Kind, key: string): Promise<Digest | undefined> {
    const bytes = await this.get(kind, 'ac', key, LARGEST_ANSWER);
    if (!bytes) return undefined;
    const answer = readAnswer(bytes);
    if (!answer) return this.miss(kind, 'damaged');
    const verdict = judge(answer.signature, key, answer.blob, this.trust);
    return verdict === 'trusted' ? answer.blob : this.miss(kind, verdict);
  }

  /** A blob whose digest is trusted. */
  async blob(kind: Kind, { hash, size }: Digest): Promise<Buffer | undefined> {
    if (size > LARGEST_BLOB) return this.miss(kind, 'damaged');
    const bytes = await this.get(kind, 'cas', hash, size, 'gone');
    if (!bytes) return undefined;
    return digestOf(bytes).hash === hash ? bytes : this.miss(kind, 'damaged');
  }

  /** Counts what was read of bytes that came: something of this kind, or nothing. */
  understand<T>(kind: Kind, value: T | undefined): T | undefined {
    if (value === undefined) return this.miss(kind, 'damaged');
    this.counts.kinds[kind].hits += 1;
    return value;
  }

  /** Puts a blob there and what leads to it; false when the server does not take it. */
  async publish(keys: readonly string[], bytes: Buffer): Promise<boolean> {
    const blob = await this.keep(bytes);
    return blob !== undefined && this.lead(keys, blob);
  }

  async lead(keys: readonly string[], blob: Digest): Promise<boolean> {
    const { signing } = this;
    if (!signing) throw new Error('Nothing can be published without a key to sign with.');
    const written = keys.map((key) =>
      this.put('ac', key, writeAnswer({ blob, signature: signFor(key, blob, signing) })),
    );
    return (await Promise.all(written)).every((done) => done);
  }

  async keep(bytes: Buffer): Promise<Digest | undefined> {
    const blob = digestOf(bytes);
    if (await this.inTurn(() => this.transport.has('cas', blob.hash, this.signal), false)) return blob;
    return (await this.put('cas', blob.hash, bytes)) ? blob : undefined;
  }

  private miss(kind: Kind, why: Miss): undefined {
    const { misses } = this.counts.kinds[kind];
    misses[why] = (misses[why] ?? 0) + 1;
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  private async get(
    kind: Kind,
    space: Space,
    name: string,
    limit: number,
    absent: Miss = 'absent',
  ): Promise<Buffer | undefined> {
    const away: Reply = { kind: 'failed', why: '', away: true };
    const reply = await this.inTurn(() => this.transport.get(space, name, limit, this.signal), away);
    if (reply === away) return this.miss(kind, 'away');
    if (reply.kind === 'absent') return this.miss(kind, absent);
    if (reply.kind !== 'found') {
      this.learn(reply);
      return this.miss(kind, reply.kind);
    }
    this.failures = 0;
    this.counts.received += reply.bytes.length;
    return reply.bytes;
  }

  private async put(space: Space, name: string, bytes: Buffer): Promise<boolean> {
    const away: Written = { kind: 'failed', why: '', away: true };
    const written = await this.inTurn(() => this.transport.put(space, name, bytes, this.signal), away);
    if (written.kind === 'written') this.counts.sent += bytes.length;
    else if (written !== away) this.learn(written);
    return written.kind === 'written';
  }

  private learn(reply: Exclude<Written, { kind: 'written' }>): void {
    this.failures += 1;
    this.problem ??= reply.why;
    if (this.failures >= MOST_FAILURES || (reply.kind === 'failed' && reply.away)) this.giveUp(reply.why);
  }

  private giveUp(why: string): void {
    this.away ??= why;
    this.problem ??= why;
  }

  /** Does it when one of the connections is free; gives `instead` once the server is away. */
  private async inTurn<T>(work: () => Promise<T>, instead: T): Promise<T> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      if (this.away !== undefined || this.signal.aborted) return instead;
      this.counts.requests += 1;
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
