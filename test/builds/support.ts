import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { root } from '../harness/paths.js';

export const toolchain = path.join(root, 'dist', 'toolchain');
export const autojitCommand = path.join(root, 'bin', 'autojit');

export interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A folder that goes with the test. By its real path, as programs know it. */
export function emptyFolder(name: string): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), `autojit-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of one of the examples that is the test's own. Its caches are too: nothing of this machine has a part in a test. */
export function workspace(example: string): string {
  const folder = emptyFolder(example);
  cpSync(path.join(root, 'examples', example), folder, { recursive: true });
  return folder;
}

export function run(
  cwd: string,
  [command = '', ...args]: string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Result {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    ...(input !== undefined && { input }),
    env: { ...cleanEnvironment(cwd), ...env },
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

function cleanEnvironment(cwd: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_CACHE_HOME: path.join(cwd, '.user-cache'),
  };
  for (const name of Object.keys(env))
    if (/^(AUTOJIT_|CCACHE_|RUSTC|RUSTFLAGS$|CARGO_(?!HOME)|CC$|CXX$|FC$|CFLAGS$|MAKEFLAGS$)/.test(name))
      delete env[name];
  return { ...env, AUTOJIT_PUBLIC_LIST: 'off' };
}

/** `autojit build -- COMMAND`, which must succeed. */
export function build(cwd: string, command: string[], env: NodeJS.ProcessEnv = {}): Result {
  const result = tryBuild(cwd, command, env);
  expect(result.status, `${command.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
  return result;
}

export function tryBuild(cwd: string, command: string[], env: NodeJS.ProcessEnv = {}): Result {
  return run(cwd, [autojitCommand, 'build', '--', ...command], env);
}

/** A command of the build that must succeed. */
export function succeed(cwd: string, command: string[], env: NodeJS.ProcessEnv = {}): Result {
  const result = run(cwd, command, env);
  expect(result.status, `${command.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
  return result;
}

export interface Functions {
  total: number;
  lazy: number;
  eager: number;
}

/** What `autojit report` says of a program's functions. */
export function functionsOf(cwd: string, program: string): Functions {
  const { stdout } = succeed(cwd, [autojitCommand, 'report', program, '--json']);
  return (JSON.parse(stdout) as { functions: Functions }).functions;
}

/** Lines of ours among what a build printed. */
export function remarks({ stderr }: Result): string[] {
  return stderr.split('\n').filter((line) => line.startsWith('autojit: '));
}
