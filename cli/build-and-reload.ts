import { setTimeout as sleep } from 'node:timers/promises';
import { plural } from '../protocol/text.js';
import { ModuleBuilds } from '../server/reload/module-build.js';
import { background } from '../server/support/background.js';
import { surroundingsOf } from './build/command.js';
import { fileOf, reloadAndSay } from './reload.js';
import { RunningBuild } from './running-build.js';
import { SavedFiles } from './saved-files.js';
import { WatchedFolders } from './watched-folders.js';

/** Editors write a file in several steps. */
const SETTLE_MS = 25;
/** A program that was just started may not listen yet. */
const LOOKS = 100;
const LOOK_MS = 50;

/**
 * Builds when a source is saved, and has the program take it over: `autojit run --reload --build CMD`. A build that is out of date before it is done
 * is ended, and begun anew.
 */
export class BuildAndReload {
  private readonly builds = new ModuleBuilds();
  private readonly told = new Set<string>();
  private readonly files = new SavedFiles(say);
  private readonly unsettled = new Set<string>();
  private readonly folders: WatchedFolders;
  private build: RunningBuild | undefined;
  private timer: NodeJS.Timeout | undefined;
  private environment: Promise<NodeJS.ProcessEnv> | undefined;
  private reloading: Promise<void> = Promise.resolve();
  private newest = 0;
  private stopped = false;

  private constructor(
    private readonly command: string,
    private readonly program: string,
    sources: Iterable<string>,
  ) {
    this.folders = new WatchedFolders(process.cwd(), sources, (file) => this.saved(file), say);
  }

  /** Watched are the folders of `sources`, which are absolute paths, and all with sources below the one that the build runs in. */
  static async begin(command: string, program: string, sources: Iterable<string>): Promise<BuildAndReload> {
    const one = new BuildAndReload(command, program, sources);
    // What is known when the first edit is saved need not be looked for then; why it cannot be known is said there.
    one.surroundings().catch(() => undefined);
    say(`builds when a source is saved in ${plural(await one.folders.begin(), 'folder')}`);
    return one;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.folders.close();
    this.build?.abandon();
  }

  private saved(file: string): void {
    const savedAt = performance.now();
    this.unsettled.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => background(this.buildAndReload(savedAt), sayWhyNot), SETTLE_MS);
  }

  /** As `autojit build` has it, found once: looking for compilers takes longer than most edits take to compile. */
  private surroundings(): Promise<NodeJS.ProcessEnv> {
    this.environment ??= surroundingsOf(['sh', '-c', this.command]).then(({ env }) => env);
    this.environment.catch(() => (this.environment = undefined));
    return this.environment;
  }

  private async buildAndReload(savedAt: number): Promise<void> {
    const settled = [...this.unsettled];
    this.unsettled.clear();
    if ((await this.files.saved(settled, this.build)).length === 0 || this.stopped) return;
    const mine = (this.newest += 1);
    const isOver = (): boolean => mine !== this.newest || this.stopped;
    const [env] = await Promise.all([this.surroundings(), this.build?.end()]);
    if (isOver()) return;
    await this.files.renew();
    if (isOver()) return;
    const build = (this.build = new RunningBuild(this.command, env));
    const { code, output } = await build.done;
    if (isOver()) return;
    await this.files.giveBack(code === 0);
    if (code !== 0) {
      process.stderr.write(`${output}autojit: the build failed, and nothing was reloaded\n`);
      return;
    }
    // One after the other: of a program that is told of a build, the next is not told before.
    const before = this.reloading;
    this.reloading = before.then(() => this.reload(savedAt, isOver)).catch(sayWhyNot);
    await this.reloading;
  }

  private async reload(since: number, isOver: () => boolean): Promise<void> {
    const program = await fileOf(this.program);
    for (let look = 0; look < LOOKS && !isOver(); look += 1) {
      const kinds = await reloadAndSay(program, this.builds, { since, told: this.told, isOver }, say);
      if (kinds.length > 0) return;
      await sleep(LOOK_MS);
    }
    if (!isOver()) sayWhyNot(`${program} runs, and does not listen for new builds; start it anew`);
  }
}

function say(line: string): void {
  console.error(`autojit: ${line}`);
}

function sayWhyNot(why: unknown): void {
  say(`not reloaded: ${why instanceof Error ? why.message : String(why)}`);
}
