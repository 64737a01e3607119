import { access, readFile, stat } from 'node:fs/promises';
import { defaultStore } from '../support/user-folders.js';
import { dirname, isAbsolute, join } from 'node:path';
import { cacheFolder } from '../support/user-folders.js';

/** Where bodies and manifests lie (docs/formats.md, "Store"). */

export const STORE_FOLDER = '.autojit';

/** Where the store of an installed program is, below a folder above the program. */
export const INSTALLED_STORE = 'lib/autojit';

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
      ...above(INSTALLED_STORE),
      defaultStore(env),
      ...(await listed(join(cacheFolder(env), 'stores'))),
      ...(await listedByOwner(programPath)),
    ]),
  ];
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

/** The stores that a user's compilers wrote to: a program that was moved away from its store is still found there. */
async function listed(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => isAbsolute(line));
}

/** What the compilers of the program's owner listed for others; anybody may have made a file of that name. */
async function listedByOwner(programPath: string): Promise<string[]> {
  const owner = await stat(programPath).catch(() => undefined);
  const file = `/var/tmp/autojit-${String(owner?.uid)}/stores`;
  const status = owner && (await stat(file).catch(() => undefined));
  return status?.uid === owner?.uid && status && (status.mode & 0o022) === 0 ? listed(file) : [];
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
