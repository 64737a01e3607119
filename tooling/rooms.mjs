// Who may know whom, as docs/architecture.md says it in its tables: the one description that lint and people read.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

export const document = 'docs/architecture.md';

/** Tests and what only tests use: they may know everything, and nothing else knows them. */
export const TESTS = String.raw`\.test\.(ts|mjs)$|/testing/`;

/**
 * Rooms in the order of the tables, from the bottom up. `folder`: where it is; `only`: the files directly in it, not those below.
 * `knows`: the rooms that it may import from. `packages`: what else; also `Node`, `LLVM`, `C++` and `libc`.
 */
export function readRooms(text = fs.readFileSync(path.join(root, document), 'utf8')) {
  const rooms = [];
  for (const table of text.split(/^\| room \|.*\n\|[-|]+\|\n/m).slice(1)) {
    for (const line of table.split('\n')) {
      const cells = /^\| `([^`]+)` \| .+? \|(.*)\|$/.exec(line);
      if (!cells) break;
      rooms.push(readRow(cells[1], cells[2], [...rooms]));
    }
  }
  return rooms;
}

function readRow(name, cell, above) {
  const words = [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
  const meant = (word) =>
    above.filter((room) => (word.endsWith('/') ? isInside(room.folder, word.slice(0, -1)) : room.name === word));
  const only = name.endsWith('/*');
  const packages = words.filter((word) => meant(word).length === 0);
  const upward = packages.find(
    (word) => word.endsWith('/') || word.endsWith('/*') || isInside(word, firstFolder(name)),
  );
  if (upward) throw new Error(`${document}: the row of \`${name}\` names \`${upward}\`, which has no row above it.`);
  return { name, folder: only ? name.slice(0, -2) : name, only, knows: [...new Set(words.flatMap(meant))], packages };
}

const firstFolder = (name) => name.split('/')[0];
const isInside = (folder, of) => folder === of || folder.startsWith(`${of}/`);

/** The room of a file, by its path from the root; undefined where no row stands for it. */
export function roomOf(file, rooms) {
  const folder = path.posix.dirname(file);
  const fits = rooms.filter((room) => (room.only ? folder === room.folder : isInside(folder, room.folder)));
  return fits.sort((a, b) => b.folder.length - a.folder.length)[0];
}
