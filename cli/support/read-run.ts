import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramFile } from '../../server/program/program-file.js';
import type { Program } from '../../server/program/program.js';
import type { Overlay } from '../../server/run/overlay.js';
import { Run } from '../../server/run/run.js';
import { readStart, type TraceStart } from '../../server/run/trace-start.js';
import { describeSystemError } from '../../server/support/problem.js';
import { ExitCode, Failure } from './failure.js';
import { runsFolder } from './open-program.js';

/** The run that a trace tells of, with what is wrong about it on stderr. */
export async function readRun(program: Program, trace: string): Promise<Overlay> {
  return (await openRun(program, trace)).state;
}

/** `tell`: of each problem with it. */
export async function openRun(
  program: Program,
  trace: string,
  tell: (problem: string) => void = (problem) => console.error(`autojit: ${problem}`),
): Promise<Run> {
  await access(trace).catch((error: unknown) => {
    throw new Failure(`Cannot read the trace ${trace}: ${describeSystemError(error)}.`, ExitCode.failed);
  });
  const run = new Run({
    id: trace,
    program: program.path,
    args: [],
    startedAt: 0,
    trace,
    graph: program.graph,
    eagerCallers: () => program.eagerCallers(),
  });
  await run.finish({ kind: 'gone' });
  for (const { code, message, action } of run.summary().problems) {
    if (code !== 'crashed') tell(`${message} ${action}`);
  }
  return run;
}

/** Traces of a program that `autojit run` and the editor kept, the last one first. */
export async function tracesOf(file: ProgramFile): Promise<string[]> {
  const folder = await runsFolder(file);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'));
  const starts = await Promise.all(
    names.map(async (name) => ({ trace: join(folder, name), start: await readStart(join(folder, name)) })),
  );
  return starts
    .filter((one): one is { trace: string; start: TraceStart } => typeof one.start === 'object')
    .filter(({ start }) => start.program === file.path)
    .sort((a, b) => b.start.wall - a.start.wall)
    .map(({ trace }) => trace);
}
