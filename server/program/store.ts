import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where bodies and manifests lie (docs/formats.md, "Store"). */

export const STORE_FOLDER = '.autojit';

export function defaultStore(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'autojit', 'store');
}

export function manifestPath(store: string, moduleId: string): string {
  return join(store, 'modules', moduleId.slice(0, 2), `${moduleId}.json`);
}

/** In the order in which a running program looks, so that the editor sees what the program will see. */
export function storeCandidates(
  programPath: string,
  linkedStores: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  const candidates: string[] = [];
  if (env['AUTOJIT_STORE']) candidates.push(env['AUTOJIT_STORE']);
  candidates.push(...linkedStores);
  for (let folder = dirname(programPath); ; folder = dirname(folder)) {
    candidates.push(join(folder, STORE_FOLDER));
    if (folder === dirname(folder)) break;
  }
  return [...new Set(candidates)];
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
