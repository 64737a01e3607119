import { appendFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DaemonEvent } from '../../protocol/daemon.js';
import { TRACE_LIMIT, TRACE_VERSION, type TraceEvent } from '../../protocol/trace.js';
import { errorCode } from '../support/problem.js';
import { DaemonConnection } from './connection.js';
import { daemonFiles } from './sockets.js';
import { background } from '../support/background.js';

const LOOK_MS = 2000;

export interface DaemonWatchEvents {
  /** Where the trace of a program goes that somebody else started; undefined: it is not shown. */
  traceFor(program: string, id: string): Promise<string | undefined>;
  /** A trace has begun. */
  begun(trace: string): Promise<void>;
  log(message: string): void;
}

interface Watched {
  trace: string | undefined;
  pid: number;
  lastTime: number;
  /** Written to the trace so far. */
  bytes: number;
  /** Another window writes this one's trace. */
  isOthers: boolean;
}

/**
 * Programs that were started outside the editor and write no trace: what this user's daemons make for them becomes one. They are seen as far as they
 * ask a daemon: what they find among their images they do not ask for.
 */
export class DaemonWatch {
  private readonly open = new Map<string, DaemonConnection>();
  /** Sockets that were complained about: once is enough. */
  private readonly refused = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly events: DaemonWatchEvents,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  start(): void {
    const look = (): void => background(this.look(), (why) => this.events.log(`Cannot look for daemons: ${why}.`));
    this.timer = setInterval(look, LOOK_MS);
    look();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    for (const connection of this.open.values()) connection.end();
    this.open.clear();
  }

  private async look(): Promise<void> {
    for (const socket of await daemonFiles('sock', this.env)) {
      if (!this.open.has(socket) && !this.refused.has(socket)) await this.follow(socket);
    }
  }

  private async follow(socket: string): Promise<void> {
    try {
      const connection = await DaemonConnection.open(socket);
      if (!connection) return;
      if (this.closed || this.open.has(socket)) return connection.end();
      this.open.set(socket, connection);
      const { pid } = await connection.status();
      const recorder = new Recorder(`daemon-${String(pid)}`, this.events);
      connection.subscribe(
        (event) => recorder.take(event),
        () => {
          this.open.delete(socket);
          recorder.endAll();
        },
      );
    } catch (error) {
      this.open.delete(socket);
      this.refused.add(socket);
      this.events.log(`Not watching ${basename(socket)}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
}

/** Writes the events of one daemon's programs, a trace each, one after another. */
class Recorder {
  private readonly programs = new Map<number, Watched>();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly name: string,
    private readonly events: DaemonWatchEvents,
  ) {}

  take(event: DaemonEvent): void {
    this.then(() => ('gone' in event ? this.end(event.client) : this.record(event.client, event.event)));
  }

  endAll(): void {
    this.then(async () => {
      for (const client of [...this.programs.keys()]) await this.end(client);
    });
  }

  private then(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((error: unknown) => {
      this.events.log(
        `A run seen through autojitd is not shown: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }

  private async record(client: number, event: TraceEvent): Promise<void> {
    if (event.event === 'start') return this.begin(client, event);
    const watched = this.programs.get(client);
    if (!watched?.trace || watched.isOthers) return;
    watched.lastTime = event.t;
    const line = `${JSON.stringify(event)}\n`;
    if (watched.bytes + line.length > TRACE_LIMIT) return;
    watched.bytes += line.length;
    await appendFile(watched.trace, line);
  }

  private async begin(client: number, event: Extract<TraceEvent, { event: 'start' }>): Promise<void> {
    // The same in every window, and sorted by time among the others of its folder.
    const time = new Date(event.wall).toISOString().replace(/[:.]/g, '-');
    const trace = await this.events.traceFor(event.program, `${time}-${this.name}-${String(client)}`);
    const watched = { trace, pid: event.pid, lastTime: 0, bytes: 0, isOthers: false };
    this.programs.set(client, watched);
    if (trace === undefined) return;
    try {
      await writeFile(trace, `${JSON.stringify(event)}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      watched.isOthers = true;
    }
    await this.events.begun(trace);
  }

  private async end(client: number): Promise<void> {
    const watched = this.programs.get(client);
    this.programs.delete(client);
    if (!watched?.trace || watched.isOthers) return;
    const left: TraceEvent = { v: TRACE_VERSION, event: 'left', pid: watched.pid, t: watched.lastTime };
    await appendFile(watched.trace, `${JSON.stringify(left)}\n`);
  }
}
