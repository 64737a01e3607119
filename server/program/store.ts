import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** Where bodies and manifests lie (docs/formats.md, "Store"). */

export const STORE_FOLDER = '.autojit';

export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'autojit');

export function defaultStore(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(env), 'store');
}

export function manifestPath(store: string, moduleId: string): string {
  return join(store, 'modules', moduleId.slice(0, 2), `${moduleId}.json`);
}

/**
 * In the order in which a running program looks, so that the editor sees what the program will see.
 * `linked`: stores as the program names them, absolute, or relative to its folder or one above it.
 */
export async function storeCandidates(
  programPath: string,
  linked: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const folders = foldersAbove(programPath);
  const above = (name: string): string[] => folders.map((folder) => join(folder, name));
  return [
    ...new Set([
      ...(env['AUTOJIT_STORE'] ? [env['AUTOJIT_STORE']] : []),
      ...linked.flatMap((store) => (isAbsolute(store) ? [store] : above(store))),
      ...above(STORE_FOLDER),
      defaultStore(env),
      ...(await listedStores(env)),
    ]),
  ];
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/** The stores that this user's compilers wrote to: a program that was moved away from its store is still found there. */
async function listedStores(env: NodeJS.ProcessEnv): Promise<string[]> {
  const text = await readFile(join(cacheFolder(env), 'stores'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => isAbsolute(line));
}

/** The first store that holds the module's manifest. */
export async function findManifest(
  moduleId: string,
  candidates: readonly string[],
): Promise<{ store: string; path: string } | undefined> {
  for (const store of candidates) {
    const path = manifestPath(store, moduleId);
    if (await exists(path)) return { store, path };
  }
  return undefined;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
