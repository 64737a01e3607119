import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { ProgramFile } from '../../server/program/program-file.js';
import { exists, findManifest, storeCandidates } from '../../server/program/store.js';
import { defaultStore } from '../../server/support/user-folders.js';
import { describeSystemError } from '../../server/support/problem.js';
import { locateToolchain } from '../../server/toolchain/locate.js';
import { ExitCode, Failure } from '../support/failure.js';

/** The folder of libraries that a store names; undefined when it names none. */
export async function toolchainOf(store: string): Promise<string | undefined> {
  const named = await readFile(join(store, 'toolchain'), 'utf8').catch(() => undefined);
  if (named === undefined) return undefined;
  const folder = isAbsolute(named) ? named : join(store, named);
  return (await exists(join(folder, 'libautojit-runtime.so'))) ? folder : undefined;
}

/** The stores that have one of a program's modules, and the user's own, where images of others' programs are kept. */
export async function storesOf(program: ProgramFile): Promise<string[]> {
  const candidates = await storeCandidates(program.path, program.stores);
  const found = await Promise.all(program.modules.map(async ({ id }) => (await findManifest(id, candidates))?.store));
  return [...new Set([...found.filter((store) => store !== undefined), defaultStore()])];
}

/** The first of them, which names the toolchain that the program uses. */
export async function storeOf(program: ProgramFile): Promise<string> {
  const candidates = await storeCandidates(program.path, program.stores);
  for (const { id } of program.modules) {
    const found = await findManifest(id, candidates);
    if (found) return found.store;
  }
  return defaultStore();
}

export interface Tool {
  /** Of the toolchain whose runtime the program uses, as its store names it: images are for that one alone. */
  libraries: string | undefined;
  args: string[];
  input?: Buffer | string;
  /** Where what it prints goes; the answer is what went to a pipe. */
  stdout: 'inherit' | 'pipe';
  env?: NodeJS.ProcessEnv;
}

/** Runs `autojit-fill`, the one writer of image logs beside programs. */
export async function runFillTool({
  libraries,
  args,
  input = '',
  stdout,
  env = process.env,
}: Tool): Promise<{ code: number | null; printed: string }> {
  const root = libraries === undefined ? locateToolchain().root : dirname(libraries);
  const tool = join(root, 'bin', 'autojit-fill');
  const child = spawn(tool, args, { stdio: ['pipe', stdout, 'inherit'], env });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stdin?.on('error', () => undefined); // it may not read all that it is given; then it says why
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => {
      const help = 'Build the toolchain again with "npm run build".';
      reject(new Failure(`Cannot start ${tool}: ${describeSystemError(error)}. ${help}`, ExitCode.failed));
    });
    child.once('close', resolve);
  });
  return { code, printed };
}
