import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './problem.js';

/** Makes a folder, and those above it, that only the user may enter. */
export const makePrivateFolder = (folder: string): Promise<void> => makeFolder(folder, 0o700);

/** Makes a folder for what a build writes, and those above it: the umask says who may read it; nobody else may ever write there. */
export const makeOutputFolder = (folder: string): Promise<void> => makeFolder(folder, 0o755);

/** Node's own `recursive` never ends where the file system makes no folders (/proc). */
async function makeFolder(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && (await isFolder(folder))) return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || above === folder || (await isFolder(above))) throw error;
    await makeFolder(above, mode);
    await makeFolder(folder, mode);
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
