import { namespacesOf } from './names.js';

/** Which library a source file belongs to, by where such files lie on Linux machines. */

/** Folders in which projects keep code that others wrote, by custom; `[picture] third-party` and a setting add to them. */
const THIRD_PARTY_FOLDERS = ['third_party', 'third-party', 'thirdparty', '3rdparty', 'vendor', '_deps', 'subprojects'];

/** What belongs to nobody's code: what a compiler puts beside it, such as `__clang_call_terminate`. */
export const COMPILER = 'compiler';

interface Rule {
  path: RegExp;
  /** Undefined: the first group of the path. */
  name?: string;
}

const RULES: readonly Rule[] = [
  { path: /^\/rustc\/[^/]+\//, name: 'std' },
  { path: /\/lib\/rustlib\/src\/rust\//, name: 'std' },
  { path: /^\/rust\/deps\/(.+?)-\d+\.[^/]*\// },
  { path: /^\/usr\/src\/rustc-[^/]+\//, name: 'std' },
  // `registry/src/index.crates.io-1949cf8c6b5b557f/memchr-2.7.1/src/lib.rs`
  { path: /\/registry\/src\/[^/]+\/(.+?)-\d+\.[^/]*\// },
  { path: /\/git\/checkouts\/(.+?)-[0-9a-f]{16}\// },
  { path: /\/include\/c\+\+\/v1\//, name: 'libc++' },
  { path: /\/include\/(?:[^/]+\/)?c\+\+\//, name: 'libstdc++' },
  { path: /\/lib(?:64)?\/gcc\/|\/lib(?:64)?\/(?:llvm-\d+\/lib(?:64)?\/)?clang\/[^/]+\/include\//, name: COMPILER },
  { path: /^\/usr\/lib\/llvm-\d+\/include\/([^/]+)\// },
  { path: /^\/usr\/(?:local\/)?src\/([^/]+)\// },
  {
    path: /^\/(?:usr\/(?:local\/)?|opt\/[^/]+\/)include\/(?:[^/]+-linux-gnu[^/]*\/)?(?:bits|sys|asm|linux)\//,
    name: 'libc',
  },
  { path: /^\/(?:usr\/(?:local\/)?|opt\/[^/]+\/)include\/(?:[^/]+-linux-gnu[^/]*\/)?([^/]+)\// },
  { path: /^\/(?:usr\/(?:local\/)?|opt\/[^/]+\/)include\//, name: 'system headers' },
];

/** Names say it where there is no debug information: everything stands in the including source then. */
const RUST_NAME = /^<?(?:core|alloc|std)::|^__rust_|^_?rust_(?:begin|eh)/;
const CXX_NAMESPACE = /^(?:std|__gnu_cxx|__cxxabiv1)$/;

/** The library that a system's folders say; undefined for a path that may be anybody's. */
export function systemLibrary(path: string): string | undefined {
  for (const { path: pattern, name } of RULES) {
    const found = pattern.exec(path);
    if (found) return name ?? found[1];
  }
  return undefined;
}

/** For functions of which no file of their own is known. */
export function libraryByName(signature: string, source: string): string | undefined {
  if (source.endsWith('.rs')) return RUST_NAME.test(signature) ? 'std' : undefined;
  return CXX_NAMESPACE.test(namespacesOf(signature)[0] ?? '') ? 'libstdc++' : undefined;
}

/** `src/third_party/zlib/inflate.c` is of `zlib`: `below` is a path inside of the folder that was opened. */
export function thirdPartyFolder(below: string): string | undefined {
  const parts = below.split('/');
  const at = parts.findIndex((part) => THIRD_PARTY_FOLDERS.includes(part.toLowerCase()));
  if (at < 0 || at >= parts.length - 1) return undefined;
  const name = parts[at + 1] ?? '';
  // A file directly in it has no folder of its own; CMake calls what it fetched `googletest-src`.
  return at + 1 === parts.length - 1 ? parts[at] : name.replace(/-(?:src|build)$/, '');
}

/** A pattern of a person: folders from the root that was opened, `*` for any letters but a slash, `**` for any. */
export function matchesFolder(pattern: string, below: string): string | undefined {
  const bare = pattern.replace(/^\.?\//, '').replace(/\/(?:\*\*?)?$/, '');
  if (bare === '') return undefined;
  const source = bare
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : '[^/]*'));
  const found = new RegExp(`^(?:${source})(?=/|$)`).exec(below);
  if (!found || found[0] === '') return undefined;
  return found[0].split('/').at(-1);
}
