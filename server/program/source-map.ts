import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Manifest } from '../../protocol/manifest.js';
import { moduleSource } from '../call-graph/module.js';

/** From a path that a compiler was told, or saw in a container, to where that is on this machine. */
export type SourceMap = Readonly<Record<string, string>>;

/**
 * A manifest whose sources are where they are here. Relative paths (`-ffile-prefix-map=$PWD=.`) count from the folder that the store is in, where
 * the map says nothing of `.`.
 */
export function onThisMachine(manifest: Manifest, store: string, map: SourceMap): Manifest {
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
    functions: manifest.functions.map((fn) => (fn.file === undefined ? fn : { ...fn, file: here(fn.file) })),
  };
}

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
