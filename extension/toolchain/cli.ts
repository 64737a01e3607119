import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type * as vscode from 'vscode';
import { UserError } from '../window/messages.js';

/** Runs the `autojit` command with VS Code's own Node; what it says, or the one line that it fails with. */
export async function runCli(context: vscode.ExtensionContext, args: readonly string[]): Promise<string> {
  const cli = context.asAbsolutePath(path.join('dist', 'cli.js'));
  const options = { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } };
  try {
    return (await promisify(execFile)(process.execPath, [cli, ...args], options)).stdout.trim();
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new UserError(stderr === '' ? String(error) : stderr.replace(/^autojit: /, ''));
  }
}
