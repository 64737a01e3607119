import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapBatched } from './batched.js';

/** Walks folders, breadth-first. Bounded, so that a walk of `/` ends too; never follows a link to a folder. */

const SKIPPED_FOLDERS = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.autojit',
  '.cache',
  '.vscode-test',
  'CMakeFiles',
]);
const MAX_DEPTH = 12;
/** What builds leave in a folder of theirs: what they write there is no edit. */
const OF_A_BUILD = new Set(['CMakeCache.txt', 'build.ninja', 'CACHEDIR.TAG', 'meson-info']);

export function isSkippedFolder(name: string): boolean {
  return SKIPPED_FOLDERS.has(name);
}

export interface Folder {
  path: string;
  entries: readonly Dirent[];
}

/**
 * The folders at and below `root`, those of one depth at a time: no more than `most`. `enters`: whether a folder counts, and
 * what is below it.
 */
export async function* foldersBelow(
  root: string,
  most: number,
  enters: (folder: Folder) => boolean = () => true,
): AsyncGenerator<Folder[], void, undefined> {
  let level = [root];
  let looked = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && looked < most; depth += 1) {
    const here = level.slice(0, most - looked);
    looked += here.length;
    const listed = await mapBatched(here, async (path) => ({ path, entries: await entriesOf(path) }), 16);
    const folders = listed.filter(enters);
    level = folders.flatMap(({ path, entries }) =>
      entries.filter((one) => one.isDirectory() && !isSkippedFolder(one.name)).map(({ name }) => join(path, name)),
    );
    yield folders;
  }
}

/** Nothing, where it has gone or is not ours to read: it is no folder that somebody works in here. */
function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Each is a watch of the kernel's to some who ask, of which a user has some thousands. */
const MAX_SOURCE_FOLDERS = 2000;

export interface SourceFolder {
  path: string;
  /** Names of the sources in it. */
  sources: string[];
}

/**
 * Folders at and below `root` in which there are sources, those of builds and hidden ones left out: a header that defines no
 * function is edited all the same. The root may be built in itself.
 */
export async function sourceFolders(root: string, isSource: (name: string) => boolean): Promise<SourceFolder[]> {
  const isOfPeople = ({ path, entries }: Folder): boolean =>
    path === root || !(/\/\.[^/]*$/.test(path) || entries.some(({ name }) => OF_A_BUILD.has(name)));
  const found: SourceFolder[] = [];
  for await (const folders of foldersBelow(root, MAX_SOURCE_FOLDERS, isOfPeople)) {
    for (const { path, entries } of folders) {
      const sources = entries.filter((one) => !one.isDirectory() && isSource(one.name)).map(({ name }) => name);
      if (sources.length > 0) found.push({ path, sources });
    }
  }
  return found;
}
