import { createClient, RESP_TYPES } from '@redis/client';
import { probePort } from './http.js';
import { asReason, type Reply, type Space, type Transport, type Written } from './transport.js';

/** A Redis server. A bundle of its own: the client is larger than all else here, and loaded only where somebody asks for it. */
export class RedisTransport implements Transport {
  readonly shown: string;
  private readonly url: URL;
  private readonly client;
  private connected: Promise<unknown> | undefined;

  constructor(
    url: URL,
    token: string | undefined,
    private readonly patience: number,
  ) {
    this.url = new URL(url);
    if (token !== undefined && this.url.password === '') this.url.password = encodeURIComponent(token);
    const shown = new URL(this.url);
    shown.username = shown.password = '';
    this.shown = shown.href;
    this.client = createClient({
      url: this.url.href,
      socket: { connectTimeout: patience, reconnectStrategy: false },
      disableOfflineQueue: true,
    }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    this.client.on('error', () => undefined); // each command says it too
  }

  async get(space: Space, name: string, limit: number, signal: AbortSignal): Promise<Reply> {
    try {
      // One more than there may be. What is not there is empty, and no blob of ours is.
      const bytes = await this.ask(signal, () => this.client.getRange(this.key(space, name), 0, limit));
      if (!Buffer.isBuffer(bytes)) return { kind: 'failed', why: 'it sent no bytes', away: false };
      if (bytes.length > limit) return { kind: 'failed', why: `it sent more than ${String(limit)} bytes`, away: false };
      return bytes.length === 0 ? { kind: 'absent' } : { kind: 'found', bytes };
    } catch (error) {
      return failure(error);
    }
  }

  async has(space: Space, name: string, signal: AbortSignal): Promise<boolean> {
    try {
      return (await this.ask(signal, () => this.client.exists(this.key(space, name)))) === 1;
    } catch {
      return false; // then it is sent, and that says what is wrong
    }
  }

  async put(space: Space, name: string, bytes: Buffer, signal: AbortSignal): Promise<Written> {
    try {
      await this.ask(signal, () => this.client.set(this.key(space, name), bytes));
      return { kind: 'written' };
    } catch (error) {
      return failure(error);
    }
  }

  probe(ms: number): Promise<string | undefined> {
    return probePort(this.url.hostname.replace(/^\[|\]$/g, ''), Number(this.url.port) || 6379, ms);
  }

  close(): Promise<void> {
    this.client.destroy();
    return Promise.resolve();
  }

  private readonly key = (space: Space, name: string): string => `autojit:${space}:${name}`;

  private async ask<T>(signal: AbortSignal, command: () => Promise<T>): Promise<T> {
    this.connected ??= this.client.connect();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.patience * 4)]);
    // A composite signal with a listener is kept for good, and all that the listener knows: it goes with the question.
    let stop = (): void => undefined;
    const over = new Promise<never>((_, reject) => {
      stop = () => reject(new Error(GONE));
      limit.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([this.connected.then(command), over]);
    } finally {
      limit.removeEventListener('abort', stop);
    }
  }
}

const GONE = 'no answer in time';

function failure(error: unknown): Exclude<Written, { kind: 'written' }> {
  const why = asReason(error instanceof Error ? error.message : String(error));
  if (/NOAUTH|WRONGPASS|NOPERM|READONLY/.test(why)) return { kind: 'refused', why };
  const isAnswer = /^(OOM|MISCONF|WRONGTYPE|LOADING|BUSY)/.test(why);
  return { kind: 'failed', why, away: !isAnswer };
}
