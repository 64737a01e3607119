import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ToolCheck } from '../../protocol/lsp.js';

/** Debian packages of what is missing: what is required, and with it the debugger, which nobody wants to be asked about once more. */
export function missingPackages(tools: readonly ToolCheck[]): string[] {
  const missing = tools.filter(({ ok, package: name }) => !ok && name !== undefined);
  if (!missing.some(({ required }) => required)) return [];
  const wanted = missing.filter(({ required, name }) => required || name === 'lldb-dap');
  return wanted.flatMap(({ package: name }) => name ?? []);
}

/** As words of a command line. sudo asks for a password in the terminal, where a person can see what for. */
export function installCommand(packages: readonly string[], isRoot: boolean): string[] {
  return [...(isRoot ? [] : ['sudo']), 'apt-get', 'install', ...packages];
}

/** Whether this system's own package lists have all of them; false where there is no apt. */
export async function canInstall(packages: readonly string[]): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('apt-cache', ['policy', ...packages], {
      env: { ...process.env, LC_ALL: 'C' },
      timeout: 10_000,
    });
    return candidates(stdout) === packages.length;
  } catch {
    // No apt, or one that does not answer: the Doctor says how to get what is missing.
    return false;
  }
}

/** How many of the packages that `apt-cache policy` tells of can be installed; of those that it does not know it says nothing. */
export function candidates(policy: string): number {
  return [...policy.matchAll(/^ {2}Candidate: (?!\(none\))\S+/gm)].length;
}
