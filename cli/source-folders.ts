import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapBatched } from '../server/support/batched.js';
import { isSkippedFolder } from '../server/workspace/scan.js';

const MAX_DEPTH = 12;
/** Each is a watch of the kernel's, of which a user has some thousands. */
const MAX_FOLDERS = 2000;
/** What builds leave in a folder of theirs: what they write there is no edit. Only below the root, which may be built in itself. */
const OF_A_BUILD = new Set(['CMakeCache.txt', 'build.ninja', 'CACHEDIR.TAG', 'meson-info']);

/**
 * Folders below `root` in which there are sources, those of builds left out: a header that defines no function is in no
 * program's list of sources, and is edited all the same.
 */
export async function sourceFolders(root: string, isSource: (name: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  let level = [root];
  let looked = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && looked < MAX_FOLDERS; depth += 1) {
    const here = level.slice(0, MAX_FOLDERS - looked);
    looked += here.length;
    const listings = await mapBatched(here, listing, 16);
    level = [];
    for (const [at, entries] of listings.entries()) {
      const folder = here[at] ?? root;
      if (folder !== root && entries.some(({ name }) => OF_A_BUILD.has(name))) continue;
      if (entries.some((entry) => !entry.isDirectory() && isSource(entry.name))) found.push(folder);
      for (const entry of entries)
        if (entry.isDirectory() && !entry.name.startsWith('.') && !isSkippedFolder(entry.name))
          level.push(join(folder, entry.name));
    }
  }
  return found;
}

/** Nothing, where it has gone or is not ours to read: it is no folder that somebody edits here. */
function listing(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
