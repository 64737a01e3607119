import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.js';

/** `autojit build -- COMMAND` in a folder, which must succeed. */
export function autojitBuild(folder: string, ...command: string[]): void {
  execFileSync(process.execPath, [path.join(root, 'bin/autojit'), 'build', '--', ...command], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
