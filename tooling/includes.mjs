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

function included(file, quote, name, rooms, root) {
  const places = [...(quote === '"' ? [path.posix.dirname(file)] : []), ...SEARCHED];
  const found = places.map((place) => path.posix.join(place, name)).find((one) => fs.existsSync(path.join(root, one)));
  return found ? { room: roomOf(found, rooms) } : { package: packageOf(name) };
}

/** By the names of their headers: those of C++ have no ending. */
function packageOf(name) {
  if (name === 'llvm-c/blake3.h') return 'BLAKE3';
  if (/^(llvm|llvm-c|clang|lld)\//.test(name)) return 'LLVM';
  if (name.startsWith('toml++/')) return 'toml++';
  return name.includes('.') ? 'libc' : 'C++';
}
