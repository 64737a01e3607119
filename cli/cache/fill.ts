import { plural } from '../../protocol/text.js';
import type { FunctionRef } from '../../protocol/trace.js';
import type { ProgramFile } from '../../server/program/program-file.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgramFile } from '../support/open-program.js';
import { runFillTool, storeOf, storesOf, toolchainOf } from './fill-tool.js';
import { functionsThatRan } from './ran.js';
import { librariesOfRuns } from './used-libraries.js';

interface Options {
  /** Only what earlier runs called. */
  ran?: boolean;
  jobs?: number;
}

/** `autojit cache fill`: makes the code of a program's functions ahead, so that its runs need no engine. */
export async function fillCache(named: string, { ran, jobs }: Options): Promise<void> {
  const program = await openProgramFile(named, ExitCode.failed);
  if (ran) return fillWhatRan(named, program, jobs);
  await fill(program.path, { libraries: await toolchainOf(await storeOf(program)), jobs, env: process.env });
}

/** Also in shared libraries, those that runs opened by name too. */
async function fillWhatRan(named: string, program: ProgramFile, jobs: number | undefined): Promise<void> {
  const files = [program, ...(await librariesOfRuns(program, await storesOf(program)))];
  const stores = new Set((await Promise.all(files.map(storesOf))).flat());
  const called = await functionsThatRan(files, [...stores]);
  const count = called.flat().length;
  if (count === 0) {
    throw new Failure(
      `No earlier run of ${named} is known, neither by its trace nor by its images. Run it first, or leave --ran out.`,
      ExitCode.failed,
    );
  }
  console.log(`Earlier runs called ${plural(count, 'function')}.`);
  for (const [at, file] of files.entries()) {
    const only = called[at] ?? [];
    const libraries = await toolchainOf(await storeOf(file));
    if (only.length > 0) await fill(file.path, { libraries, only, jobs, env: process.env });
  }
}

interface FillRequest {
  /** The toolchain's, as the program's store names it. */
  libraries: string | undefined;
  /** Undefined: all functions. */
  only?: FunctionRef[] | undefined;
  jobs: number | undefined;
  env: NodeJS.ProcessEnv;
}

export async function fill(program: string, { libraries, only, jobs, env }: FillRequest): Promise<void> {
  const args = [...(only ? ['--only'] : []), ...(jobs === undefined ? [] : ['--jobs', String(jobs)]), program];
  const input = (only ?? []).map(({ module, slot }) => `${module} ${String(slot)}\n`).join('');
  const { code } = await runFillTool({ libraries, args, input, stdout: 'inherit', env });
  if (code !== 0) throw new Failure(`Not all code of ${program} could be made ahead.`, ExitCode.failed);
}
