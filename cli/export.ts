import { open, readFile, writeFile } from 'node:fs/promises';
import { type RunExportFormat, RUN_EXPORT_ENDINGS } from '../protocol/run-export.js';
import { plural } from '../protocol/text.js';
import type { CallGraph } from '../server/call-graph/model.js';
import { isOwn, ownershipOf } from '../server/call-graph/ownership.js';
import type { ProgramFile } from '../server/program/program-file.js';
import type { Program } from '../server/program/program.js';
import { countDeclarations, declarationsOf, ranIn, type Wanted } from '../server/run-export/declarations.js';
import { writeProfile, writeRun } from '../server/run-export/formats.js';
import { recordedTimeline } from '../server/run-export/recorded-run.js';
import { parseRunFile, readOutput, runFile } from '../server/run/kept-run.js';
import type { Run } from '../server/run/run.js';
import { timelineOf } from '../server/run/timeline.js';
import { readStart } from '../server/run/trace-start.js';
import { describeSystemError } from '../server/support/problem.js';
import { ExitCode, Failure } from './support/failure.js';
import { openProgram } from './support/open-program.js';
import { openRun, tracesOf } from './support/read-run.js';

/** The run itself, as the editor saves it. */
export const RUN_FORMAT = 'autojit-run';
type Format = RunExportFormat | typeof RUN_FORMAT;

export interface ExportOptions {
  format: Format;
  output?: string;
  all?: boolean;
}

/** `named`: a program, whose last run is meant; a trace; or a run that the editor saved. */
export async function exportRun(named: string, { format, output, all = false }: ExportOptions): Promise<void> {
  const bytes = await written(named, format, (graph) => (all ? () => true : isOwn(ownershipOf(graph))));
  if (output === undefined || output === '-') return print(bytes, format);
  await writeFile(output, bytes).catch((error: unknown) => {
    throw new Failure(`Cannot write ${output}: ${describeSystemError(error)}.`, ExitCode.failed);
  });
}

async function written(named: string, format: Format, isWanted: (graph: CallGraph) => Wanted): Promise<Uint8Array> {
  const head = await firstBytes(named);
  if (head.startsWith('\x7fELF')) {
    const latest = async (file: ProgramFile): Promise<string[]> => (await tracesOf(file)).slice(0, 1);
    const program = await openProgram(named, ExitCode.failed, latest);
    const [last] = await latest(program.file);
    if (last !== undefined) return ofProgram(program, await openRun(program, last), format, isWanted);
    throw new Failure(`${named} has not run yet. Run it with "autojit run -- ${named}" first.`, ExitCode.failed);
  }
  const start = await readStart(named);
  if (typeof start !== 'object') return ofSavedRun(named, format);
  const program = await openProgram(start.program, ExitCode.failed, () => [named]);
  return ofProgram(program, await openRun(program, named), format, isWanted);
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new Failure(
      `Cannot read ${path}: ${describeSystemError(error)}. Name a program, a trace, or a saved run.`,
      ExitCode.failed,
    );
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function ofSavedRun(path: string, format: Format): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8');
  const { timeline } = parseRunFile(text, path);
  if (format === RUN_FORMAT) return Buffer.from(text);
  if (format !== 'lcov' && format !== 'cobertura') return writeProfile(recordedTimeline(timeline), format);
  throw new Failure(
    `A saved run tells what ran and not what else there is, which ${format} needs. Name the program, or its trace.`,
    ExitCode.usage,
  );
}

async function ofProgram(
  program: Program,
  run: Run,
  format: Format,
  isWanted: (graph: CallGraph) => Wanted,
): Promise<Uint8Array> {
  const summary = run.summary();
  if (format === 'lcov' || format === 'cobertura') {
    const { ran, never, unknown } = countDeclarations(
      declarationsOf(program.graph, ranIn([run.state]), isWanted(program.graph)),
    );
    const known = `${plural(ran + never, 'function')}, of which ${String(ran)} ran`;
    const left = unknown > 0 ? `; left out: ${String(unknown)} eager, of which no run tells whether they ran` : '';
    console.error(`autojit: ${summary.name}: ${known}${left}.`);
  }
  if (format === RUN_FORMAT) return Buffer.from(runFile(timelineOf(run), await readOutput(run.init.trace)));
  return writeRun(summary, program.graph, run.state, format, isWanted(program.graph));
}

function print(bytes: Uint8Array, format: Format): void {
  if (format === 'pprof' && process.stdout.isTTY) {
    throw new Failure(
      `pprof files are binary. Name a file: -o run.${RUN_EXPORT_ENDINGS.pprof}, or send it elsewhere.`,
      ExitCode.usage,
    );
  }
  process.stdout.write(bytes);
}
