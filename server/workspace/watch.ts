import { watch, type FSWatcher } from 'chokidar';
import { basename, join, sep } from 'node:path';
import { TEST_FILE } from '../ctest/lists.js';
import { STORE_FOLDER } from '../program/store.js';
import { isSkippedFolder } from '../support/folders-below.js';
import { errorCode } from '../support/problem.js';
import { mayBeProgram } from './scan.js';

export interface WatchEvents {
  /** A file that may be a program appeared, vanished, or changed and has kept its size for a moment. */
  program(path: string): void;
  /** A list of tests that CMake wrote for CTest. */
  testList(): void;
  /** A trace appeared in a runs folder, or began. */
  trace(path: string): void;
  problem(message: string): void;
  /** Not all changes will be told. */
  incomplete(): void;
}

/** What a system that watches no more says, and the number that would have to be larger. */
const LIMITS: Readonly<Record<string, string>> = {
  ENOSPC: 'fs.inotify.max_user_watches',
  EMFILE: 'fs.inotify.max_user_instances',
};

/** How long a link may have no program. */
const REPLACED_MS = 2000;

const RUNS = join(sep, STORE_FOLDER, 'runs');

/** Watches folders for linked programs and traces; everything else in them costs nothing. */
export class FolderWatcher {
  private readonly programs: FSWatcher;
  private readonly traces: FSWatcher;
  /** Traces that were announced: a trace grows, and one announcement is enough. */
  private readonly announced = new Set<string>();

  /** Problems that were told: thousands of folders have the same one. */
  private readonly told = new Set<string>();

  constructor(
    private readonly roots: readonly string[],
    private readonly events: WatchEvents,
  ) {
    this.programs = watch([...roots], {
      ignoreInitial: true,
      followSymlinks: false,
      depth: 12,
      ignored: (path, status) => this.isIgnored(path, status?.isFile() ?? false),
      // Linkers remove what they write anew. A program that is back after a moment never went.
      atomic: REPLACED_MS,
      // Some write in place: wait until the file has kept its size.
      awaitWriteFinish: { stabilityThreshold: 300, pollInterval: 100 },
    });
    const program = (path: string): void => {
      if (basename(path) === TEST_FILE) events.testList();
      else events.program(path);
    };
    this.programs.on('add', program).on('change', program).on('unlink', program);
    this.programs.on('addDir', (path) => {
      if (path.endsWith(RUNS)) this.addRunsFolder(path);
    });
    this.traces = watch([], { ignoreInitial: false, depth: 0 });
    this.traces.on('add', (path) => this.announce(path)).on('change', (path) => this.announce(path));
    for (const watcher of [this.programs, this.traces]) watcher.on('error', (error) => this.failed(error));
  }

  /** Once what exists is being watched. */
  async ready(): Promise<void> {
    // Without a folder chokidar never gets ready.
    if (this.roots.length === 0) return;
    await new Promise<void>((resolve) => this.programs.once('ready', () => resolve()));
  }

  addRunsFolder(path: string): void {
    this.traces.add(path);
  }

  async close(): Promise<void> {
    await Promise.all([this.programs.close(), this.traces.close()]);
  }

  private announce(path: string): void {
    if (!path.endsWith('.jsonl') || this.announced.has(path)) return;
    this.announced.add(path);
    // A run writes to it thousands of times a second; who reads it looks for itself.
    this.traces.unwatch(path);
    this.events.trace(path);
  }

  private failed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const code = errorCode(error) ?? why;
    if (this.told.has(code)) return;
    this.told.add(code);
    const limit = LIMITS[code];
    const where = this.roots.join(', ');
    if (limit === undefined) {
      this.events.problem(`Cannot watch all of ${where} for changes: ${why}. Refresh by hand after a build.`);
      return;
    }
    this.events.problem(
      `Cannot watch all of ${where} for changes: ${why}. New builds and runs are looked for now and then instead, and show later. ` +
        `To have them at once, raise ${limit} ("sysctl ${limit}" shows it), and reload the window.`,
    );
    this.events.incomplete();
  }

  private isIgnored(path: string, isFile: boolean): boolean {
    if (this.roots.includes(path)) return false;
    if (path.endsWith(join(sep, STORE_FOLDER)) || path.endsWith(RUNS)) return false;
    if (path.includes(join(sep, STORE_FOLDER, sep))) return true;
    return isFile ? !mayBeProgram(basename(path)) && basename(path) !== TEST_FILE : isSkippedFolder(basename(path));
  }
}
