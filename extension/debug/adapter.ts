import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CHOICES, UserError } from '../window/messages.js';
import { t } from '../window/text.js';

const LLVM_MAJOR = 22;
const NAMES = [`lldb-dap-${LLVM_MAJOR}`, 'lldb-dap'];

/**
 * The debug adapter program of the LLVM that the toolchain is made for. Always a full path: to run a program in a
 * terminal, lldb-dap starts itself there again, and takes a bare name for a file in its own working directory.
 */
export async function findAdapter(): Promise<string> {
  const others: string[] = [];
  for (const name of NAMES) {
    for (const file of await candidates(name)) {
      const version = await versionOf(file);
      if (version?.startsWith(`${LLVM_MAJOR}.`)) return file;
      others.push(version === undefined ? t('{0} does not start', file) : t('{0} is version {1}', file, version));
    }
  }
  throw new UserError(
    others.length === 0
      ? t('Debugging needs lldb-dap {0}, which is not on PATH. Install it with "apt-get install lldb-{0}".', LLVM_MAJOR)
      : t(
          'Debugging needs lldb-dap {0}; what was found cannot be used: {1}. Install it with "apt-get install lldb-{0}".',
          LLVM_MAJOR,
          others.join('; '),
        ),
    CHOICES.doctor,
  );
}

async function candidates(name: string): Promise<string[]> {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), `/usr/lib/llvm-${LLVM_MAJOR}/bin`];
  const files = folders.filter((folder) => path.isAbsolute(folder)).map((folder) => path.join(folder, name));
  const usable = await Promise.all(files.map(isExecutable));
  return files.filter((_, index) => usable[index]);
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Undefined when the program can not be started; the message then names it. */
async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 10_000 });
    return /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
