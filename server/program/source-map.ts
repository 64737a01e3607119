import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Manifest } from '../../protocol/manifest.js';
import { moduleSource } from '../call-graph/module.js';
import { STORE_FOLDER } from './store.js';

/** From a path that a compiler was told, or saw in a container, to where that is on this machine. */
export type SourceMap = Readonly<Record<string, string>>;

/**
 * A manifest whose sources are where they are here. Relative paths (`-ffile-prefix-map=$PWD=.`) count from the folder that the store is in, where
 * the map says nothing of `.`. A folder that was moved or copied with its store has its own sources.
 */
export function onThisMachine(manifest: Manifest, store: string, given: SourceMap): Manifest {
  const isPlaced = isAbsolute(manifest.source) || isAbsolute(manifest.directory);
  const moved = isPlaced ? movedFrom(moduleSource(manifest), store) : undefined;
  const map = moved === undefined ? given : { [moved]: dirname(store), ...given };
  const prefixes = Object.keys(map).sort((a, b) => b.length - a.length);
  const isAsCompiled = prefixes.length === 0 && isAbsolute(manifest.directory);
  if (isAsCompiled && manifest.functions.every(({ file }) => file === undefined || isAbsolute(file))) return manifest;
  const base = resolve(map['.'] ?? dirname(store));
  const here = (path: string): string => {
    if (!isAbsolute(path)) return resolve(base, path);
    const prefix = prefixes.find((one) => isAbsolute(one) && isInside(path, one));
    return prefix === undefined ? path : join(resolve(map[prefix] ?? ''), relative(prefix, path));
  };
  return {
    ...manifest,
    source: here(isAbsolute(manifest.directory) ? moduleSource(manifest) : join(manifest.directory, manifest.source)),
    ...(manifest.headers && { headers: manifest.headers.map(here) }),
    functions: manifest.functions.map((fn) => (fn.file === undefined ? fn : { ...fn, file: here(fn.file) })),
  };
}

/** Where the folder of the store was when the source was compiled; undefined where it is still there. */
function movedFrom(source: string, store: string): string | undefined {
  const here = dirname(store);
  if (basename(store) !== STORE_FOLDER || isInside(source, here)) return undefined;
  const parts = source.split(sep);
  // The longest part of the path that is here as well.
  for (let at = 1; at < parts.length; at += 1) {
    if (!existsSync(join(here, ...parts.slice(at)))) continue;
    const there = parts.slice(0, at).join(sep) || sep;
    // A copy has what it was made of still beside it; a build outside of its sources may have a file of that name.
    return existsSync(source) && !existsSync(join(there, STORE_FOLDER)) ? undefined : there;
  }
  return undefined;
}

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
