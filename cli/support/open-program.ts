import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readAutojitProgram, type ProgramFile } from '../../server/program/program-file.js';
import { Program } from '../../server/program/program.js';
import { openedLibraries } from '../../server/program/shared-libraries.js';
import { findManifest, STORE_FOLDER, storeCandidates } from '../../server/program/store.js';
import { ProblemError } from '../../server/support/problem.js';
import { findCommand } from '../../server/toolchain/doctor.js';
import { Failure } from './failure.js';
import { openedBy } from './opened-by.js';

/** Reads the file that a person named; what is no AutoJIT program ends the command with one line. */
export async function openProgramFile(path: string, exitCode: number): Promise<ProgramFile> {
  if (!(await stat(path).catch(() => undefined))) {
    throw new Failure(`No such program: ${path}. Check the path, or build it first with "autojit build".`, exitCode);
  }
  try {
    return await readAutojitProgram(path);
  } catch (error) {
    if (error instanceof ProblemError) throw new Failure(error.message, exitCode);
    throw error;
  }
}

/** `opened`: paths of libraries that a run opened by name. `cache`: manifests that were read before. */
export async function loadProgram(
  file: ProgramFile,
  opened: readonly string[] = [],
  cache = new ManifestCache(),
): Promise<Program> {
  const program = await Program.load(file, cache, { opened: await openedLibraries(opened) });
  await program.checkSources();
  return program;
}

/**
 * Loads a program whose functions are the answer: without any manifest there is none to give. `traces`: of runs that are looked at; the libraries that
 * they opened by name are part of it.
 */
export async function openProgram(
  path: string,
  exitCode: number,
  traces: (file: ProgramFile) => Promise<readonly string[]> | readonly string[] = () => [],
): Promise<Program> {
  const file = await openProgramFile(path, exitCode);
  const program = await loadProgram(file, [...(await openedBy(file, await traces(file)))]);
  const [problem] = program.problems;
  if (program.graph.functions.length === 0 && problem) {
    throw new Failure(`${problem.message} ${problem.action}`, exitCode);
  }
  for (const { message, action, code } of program.problems) {
    if (code !== 'stale') console.error(`autojit: ${message} ${action}`);
  }
  return program;
}

/** Path of a program as a shell would find it. */
export async function resolveCommand(command: string, notFound: number): Promise<string> {
  if (command.includes('/')) return command;
  const onPath = await findCommand(command, process.env);
  if (onPath !== undefined) return onPath;
  const here = (await stat(join('.', command)).catch(() => undefined)) ? ` Did you mean ./${command}?` : '';
  throw new Failure(`No such program: ${command} is not on PATH.${here}`, notFound);
}

/** Where `autojit run` keeps its trace: beside the bodies, where the editor finds it. */
export async function runsFolder(program: ProgramFile): Promise<string> {
  const [first] = program.modules;
  const candidates = await storeCandidates(program.path, program.stores);
  const found = first && (await findManifest(first.id, candidates));
  return join(found?.store ?? join(dirname(program.path), STORE_FOLDER), 'runs');
}
