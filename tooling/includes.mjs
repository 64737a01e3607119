// Includes of C and C++ between folders of the toolchain, against the same tables as imports.
import fs from 'node:fs';
import path from 'node:path';
import { document, roomOf } from './rooms.mjs';

/** Folders that the compilers are given with -I; a name in quotes is looked for beside the file first. */
const SEARCHED = ['toolchain/include', 'toolchain/runtime', 'toolchain/linker', 'toolchain/engine', 'toolchain/daemon'];

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm;

/** One line for each include that the file's row does not name. `files`: sources and headers, by their paths from `root`. */
export function wrongIncludes(files, rooms, root) {
  return files.flatMap((file) => {
    const room = roomOf(file, rooms);
    if (!room) return [`${file}: its folder has no row in ${document}.`];
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    return [...text.matchAll(INCLUDE)].flatMap(([, quote, name]) => {
      const what = included(file, quote, name, rooms, root);
      const known = what.room ? [room, ...room.knows].includes(what.room) : room.packages.includes(what.package);
      if (known) return [];
      return [`${file}: ${room.name} may not include ${name} (${what.room?.name ?? what.package}); see ${document}.`];
    });
  });
}

/** One line for each circle of includes. A header and the source of its name are one: who includes the header calls what is in the source. */
export function circlesOfIncludes(files, root) {
  const known = new Map();
  for (const file of files) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const others = known.get(unitOf(file)) ?? new Set();
    known.set(unitOf(file), others);
    for (const [, quote, name] of text.matchAll(INCLUDE)) {
      const found = fileOf(file, quote, name, root);
      if (found && unitOf(found) !== unitOf(file)) others.add(unitOf(found));
    }
  }
  const circles = [];
  const done = new Set();
  const visit = (unit, way) => {
    const at = way.indexOf(unit);
    if (at >= 0) circles.push(`${[...way.slice(at), unit].join(' → ')}: a circle of includes.`);
    if (at >= 0 || done.has(unit)) return;
    for (const other of known.get(unit) ?? []) visit(other, [...way, unit]);
    done.add(unit);
  };
  for (const unit of known.keys()) visit(unit, []);
  return circles;
}

const unitOf = (file) => file.replace(/\.(c|cpp|h|S)$/, '');

function included(file, quote, name, rooms, root) {
  const found = fileOf(file, quote, name, root);
  return found ? { room: roomOf(found, rooms) } : { package: packageOf(name) };
}

function fileOf(file, quote, name, root) {
  const places = [...(quote === '"' ? [path.posix.dirname(file)] : []), ...SEARCHED];
  return places.map((place) => path.posix.join(place, name)).find((one) => fs.existsSync(path.join(root, one)));
}

/** By the names of their headers: those of C++ have no ending. */
function packageOf(name) {
  if (name === 'llvm-c/blake3.h') return 'BLAKE3';
  if (/^(llvm|llvm-c|clang|lld)\//.test(name)) return 'LLVM';
  if (name.startsWith('toml++/')) return 'toml++';
  return name.includes('.') ? 'libc' : 'C++';
}
