import { readProgramFile, type ProgramFile } from '../program/program-file.js';
import { ProblemError } from '../support/problem.js';

/** The program that another is compared with: one that AutoJIT had no part in. */
export async function openRegular(path: string): Promise<ProgramFile> {
  const file = await readProgramFile(path);
  if (file && file.modules.length === 0) return file;
  throw new ProblemError({
    code: 'unreadable',
    message: file ? `${path} was built with AutoJIT too.` : `${path} is not an x86-64 ELF program.`,
    action: 'Name the regular build.',
  });
}
