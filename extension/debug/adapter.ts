import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CHOICES, UserError } from '../report.js';

const LLVM_MAJOR = 22;
const NAMES = [`lldb-dap-${LLVM_MAJOR}`, 'lldb-dap', `/usr/lib/llvm-${LLVM_MAJOR}/bin/lldb-dap`];

/** The debug adapter program of the LLVM that the toolchain is made for, on PATH or in its own folder. */
export async function findAdapter(): Promise<string> {
  const found: string[] = [];
  for (const name of NAMES) {
    const version = await versionOf(name);
    if (version === undefined) continue;
    if (version.startsWith(`${LLVM_MAJOR}.`)) return name;
    found.push(`${name} is version ${version}`);
  }
  const seen = found.length > 0 ? ` Only ${found.join(' and ')}.` : '';
  throw new UserError(
    `Debugging needs lldb-dap ${LLVM_MAJOR}, which was not found on PATH (${NAMES.join(', ')}).${seen} Install it with "apt-get install lldb-${LLVM_MAJOR}".`,
    CHOICES.doctor,
  );
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['--version'], { timeout: 10_000 });
    return /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    // Not there, or not able to start: the next name is tried, and the message lists them all.
    return undefined;
  }
}
