import { createConnection, type Socket } from 'node:net';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ReloadState } from '../../protocol/reload.js';
import { describeSystemError, errorCode } from '../support/problem.js';
import { socketFolders } from '../daemon/sockets.js';
import { isAlive, ownNamespace } from './process.js';
import { Refusal } from './refusal.js';

/** toolchain/include/autojit/reload.h */
const Kind = {
  state: 1,
  imports: 2,
  find: 3,
  patch: 4,
  commit: 5,
  text: 16,
  addresses: 17,
  done: 18,
  refused: 19,
} as const;
const HEAD = 8;
const SOCKET = /^reload-(\d+)(?:-(\d+))?\.sock$/;
/** Code is made meanwhile, by an engine that may have to be loaded first. */
const PATIENCE_MS = 60_000;
const LONGEST = 256 << 20;

/** A program of this user that listens. */
export interface Listener {
  socket: string;
  /** Undefined in another namespace, a container's say, that shares the folder: there it has a number that is nobody's here, or another's. */
  pid: number | undefined;
}

export async function listeningProcesses(env: NodeJS.ProcessEnv = process.env): Promise<Listener[]> {
  const result: Listener[] = [];
  const here = ownNamespace();
  for (const folder of socketFolders(env)) {
    for (const name of await readdir(folder).catch(() => [])) {
      const [, pid, namespace = here] = SOCKET.exec(name) ?? [];
      if (pid === undefined) continue;
      result.push({ socket: join(folder, name), pid: namespace === here ? Number(pid) : undefined });
    }
  }
  return result;
}

/** A conversation with one running program. What it was sent counts for nothing until `commit`. */
export class ReloadConnection {
  private rest = Buffer.alloc(0);
  private readonly waiting: {
    resolve: (answer: { kind: number; body: Buffer }) => void;
    reject: (why: Error) => void;
  }[] = [];
  private problem: Error | undefined;

  private committing = false;

  private constructor(
    private readonly socket: Socket,
    private readonly pid: number | undefined,
  ) {
    socket.on('data', (bytes) => this.receive(bytes));
    // Whatever the system calls it, nobody is at the other end any more.
    const gone = (): void => this.hungUp();
    socket.on('error', gone);
    socket.on('close', gone);
  }

  /**
   * Undefined when the process is no more; then its socket is taken away. That of a process which lives is not: why it does not answer is for a person
   * to hear. Of one in another namespace nobody knows here: what does not answer there is left alone.
   */
  static async open({ pid, socket: path }: Listener): Promise<ReloadConnection | undefined> {
    const socket = createConnection(path);
    const problem = await new Promise<Error | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('error', resolve);
    });
    if (!problem) return new ReloadConnection(socket, pid);
    socket.destroy();
    if (pid === undefined) return undefined;
    if (isAlive(pid)) throw new Refusal(whySilent(problem, path));
    if (errorCode(problem) === 'ECONNREFUSED') await unlink(path).catch(() => undefined);
    return undefined;
  }

  async state(): Promise<ReloadState> {
    return ReloadState.parse(JSON.parse((await this.ask(Kind.state, Buffer.alloc(0), Kind.text)).toString('utf8')));
  }

  /** Where the module's slots are, and what its imports lead to. */
  async imports(object: number, module: number): Promise<{ slots: number; imports: number[] }> {
    const body = Buffer.alloc(8);
    body.writeUInt32LE(object, 0);
    body.writeUInt32LE(module, 4);
    const [slots = 0, ...imports] = addressesIn(await this.ask(Kind.imports, body, Kind.addresses));
    return { slots, imports };
  }

  /** Addresses of symbols as the program's dynamic loader knows them; 0 for what it does not. */
  async find(names: readonly string[]): Promise<number[]> {
    if (names.length === 0) return [];
    return addressesIn(
      await this.ask(Kind.find, Buffer.from(names.map((name) => `${name}\0`).join('')), Kind.addresses),
    );
  }

  async patch(body: Buffer): Promise<void> {
    if (HEAD + body.length > LONGEST) {
      throw new Refusal(`what changed is more than a program takes over (${String(LONGEST >> 20)} MiB); start it anew`);
    }
    await this.ask(Kind.patch, body, Kind.done);
  }

  async commit(): Promise<void> {
    this.committing = true;
    await this.ask(Kind.commit, Buffer.alloc(0), Kind.done);
  }

  end(): void {
    this.socket.destroy();
  }

  private async ask(kind: number, body: Buffer, wanted: number): Promise<Buffer> {
    const head = Buffer.alloc(HEAD);
    head.writeUInt32LE(HEAD + body.length, 0);
    head.writeUInt32LE(kind, 4);
    const answer = await new Promise<{ kind: number; body: Buffer }>((resolve, reject) => {
      const timer = setTimeout(() => this.close(new Refusal('the program does not answer')), PATIENCE_MS);
      this.waiting.push({
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (why) => {
          clearTimeout(timer);
          reject(why);
        },
      });
      if (this.problem) this.close(this.problem);
      else this.socket.write(Buffer.concat([head, body]));
    });
    if (answer.kind === Kind.refused) throw new Refusal(answer.body.toString('utf8'));
    if (answer.kind !== wanted)
      throw new Error(`the program sent message ${String(answer.kind)} where ${String(wanted)} was due`);
    return answer.body;
  }

  private receive(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= HEAD) {
      const size = this.rest.readUInt32LE(0);
      if (size < HEAD) {
        this.close(new Error('the program sent what is no message'));
        return;
      }
      if (this.rest.length < size) return;
      const whole = this.rest.subarray(0, size);
      this.rest = this.rest.subarray(size);
      this.waiting.shift()?.resolve({ kind: whole.readUInt32LE(4), body: whole.subarray(HEAD) });
    }
  }

  private hungUp(): void {
    if (this.problem) return;
    if (this.pid !== undefined && !isAlive(this.pid)) this.close(new Refusal('the program ended meanwhile'));
    else if (this.committing) {
      this.close(new Refusal('the program hung up while it switched, and nobody knows whether it did; start it anew'));
    } else if (this.pid === undefined) {
      this.close(new Refusal('the program hung up; it ended, or goes on as it was'));
    } else this.close(new Refusal('the program hung up, and goes on as it was; reload once more, or start it anew'));
  }

  private close(why: Error): void {
    this.problem ??= why;
    this.socket.destroy();
    for (const { reject } of this.waiting.splice(0)) reject(this.problem);
  }
}

function whySilent(problem: Error, path: string): string {
  const code = errorCode(problem);
  if (code === 'ECONNREFUSED') return 'it does not listen any more, as its socket was closed; start it anew';
  if (code === 'ENOENT') return `its socket ${path} was removed; start it anew`;
  if (code === 'EAGAIN') return 'too many others are telling it of builds; reload once more';
  return `its socket ${path} cannot be used: ${describeSystemError(problem)}; start it anew`;
}

function addressesIn(body: Buffer): number[] {
  return Array.from({ length: body.length / 8 }, (_, index) => Number(body.readBigUInt64LE(8 * index)));
}
