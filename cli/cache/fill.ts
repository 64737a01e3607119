import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { plural } from '../../protocol/text.js';
import type { FunctionRef } from '../../protocol/trace.js';
import type { ProgramFile } from '../../server/program/program-file.js';
import { defaultStore, exists, findManifest, storeCandidates } from '../../server/program/store.js';
import { describeSystemError } from '../../server/support/problem.js';
import { locateToolchain } from '../../server/toolchain/locate.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { functionsThatRan } from './ran.js';

interface Options {
  /** Only what earlier runs called. */
  ran?: boolean;
  jobs?: number;
}

/** `autojit cache fill`: makes the code of a program's functions ahead, so that its runs need no engine. */
export async function fillCache(named: string, { ran, jobs }: Options): Promise<void> {
  const program = await openProgramFile(named, ExitCode.failed);
  const stores = await storesOf(program);
  const only = ran ? await functionsThatRan(program, stores) : undefined;
  if (only?.length === 0) {
    throw new Failure(
      `No earlier run of ${named} is known, neither by its trace nor by its images. Run it first, or leave --ran out.`,
      ExitCode.failed,
    );
  }
  if (only) console.log(`Earlier runs called ${plural(only.length, 'function')}.`);
  await fill(program.path, { libraries: await toolchainOf(stores[0] ?? ''), only, jobs, env: process.env });
}

/** Those that have one of its modules, and the user's own, where images of others' programs are kept. */
async function storesOf(program: ProgramFile): Promise<string[]> {
  const candidates = await storeCandidates(program.path, program.stores);
  const found = await Promise.all(program.modules.map(async ({ id }) => (await findManifest(id, candidates))?.store));
  return [...new Set([...found.filter((store) => store !== undefined), defaultStore()])];
}

interface FillRequest {
  /** The toolchain's, as the program's store names it. */
  libraries: string | undefined;
  /** Undefined: all functions. */
  only?: FunctionRef[] | undefined;
  jobs: number | undefined;
  env: NodeJS.ProcessEnv;
}

/** Runs the tool of the toolchain whose runtime the program will use: images are for that one alone. */
export async function fill(program: string, { libraries, only, jobs, env }: FillRequest): Promise<void> {
  const root = libraries === undefined ? locateToolchain().root : dirname(libraries);
  const tool = join(root, 'bin', 'autojit-fill');
  const args = [...(only ? ['--only'] : []), ...(jobs === undefined ? [] : ['--jobs', String(jobs)]), program];
  const child = spawn(tool, args, { stdio: ['pipe', 'inherit', 'inherit'], env });
  child.stdin.on('error', () => undefined); // it may not read its list; then it says why
  child.stdin.end((only ?? []).map(({ module, slot }) => `${module} ${String(slot)}\n`).join(''));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => {
      const help = 'Build the toolchain again with "npm run build".';
      reject(new Failure(`Cannot start ${tool}: ${describeSystemError(error)}. ${help}`, ExitCode.failed));
    });
    child.once('close', resolve);
  });
  if (code !== 0) throw new Failure(`Not all code of ${program} could be made ahead.`, ExitCode.failed);
}

/** The folder of libraries that a store names; undefined when it names none. */
export async function toolchainOf(store: string): Promise<string | undefined> {
  const named = await readFile(join(store, 'toolchain'), 'utf8').catch(() => undefined);
  if (named === undefined) return undefined;
  const folder = isAbsolute(named) ? named : join(store, named);
  return (await exists(join(folder, 'libautojit-runtime.so'))) ? folder : undefined;
}
