import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  openSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { listeningProcesses, ReloadConnection } from '../../server/reload/connection.js';
import { autojitCommand, build, run } from './support.js';

const PATIENCE_MS = 30_000;

/** A program that runs in reload mode while its sources are edited. It prints a line again and again. */
export class ReloadProgram {
  readonly folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'autojit-reload-'));
  private pid = 0;
  private ended: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: Record<string, string>,
    private readonly command: string[],
    private readonly program = './app',
  ) {
    onTestFinished(async () => {
      this.stop();
      // What still runs writes to the folder.
      await this.ended;
      rmSync(this.folder, { recursive: true, force: true });
    });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.folder, name)), { recursive: true });
      writeFileSync(path.join(this.folder, name), text);
    }
    build(this.folder, command, this.environment);
  }

  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const output = openSync(path.join(this.folder, 'output'), 'w');
    const child = spawn(path.join(this.folder, this.program), [], {
      cwd: this.folder,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...this.environment, AUTOJIT_RELOAD: '1', AUTOJIT_ENGINE: 'inprocess', ...env },
    });
    this.follow(child);
    await this.lineLike(/./);
  }

  /** `autojit run --reload --build`, which builds by itself. */
  async startAndWatch(command: string): Promise<void> {
    const output = openSync(path.join(this.folder, 'output'), 'w');
    const child = spawn(autojitCommand, ['run', '--quiet', '--reload', '--build', command, '--', this.program], {
      cwd: this.folder,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...this.environment, AUTOJIT_ENGINE: 'inprocess' },
    });
    this.follow(child);
    await this.lineLike(/builds when a source is saved/, 0);
  }

  private follow(child: ChildProcess): void {
    this.pid = child.pid ?? 0;
    this.ended = Promise.all([this.ended, new Promise((resolve) => child.once('close', resolve))]);
  }

  get process(): number {
    return this.pid;
  }

  async connect(): Promise<ReloadConnection> {
    const listening = await listeningProcesses({ ...process.env, ...this.environment });
    const listener = listening.find(({ pid }) => pid === this.pid);
    const connection = listener && (await ReloadConnection.open(listener));
    if (!connection) throw new Error('the program does not listen');
    return connection;
  }

  stop(): void {
    if (this.pid) spawnSync('kill', [String(this.pid)]);
    this.pid = 0;
  }

  isRunning(): boolean {
    return existsSync(`/proc/${String(this.pid)}/exe`);
  }

  edit(edits: readonly [from: string, to: string][], file = Object.keys(this.files)[0] ?? ''): void {
    const name = path.join(this.folder, file);
    let text = readFileSync(name, 'utf8');
    for (const [from, to] of edits) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    writeFileSync(name, text);
  }

  rebuild(): void {
    build(this.folder, this.command, this.environment);
  }

  /** `autojit reload`: its first line without the time, and how it ended. */
  reload(...options: string[]): { says: string; status: number | null } {
    const { stdout, stderr, status } = run(
      this.folder,
      [autojitCommand, 'reload', ...options, this.program],
      this.environment,
    );
    const [first = ''] = (stdout || stderr).split('\n');
    return { says: first.replace(/ in \d+ ms/, ''), status };
  }

  /** The first line that is written from now on and matches. */
  async lineLike(pattern: RegExp, from = this.output().length): Promise<string> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      // The last one may be half written.
      const found = this.output()
        .slice(from)
        .split('\n')
        .slice(from === 0 ? 0 : 1, -1)
        .find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (!this.isRunning()) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const told = this.output()
      .split('\n')
      .filter((line) => line.startsWith('autojit: '));
    throw new Error(`no line like ${String(pattern)}: ${[...told, this.output().slice(-500)].join('\n')}`);
  }

  output(): string {
    const file = path.join(this.folder, 'output');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  get environment(): NodeJS.ProcessEnv {
    return { XDG_RUNTIME_DIR: this.folder, XDG_CACHE_HOME: path.join(this.folder, 'cache') };
  }
}
