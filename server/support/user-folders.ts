import { homedir } from 'node:os';
import { join } from 'node:path';

/** What AutoJIT keeps for this user, and can make again. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'autojit');

/** The store of programs that were built without naming one. */
export function defaultStore(env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(env), 'store');
}
