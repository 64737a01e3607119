import type { Agent, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { asReason, type Reply, type Space, type Transport, type Written } from './transport.js';

/** What is said with a refusal is read so far, so that the connection serves the next question too. */
const MOST_THROWN_AWAY = 1 << 16;

/**
 * A server of Bazel's remote caches, or one that keeps files by the same paths (DAV). By Node's own client and not fetch(): that takes 40 ms to be
 * loaded, before a program that starts in 100.
 */
export class HttpTransport implements Transport {
  readonly shown: string;
  private readonly base: URL;
  private readonly headers: Record<string, string>;
  private agent: Agent | undefined;

  /** `patience`: without a byte for so many milliseconds the server hangs. */
  constructor(
    url: URL,
    token: string | undefined,
    private readonly patience: number,
  ) {
    this.base = new URL(url);
    this.base.username = this.base.password = this.base.search = this.base.hash = '';
    if (!this.base.pathname.endsWith('/')) this.base.pathname += '/';
    this.shown = this.base.href;
    const user =
      url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const credentials =
      token !== undefined ? `Bearer ${token}` : user && `Basic ${Buffer.from(user).toString('base64')}`;
    this.headers = credentials === undefined ? {} : { authorization: credentials };
  }

  async get(space: Space, name: string, limit: number, signal: AbortSignal): Promise<Reply> {
    const patience = new Patience(signal, this.patience);
    try {
      const response = await this.ask('GET', space, name, patience);
      if (response.statusCode === 404 || response.statusCode === 410) {
        throwAway(response);
        return { kind: 'absent' };
      }
      if (response.statusCode !== 200) return unwanted(response);
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of response as AsyncIterable<Uint8Array>) {
        patience.renew();
        size += part.length;
        if (size > limit) return { kind: 'failed', why: `it sent more than ${String(limit)} bytes`, away: false };
        parts.push(part);
      }
      return { kind: 'found', bytes: Buffer.concat(parts, size) };
    } catch (error) {
      return failure(error, patience);
    } finally {
      patience.end();
    }
  }

  async has(space: Space, name: string, signal: AbortSignal): Promise<boolean> {
    const patience = new Patience(signal, this.patience);
    try {
      const response = await this.ask('HEAD', space, name, patience);
      response.resume();
      return response.statusCode === 200;
    } catch {
      return false; // then it is sent, and that says what is wrong
    } finally {
      patience.end();
    }
  }

  async put(space: Space, name: string, bytes: Buffer, signal: AbortSignal): Promise<Written> {
    // What is on its way is not seen, so the time is for all of it.
    const patience = new Patience(signal, 2 * this.patience + bytes.length / 50);
    try {
      const response = await this.ask('PUT', space, name, patience, bytes);
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299) return unwanted(response);
      throwAway(response);
      return { kind: 'written' };
    } catch (error) {
      return failure(error, patience);
    } finally {
      patience.end();
    }
  }

  probe(ms: number): Promise<string | undefined> {
    const port = Number(this.base.port) || (this.base.protocol === 'https:' ? 443 : 80);
    return probePort(this.base.hostname.replace(/^\[|\]$/g, ''), port, ms);
  }

  close(): Promise<void> {
    this.agent?.destroy();
    return Promise.resolve();
  }

  /** What it redirects to is not followed: a token is for this server alone. */
  private async ask(
    method: string,
    space: Space,
    name: string,
    patience: Patience,
    body?: Buffer,
  ): Promise<IncomingMessage> {
    const client = this.base.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = (this.agent ??= new client.Agent({ keepAlive: true }));
    const type = body ? { 'content-type': 'application/octet-stream', 'content-length': body.length } : {};
    const options = { method, agent, headers: { ...this.headers, ...type }, signal: patience.signal };
    const send = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const request = client.request(new URL(`${space}/${name}`, this.base), options, (response) => {
          response.on('error', () => undefined); // who reads it meets that too
          resolve(response);
        });
        // A server may end a connection that rests just when we take it again.
        const isOld = (error: Error): boolean => request.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
        request.on('error', (error) => (isOld(error) ? resolve(send()) : reject(error)));
        request.end(body);
      });
    return send();
  }
}

/** Undefined when somebody takes connections there within this time. */
export function probePort(host: string, port: number, ms: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (why?: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    // A busy process may be late itself: what arrived meanwhile is looked at before.
    const timer = setTimeout(() => setImmediate(() => end(`no answer within ${String(ms)} ms`)), ms);
    socket.once('connect', () => end()).once('error', (error) => end(textOf(error)));
  });
}

function throwAway(response: IncomingMessage): void {
  const size = Number(response.headers['content-length'] ?? (response.complete ? 0 : Infinity));
  if (size <= MOST_THROWN_AWAY) response.resume();
  else response.destroy();
}

function unwanted(response: IncomingMessage): Exclude<Written, { kind: 'written' }> {
  throwAway(response);
  const { statusCode: status = 0, statusMessage = '' } = response;
  const why = asReason(`HTTP ${String(status)} ${statusMessage}`);
  if ([401, 403, 405, 407].includes(status)) return { kind: 'refused', why };
  return {
    kind: 'failed',
    why: status >= 300 && status < 400 ? `${why}: redirections are not followed` : why,
    away: false,
  };
}

/** Until the caller's signal, or a time without progress. */
class Patience {
  readonly signal: AbortSignal;
  private readonly stalled = new AbortController();
  private timer: NodeJS.Timeout;

  constructor(
    outer: AbortSignal,
    readonly ms: number,
  ) {
    this.signal = AbortSignal.any([outer, this.stalled.signal]);
    this.timer = this.start();
  }

  renew(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  get isOver(): boolean {
    return this.stalled.signal.aborted;
  }

  private start(): NodeJS.Timeout {
    return setTimeout(() => this.stalled.abort(), this.ms);
  }
}

function failure(error: unknown, patience: Patience): { kind: 'failed'; why: string; away: boolean } {
  if (patience.isOver)
    return { kind: 'failed', why: `no answer within ${String(Math.round(patience.ms))} ms`, away: true };
  if (patience.signal.aborted) return { kind: 'failed', why: 'the time for it is over', away: true };
  const why = textOf(error);
  return {
    kind: 'failed',
    why,
    away: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(why),
  };
}

/** Of a name with several addresses, the first one's reason. */
function textOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const one = first ?? error;
  return asReason(one instanceof Error ? one.message : String(one));
}
