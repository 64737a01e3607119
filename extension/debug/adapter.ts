import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CHOICES, UserError } from '../window/messages.js';

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
      others.push(version === undefined ? `${file} does not start` : `${file} is version ${version}`);
    }
  }
  const seen = others.length > 0 ? ` Found, but no use: ${others.join('; ')}.` : '';
  throw new UserError(
    `Debugging needs lldb-dap ${LLVM_MAJOR}, which is not on PATH as ${NAMES.join(' or ')}.${seen} Install it with "apt-get install lldb-${LLVM_MAJOR}".`,
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
