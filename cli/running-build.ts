import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../server/support/problem.js';

/** What a build has started may hold on to its output for longer than the build takes. */
const OUTPUT_MS = 200;
/** Build tools clean up when they are ended. */
const PATIENCE_MS = 5000;
const LOOK_MS = 5;

/** A command of the shell's that builds, with all that it starts. */
export class RunningBuild {
  readonly startedAt = Date.now();
  /** By the clock of files; undefined while it runs. */
  endedAt: number | undefined;
  /** Its exit code, null where it ended in another way, and what it wrote. */
  readonly done: Promise<{ code: number | null; output: string }>;
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private hasClosed = false;

  constructor(command: string, env: NodeJS.ProcessEnv) {
    const child = spawn('sh', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    this.child = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString('utf8')));
    this.closed = new Promise<void>((resolve) => {
      const close = (): void => {
        this.hasClosed = true;
        resolve();
      };
      child.once('error', close);
      child.once('close', close);
    });
    const code = new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        output += `${error.message}\n`;
        resolve(null);
      });
      child.once('exit', resolve);
    });
    this.done = code.then(async (code) => {
      this.endedAt = Date.now();
      await Promise.race([this.closed, setTimeout(OUTPUT_MS)]);
      return { code, output };
    });
  }

  /**
   * Ends it, and returns when nothing of it runs any more: a build tool that is ended removes what it has half made, and would remove what the next
   * one makes in the same folder.
   */
  async end(): Promise<void> {
    if (this.endedAt !== undefined) return;
    for (const [signal, patience] of [['SIGTERM', PATIENCE_MS] as const, ['SIGKILL', LOOK_MS] as const]) {
      this.send(signal);
      for (const until = Date.now() + patience; !this.hasClosed && this.send(0) && Date.now() < until;)
        await setTimeout(LOOK_MS);
      if (this.hasClosed || !this.send(0)) break;
    }
    this.endedAt ??= Date.now();
  }

  /** When nobody waits for it. */
  abandon(): void {
    if (this.endedAt === undefined) this.send('SIGTERM');
  }

  /** To all of them; whether there is one. */
  private send(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.child;
    if (pid === undefined) return false;
    try {
      process.kill(-pid, signal);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return false;
      throw error;
    }
  }
}
