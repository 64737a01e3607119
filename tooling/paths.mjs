// Where things are, named once.
import os from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
export const cache = path.join(root, '.cache');
export const logs = path.join(cache, 'logs');
export const workspaces = path.join(cache, 'workspaces');
export const toolchain = path.join(root, 'dist', 'toolchain');
export const autojit = path.join(root, 'bin', 'autojit');

/** Shared by every clone of this user: installing code-server takes minutes and 800 MB. */
const userCache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
export const codeServer = path.join(userCache, 'autojit', 'code-server');
export const readers = path.join(userCache, 'autojit', 'readers');

/** As a person would type it from the folder they are in. */
export const shown = (file) => {
  const relative = path.relative(process.cwd(), file);
  return relative === '' ? '.' : relative.startsWith('..') ? file : relative;
};
