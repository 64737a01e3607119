import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './paths.js';

export interface SmallProgram {
  folder: string;
  /** Its trace folder; there from the first run on. */
  runs: string;
  remove(): void;
}

/** A folder with one C file, and `hello` built of it, by AutoJIT or as usual. */
export function buildSmallProgram(source: string, { regular = false } = {}): SmallProgram {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'autojit-small-'));
  fs.writeFileSync(path.join(folder, 'hello.c'), source);
  fs.writeFileSync(path.join(folder, 'build.sh'), 'cc -g hello.c -o hello\n');
  const [command, args] = regular
    ? ['clang-22', ['-g', 'hello.c', '-o', 'hello']]
    : [process.execPath, [path.join(root, 'bin/autojit'), 'build', '--', 'sh', 'build.sh']];
  execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    folder,
    runs: path.join(folder, '.autojit', 'runs'),
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
