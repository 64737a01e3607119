import { readProgramFile, type ProgramFile } from '../../server/program/program-file.js';
import { ProblemError } from '../../server/problem.js';
import { ExitCode, Failure } from '../failure.js';
import { openProgram } from '../open-program.js';
import { readRun } from '../read-run.js';
import { htmlOf } from './html.js';
import { makeReport } from './model.js';
import { textOf } from './text.js';

interface Options {
  regular?: string;
  trace?: string;
  json?: boolean;
  html?: boolean;
}

export async function report(path: string, options: Options): Promise<void> {
  if (options.json && options.html) throw new Failure('Choose one of --json and --html.', ExitCode.usage);
  const program = await openProgram(path, ExitCode.failed);
  const regular = options.regular === undefined ? undefined : await openRegular(options.regular);
  const run = options.trace === undefined ? undefined : await readRun(program, options.trace);
  const result = makeReport(program, regular, run);
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else if (options.html) console.log(htmlOf(result));
  else for (const line of textOf(result)) console.log(line);
}

async function openRegular(path: string): Promise<ProgramFile> {
  let file: ProgramFile | undefined;
  try {
    file = await readProgramFile(path);
  } catch (error) {
    if (error instanceof ProblemError) throw new Failure(error.message, ExitCode.failed);
    throw error;
  }
  if (!file) throw new Failure(`${path} is not an x86-64 ELF program. Name the regular build.`, ExitCode.failed);
  if (file.modules.length > 0) {
    throw new Failure(`${path} was built with AutoJIT too. Name the regular build.`, ExitCode.failed);
  }
  return file;
}
