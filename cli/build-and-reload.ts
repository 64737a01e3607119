import { spawn, type ChildProcess } from 'node:child_process';
import { watch, type FSWatcher } from 'node:fs';
import { dirname, extname } from 'node:path';
import { plural } from '../protocol/text.js';
import { ModuleBuilds } from '../server/reload/module-build.js';
import { background } from '../server/support/background.js';
import { describeSystemError, errorCode } from '../server/support/problem.js';
import { surroundingsOf } from './build/command.js';
import { fileOf, reloadAndSay } from './reload.js';
import { sourceFolders } from './source-folders.js';

/** Editors write a file in several steps. */
const SETTLE_MS = 25;
const SOURCE = /^\.(c|h|cc|cpp|cxx|c\+\+|hh|hpp|hxx|inc|inl|ipp|m|mm|rs|f90)$/i;

/**
 * Builds when a source is saved, and has the program take it over: `autojit run --reload --build CMD`. A build that is out of date before it is done
 * is ended, and begun anew.
 */
export class BuildAndReload {
  private readonly watchers: FSWatcher[] = [];
  private readonly builds = new ModuleBuilds();
  private readonly told = new Set<string>();
  private build: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private environment: Promise<NodeJS.ProcessEnv> | undefined;
  private savedAt = 0;
  private stopped = false;

  private constructor(
    private readonly command: string,
    private readonly program: string,
  ) {}

  /** Watched are the folders of `sources`, which are absolute paths, and all with sources below the one that the build runs in. */
  static async begin(command: string, program: string, sources: Iterable<string>): Promise<BuildAndReload> {
    const one = new BuildAndReload(command, program);
    // What is known when the first edit is saved need not be looked for then; why it cannot be known is said there.
    one.surroundings().catch(() => undefined);
    const known = [...sources].map((source) => dirname(source));
    one.watch(new Set([...known, ...(await sourceFolders(process.cwd(), isSource))]));
    console.error(`autojit: builds when a source is saved in ${plural(one.watchers.length, 'folder')}`);
    return one;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.close();
    this.endBuild();
  }

  private watch(folders: ReadonlySet<string>): void {
    const whyNot = new Map<string, string[]>();
    for (const folder of folders) {
      try {
        const watcher = watch(folder, (_, name) => {
          if (name !== null && isSource(name)) this.saved();
        });
        // A folder that is removed is watched no more.
        watcher.on('error', () => watcher.close());
        this.watchers.push(watcher);
      } catch (error) {
        const why = describeSystemError(error);
        whyNot.set(why, [...(whyNot.get(why) ?? []), folder]);
      }
    }
    for (const [why, [first = '', ...others]] of whyNot) {
      const all = others.length === 0 ? `${first} is` : `${first} and ${String(others.length)} more are`;
      console.error(`autojit: ${all} not watched: ${why}`);
    }
  }

  private saved(): void {
    clearTimeout(this.timer);
    this.savedAt = performance.now();
    this.timer = setTimeout(() => background(this.buildAndReload(), sayWhyNot), SETTLE_MS);
  }

  private endBuild(): void {
    const pid = this.build?.pid;
    this.build = undefined;
    if (pid === undefined) return;
    try {
      // With all that it has started.
      process.kill(-pid, 'SIGTERM');
    } catch (error) {
      // It ended by itself a moment ago.
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }

  /** As `autojit build` has it, found once: looking for compilers takes longer than most edits take to compile. */
  private surroundings(): Promise<NodeJS.ProcessEnv> {
    this.environment ??= surroundingsOf(['sh', '-c', this.command]).then(({ env }) => env);
    this.environment.catch(() => (this.environment = undefined));
    return this.environment;
  }

  private async buildAndReload(): Promise<void> {
    this.endBuild();
    const since = this.savedAt;
    const env = await this.surroundings();
    // Saved once more meanwhile.
    if (since !== this.savedAt || this.stopped) return;
    const build = spawn('sh', ['-c', this.command], { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    this.build = build;
    let output = '';
    for (const stream of [build.stdout, build.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString('utf8')));
    const code = await new Promise<number | null>((resolve) => {
      build.once('error', () => resolve(null));
      build.once('close', resolve);
    });
    if (this.build !== build || this.stopped) return;
    this.build = undefined;
    if (code !== 0) process.stderr.write(`${output}autojit: the build failed, and nothing was reloaded\n`);
    else
      await reloadAndSay(await fileOf(this.program), this.builds, { since, told: this.told }, (line) =>
        console.error(`autojit: ${line}`),
      );
  }
}

function isSource(name: string): boolean {
  return SOURCE.test(extname(name));
}

function sayWhyNot(why: string): void {
  console.error(`autojit: not reloaded: ${why}`);
}
