import { createConnection, type Socket } from 'node:net';
import { DaemonEvent, DaemonStatus } from '../../protocol/daemon.js';
import { describeSystemError, errorCode } from '../support/problem.js';
import { DAEMON_VERSION, hello, Kind, message, MessageReader, versionIn, type Message } from './messages.js';

/** A daemon answers at once, or something is wrong with it. */
const PATIENCE_MS = 3000;

/** A connection to one daemon, for whoever looks after it. */
export class DaemonConnection {
  private readonly reader = new MessageReader();
  private readonly waiting: { resolve: (message: Message) => void; reject: (error: Error) => void }[] = [];
  private onText: ((text: string) => void) | undefined;
  private onClose: (() => void) | undefined;
  private problem: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => this.receive(bytes));
    socket.on('error', (error) => this.close(error));
    socket.on('close', () => this.close(new Error('the daemon closed the connection')));
  }

  /** Undefined when nobody listens there. Throws when who listens is no daemon that this version can talk to. */
  static async open(path: string): Promise<DaemonConnection | undefined> {
    const socket = createConnection(path);
    const problem = await new Promise<Error | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('error', resolve);
    });
    if (problem) {
      if (['ENOENT', 'ECONNREFUSED'].includes(errorCode(problem) ?? '')) return undefined;
      throw new Error(`cannot connect to ${path}: ${describeSystemError(problem)}`);
    }
    const connection = new DaemonConnection(socket);
    const version = versionIn(await connection.ask(hello()));
    if (version === DAEMON_VERSION) return connection;
    connection.end();
    throw new Error(
      version === undefined
        ? `what listens at ${path} is no autojitd`
        : `the daemon at ${path} speaks version ${String(version)} of the protocol, this AutoJIT ${String(DAEMON_VERSION)}`,
    );
  }

  async status(): Promise<DaemonStatus> {
    return DaemonStatus.parse(JSON.parse(textOf(await this.ask(message(Kind.status)))));
  }

  /** The daemon ends once it has answered. */
  async stop(): Promise<void> {
    await this.ask(message(Kind.stop));
  }

  /** From now on all that comes is events. `onClose` is called once, when no more will come. */
  subscribe(onEvent: (event: DaemonEvent) => void, onClose: (why: Error) => void): void {
    this.onText = (text) => onEvent(DaemonEvent.parse(JSON.parse(text)));
    this.onClose = () => onClose(this.problem ?? new Error('the connection was closed'));
    this.socket.write(message(Kind.subscribe));
  }

  end(): void {
    this.socket.destroy();
  }

  private ask(bytes: Buffer): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.close(new Error('the daemon does not answer')), PATIENCE_MS);
      const done =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          how(value);
        };
      this.waiting.push({ resolve: done(resolve), reject: done(reject) });
      if (this.problem) this.close(this.problem);
      else this.socket.write(bytes);
    });
  }

  private receive(bytes: Buffer): void {
    try {
      for (const received of this.reader.push(bytes)) {
        const waiting = this.waiting.shift();
        if (waiting) waiting.resolve(received);
        else this.onText?.(textOf(received));
      }
    } catch (error) {
      this.close(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private close(why: Error): void {
    this.problem ??= why;
    this.socket.destroy();
    for (const { reject } of this.waiting.splice(0)) reject(this.problem);
    this.onClose?.();
    this.onClose = undefined;
  }
}

function textOf({ kind, body }: Message): string {
  if (kind !== Kind.text) throw new Error(`the daemon sent message ${String(kind)} where a text was due`);
  return body.toString('utf8');
}
