import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { formatMs, plural } from '../protocol/text.js';
import type { ProgramFile } from '../server/program/program-file.js';
import type { Program } from '../server/program/program.js';
import { Run } from '../server/run/run.js';
import { background } from '../server/support/background.js';
import { describeSystemError } from '../server/support/problem.js';
import { summaryLines } from './run-summary.js';
import { endLike, startChild } from './support/child.js';
import { ExitCode, Failure } from './support/failure.js';
import { loadProgram, openProgramFile, resolveCommand } from './support/open-program.js';
import { traceFile, type TraceFile } from './trace-file.js';

const POLL_MS = 100;
/** Back to the start of the line, and erase it. */
const CLEAR_LINE = '\r\u001b[K';

export async function run(
  command: string[],
  options: { trace?: string; quiet?: boolean; reload?: boolean },
): Promise<void> {
  const [name, ...args] = command;
  if (name === undefined) throw new Failure('Name the program: autojit run -- ./prog', ExitCode.usage);
  const path = await resolveCommand(name, ExitCode.notFound);
  const file = await openProgramFile(path, ExitCode.notFound);
  await access(path, constants.X_OK).catch((error: unknown) => {
    throw new Failure(`Cannot start ${path}: ${describeSystemError(error)}.`, ExitCode.notExecutable);
  });
  const trace = await traceFile(file, options.trace ?? (process.env['AUTOJIT_TRACE'] || undefined));
  try {
    await runTraced(path, args, file, trace, options);
  } finally {
    await trace.release();
  }
}

async function runTraced(
  path: string,
  args: string[],
  file: ProgramFile,
  trace: TraceFile,
  { quiet = false, reload = false }: { quiet?: boolean; reload?: boolean },
): Promise<void> {
  const startedAt = Date.now();
  const child = await startChild(path, args, {
    ...process.env,
    AUTOJIT_TRACE: trace.path,
    ...(reload ? { AUTOJIT_RELOAD: '1' } : {}),
  });
  // Manifests are read while the program already runs: it must not wait for our summary.
  const program = await loadProgram(file);
  const state = new Run({
    id: trace.path,
    program: file.path,
    args,
    startedAt,
    trace: trace.path,
    graph: program.graph,
  });
  const stopProgress = !quiet && process.stderr.isTTY ? showProgress(program, state) : () => undefined;
  const end = await child.end;
  const wallMs = Date.now() - startedAt;
  await state.finish({ kind: 'certain', ...end });
  stopProgress();
  if (!quiet) for (const line of summaryLines(program, state, wallMs)) console.error(line);
  endLike(end);
}

function showProgress(program: Program, run: Run): () => void {
  let polling = false;
  const timer = setInterval(() => {
    if (polling) return;
    polling = true;
    const told = run.poll().then(() => {
      polling = false;
      const { materialized, engineMs } = run.summary();
      const of = plural(program.graph.functions.length, 'function');
      const line = `${program.name} · ${String(materialized)} of ${of} materialized · ${formatMs(engineMs)} in the engine`;
      process.stderr.write(CLEAR_LINE + line.slice(0, (process.stderr.columns || 80) - 1));
    });
    // What cannot be read is among the problems of the summary.
    background(told, () => undefined);
  }, POLL_MS);
  return () => {
    clearInterval(timer);
    process.stderr.write(CLEAR_LINE);
  };
}
