import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { listeningProcesses, ReloadConnection } from '../../server/reload/connection.js';
import { ModuleBuilds } from '../../server/reload/module-build.js';
import { reloadProcess, type ReloadOutcome } from '../../server/reload/reload.js';
import { outcomeLine } from '../../server/reload/sentences.js';
import { Random } from './edited-functions.js';
import { EditedProgram } from './edited-program.js';
import { EditedRust } from './edited-rust.js';
import { run, succeed, toolchain } from './support.js';

/** `AUTOJIT_EDITS=10000 AUTOJIT_SEED=7 npx vitest run --config test/builds/vitest.config.mts random-edits`: a long run. */
const EDITS = Number(process.env['AUTOJIT_EDITS'] ?? 0);
/** C++ and Rust take their time to compile. */
const FEW = { c: 12, cpp: 5, rust: 4 };
type Language = keyof typeof FEW;
const SEED = Number(process.env['AUTOJIT_SEED'] ?? 1);
const LIMIT_MS = 600_000 + 10_000 * EDITS;
const ROUNDS = ['5', '78', '1003'];

/** Says what it is after each line that it reads. */
class Asked {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string, undefined>;
  private readonly reader: Interface;

  constructor(program: string, env: NodeJS.ProcessEnv) {
    this.child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    this.reader = createInterface(this.child.stdout);
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async answers(): Promise<string[]> {
    const answers: string[] = [];
    for (const round of ROUNDS) {
      this.child.stdin.write(`${round}\n`);
      const line = await this.lines.next();
      answers.push(line.done ? `it ended: ${String(this.child.signalCode ?? this.child.exitCode)}` : line.value);
    }
    return answers;
  }

  end(): void {
    this.reader.close();
    this.child.kill();
  }
}

/** The program in a folder, and one that runs it while it is edited. */
class Workshop {
  readonly folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'autojit-edits-'));
  private readonly written = new Map<string, string>();
  private readonly builds = new ModuleBuilds();
  private running: Asked | undefined;
  private readonly env = {
    XDG_RUNTIME_DIR: this.folder,
    XDG_CACHE_HOME: path.join(this.folder, 'cache'),
    AUTOJIT_STORE: path.join(this.folder, '.autojit'),
  };

  constructor(
    private readonly language: Language,
    private readonly level: string,
  ) {
    onTestFinished(() => {
      this.stop();
      rmSync(this.folder, { recursive: true, force: true });
    }, LIMIT_MS);
  }

  /** Whether it compiles: a random edit may be none in this language. */
  build(files: Record<string, string>): void {
    if (this.language === 'rust') {
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(this.folder, name), text);
      const rustc = path.join(toolchain, 'bin', 'autojit-rustc');
      succeed(this.folder, [rustc, '-g', ...this.level.split(' '), 'app.rs', '-o', 'app'], this.env);
      return;
    }
    const before = this.written.get('shared.h');
    const compiler = path.join(toolchain, 'shims', this.language === 'c' ? 'cc' : 'c++');
    for (const [name, text] of Object.entries(files)) {
      if (this.written.get(name) === text && (before === files['shared.h'] || name === 'shared.h')) continue;
      writeFileSync(path.join(this.folder, name), text);
      this.written.set(name, text);
      if (name !== 'shared.h') succeed(this.folder, [compiler, '-g', this.level, '-w', '-c', name], this.env);
    }
    const objects = Object.keys(files).flatMap((name) => (name === 'shared.h' ? [] : [name.replace(/\.\w+$/, '.o')]));
    succeed(this.folder, [compiler, ...objects, '-o', 'app'], this.env);
  }

  /** A copy, as the program that runs is overwritten by builds. */
  keep(): void {
    cpSync(path.join(this.folder, 'app'), path.join(this.folder, 'before'));
  }

  async fresh(name: 'app' | 'before'): Promise<string[]> {
    const { stdout } = run(
      this.folder,
      [path.join(this.folder, name)],
      { ...this.env, AUTOJIT_ENGINE: 'inprocess' },
      ROUNDS.map((round) => `${round}\n`).join(''),
    );
    return Promise.resolve(stdout.split('\n').slice(0, -1));
  }

  async start(): Promise<void> {
    this.stop();
    this.running = new Asked(path.join(this.folder, 'app'), {
      ...this.env,
      ...{ AUTOJIT_RELOAD: '1', AUTOJIT_ENGINE: 'inprocess' },
    });
    await this.running.answers();
  }

  answers(): Promise<string[]> {
    return this.running?.answers() ?? Promise.resolve([]);
  }

  async reload(): Promise<ReloadOutcome> {
    const pid = this.running?.child.pid ?? 0;
    const listener = (await listeningProcesses(this.env)).find((one) => one.pid === pid);
    const connection = listener && (await ReloadConnection.open(listener));
    if (!connection) throw new Error('nobody listens');
    try {
      return await reloadProcess(connection, this.builds);
    } finally {
      connection.end();
    }
  }

  private stop(): void {
    this.running?.end();
  }
}

const ALLOWED = { exchanged: ['reloaded', 'nothing'], refused: ['refused'], any: ['reloaded', 'nothing', 'refused'] };

test.each([
  ['c', '-O0'],
  ['c', '-O2'],
  ['cpp', '-O0'],
  ['cpp', '-O2'],
  ['rust', '-Copt-level=0'],
  ['rust', '-O'],
  ['rust', '-Copt-level=0 -Cincremental=incremental'],
  ['rust', '-Copt-level=1 -Cincremental=incremental'],
] as const)(
  'random edits in %s at %s: as if started from the new source, or as before',
  async (language, level) => {
    const workshop = new Workshop(language, level);
    const random = new Random(SEED);
    let program: EditedRust | EditedProgram =
      language === 'rust' ? new EditedRust(random) : new EditedProgram(language, random);
    workshop.build(program.files());
    await workshop.start();
    const edits = EDITS || FEW[language];
    const outcomes = { reloaded: 0, refused: 0, nothing: 0 };
    for (let at = 0; at < edits; at += 1) {
      workshop.keep();
      const before = program.copy();
      const { title, expected } = program.edit();
      workshop.build(program.files());
      const outcome = await workshop.reload();
      const says = `edit ${String(at)}, seed ${String(SEED)}: ${title}: ${outcomeLine(outcome, 1)}`;
      if (EDITS > 0) console.log(says);
      outcomes[outcome.kind] += 1;
      expect(ALLOWED[expected], says).toContain(outcome.kind);
      const now = await workshop.answers();
      expect(now, says).toEqual(await workshop.fresh(outcome.kind === 'refused' ? 'before' : 'app'));
      if (outcome.kind !== 'refused') continue;
      // Sometimes the person takes it back, sometimes the program is started anew.
      if (at % 2 === 0) program = before;
      workshop.build(program.files());
      if (at % 2 === 0) {
        const again = await workshop.reload();
        expect(again.kind, `${says}; taken back: ${outcomeLine(again, 1)}`).toBe('nothing');
      } else await workshop.start();
    }
    expect(outcomes.reloaded).toBeGreaterThan(edits / 4);
  },
  LIMIT_MS,
);
