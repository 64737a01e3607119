import { spawn, type ChildProcess } from 'node:child_process';
import { watch, type FSWatcher } from 'node:fs';
import { dirname, extname } from 'node:path';
import { plural } from '../protocol/text.js';
import { ModuleBuilds } from '../server/reload/module-build.js';
import { background } from '../server/support/background.js';
import { describeSystemError, errorCode } from '../server/support/problem.js';
import { surroundingsOf } from './build/command.js';
import { fileOf, reloadAndSay } from './reload.js';

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

  constructor(
    private readonly command: string,
    private readonly program: string,
    /** Absolute paths; the folders they are in are watched. */
    sources: Iterable<string>,
  ) {
    for (const folder of new Set([...sources].map((source) => dirname(source)))) this.watch(folder);
    // What is known when the first edit is saved need not be looked for then; why it cannot be known is said there.
    this.surroundings().catch(() => undefined);
    console.error(`autojit: builds when a source is saved in ${plural(this.watchers.length, 'folder')}`);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.close();
    this.endBuild();
  }

  private watch(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null && SOURCE.test(extname(name))) this.saved();
      });
      // A folder that is removed is watched no more.
      watcher.on('error', () => watcher.close());
      this.watchers.push(watcher);
    } catch (error) {
      console.error(`autojit: ${folder} is not watched: ${describeSystemError(error)}`);
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

function sayWhyNot(why: string): void {
  console.error(`autojit: not reloaded: ${why}`);
}
