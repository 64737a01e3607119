import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { background } from '../server/support/background.js';
import { sourceFolders } from '../server/support/folders-below.js';
import { describeSystemError } from '../server/support/problem.js';

const SOURCE = /^\.(c|h|cc|cpp|cxx|c\+\+|hh|hpp|hxx|inc|inl|ipp|m|mm|rs|f90)$/i;
/** A checkout makes many folders. */
const SETTLE_MS = 100;

/** Folders whose sources are watched; also those that come, or are replaced, meanwhile. */
export class WatchedFolders {
  private readonly watchers = new Map<string, { watcher: FSWatcher; number: number }>();
  private readonly told = new Set<string>();
  private readonly known: readonly string[];
  private timer: NodeJS.Timeout | undefined;
  private isFirst = true;
  private isClosed = false;

  /** The folders of `sources`, which are absolute paths, and all with sources below `root`. */
  constructor(
    private readonly root: string,
    sources: Iterable<string>,
    private readonly saved: (file: string) => void,
    private readonly tell: (line: string) => void,
  ) {
    this.known = [...new Set([...sources].map((source) => dirname(source)))];
  }

  /** In how many folders a save is seen. */
  async begin(): Promise<number> {
    const folders = await this.look();
    this.isFirst = false;
    return folders.filter((folder) => this.watchers.has(folder)).length;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const { watcher } of this.watchers.values()) watcher.close();
  }

  private async look(): Promise<string[]> {
    const found = await sourceFolders(this.root, isSource);
    const folders = [...new Set([...this.known, ...found.map(({ path }) => path)])];
    if (this.isClosed) return [];
    const whyNot = new Map<string, string[]>();
    // Where folders may come.
    for (const folder of new Set([...folders, ...folders.flatMap((folder) => this.above(folder))])) {
      try {
        this.watch(folder);
      } catch (error) {
        const why = describeSystemError(error);
        if (folders.includes(folder) && !this.told.has(folder)) whyNot.set(why, [...(whyNot.get(why) ?? []), folder]);
        this.told.add(folder);
      }
    }
    for (const [why, [first = '', ...others]] of whyNot) {
      const all = others.length === 0 ? `${first} is` : `${first} and ${String(others.length)} more are`;
      this.tell(`${all} not watched: ${why}`);
    }
    return folders;
  }

  private above(folder: string): string[] {
    if (!folder.startsWith(`${this.root}/`)) return [];
    const next = dirname(folder);
    return [next, ...this.above(next)];
  }

  private watch(folder: string): void {
    const number = statSync(folder).ino;
    const before = this.watchers.get(folder);
    if (before?.number === number) return;
    before?.watcher.close();
    this.watchers.delete(folder);
    const watcher = watch(folder, (event, name) => {
      if (name === null) return;
      if (isSource(name)) this.saved(join(folder, name));
      else if (event === 'rename' && isFolder(join(folder, name))) this.lookSoon();
    });
    watcher.on('error', () => watcher.close());
    this.watchers.set(folder, { watcher, number });
    // What was saved there before it was watched.
    if (!this.isFirst) for (const name of readdirSync(folder)) if (isSource(name)) this.saved(join(folder, name));
  }

  private lookSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => background(this.look(), this.tell), SETTLE_MS);
  }
}

function isSource(name: string): boolean {
  return SOURCE.test(extname(name));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
