import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolchainLinks } from '../../protocol/toolchain-links.js';
import { describeSystemError, errorCode } from '../support/problem.js';
import type { Toolchain } from './locate.js';

const FILE = 'links.json';

/**
 * Makes the names of compilers and linkers that a packed toolchain came without. Answers what went wrong, as a
 * sentence; several processes may do it at once.
 */
export async function makePackedLinks({ root }: Pick<Toolchain, 'root'>): Promise<string | undefined> {
  const text = await readFile(join(root, FILE), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '{}'; // a toolchain that was built here has its links
    throw error;
  });
  for (const [name, target] of Object.entries(ToolchainLinks.parse(JSON.parse(text)))) {
    try {
      await mkdir(dirname(join(root, name)), { recursive: true }); // one that has only links is not in an archive
      await symlink(target, join(root, name)).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
    } catch (error) {
      return `${join(root, name)} cannot be made: ${describeSystemError(error)}. Builds need it; make the folder writable once and reload the window.`;
    }
  }
  return undefined;
}
