import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { formatMs, plural } from '../protocol/text.js';
import { ManifestCache } from '../server/program/manifest-cache.js';
import type { ProgramFile } from '../server/program/program-file.js';
import type { Program } from '../server/program/program.js';
import { Run } from '../server/run/run.js';
import { background } from '../server/support/background.js';
import { describeSystemError } from '../server/support/problem.js';
import { BuildAndReload } from './build-and-reload.js';
import { summaryLines } from './run-summary.js';
import { askTeam, noteRun } from './team-run.js';
import { endLike, startChild } from './support/child.js';
import { ExitCode, Failure } from './support/failure.js';
import { loadProgram, openProgramFile, resolveCommand } from './support/open-program.js';
import { traceFile, type TraceFile } from './trace-file.js';

const POLL_MS = 100;
/** Back to the start of the line, and erase it. */
const CLEAR_LINE = '\r\u001b[K';

export interface RunOptions {
  trace?: string;
  quiet?: boolean;
  /** It takes over new builds. */
  reload?: boolean;
  /** The command that builds it, run when a source is saved. */
  build?: string;
}

export async function run(command: string[], options: RunOptions): Promise<void> {
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
  { quiet = false, reload = false, build }: RunOptions,
): Promise<void> {
  const asked = await askTeam(file);
  const startedAt = Date.now();
  const child = await startChild(path, args, {
    ...process.env,
    AUTOJIT_TRACE: trace.path,
    ...(reload || build !== undefined ? { AUTOJIT_RELOAD: '1' } : {}),
  });
  // Manifests are read while the program already runs: it must not wait for our summary.
  const manifests = new ManifestCache();
  const program = await loadProgram(file, [], manifests);
  const opened = new Set<string>();
  const state = new Run({
    id: trace.path,
    program: file.path,
    args,
    startedAt,
    trace: trace.path,
    graph: program.graph,
    eagerCallers: () => program.eagerCallers(),
    onOtherModule: (_module, object) => {
      if (object !== undefined) opened.add(object);
    },
  });
  const watcher = build === undefined ? undefined : await BuildAndReload.begin(build, path, ownSources(program));
  // A program that is worked on runs for long, and has the terminal for itself.
  const isShown = !quiet && !reload && !watcher && process.stderr.isTTY;
  const stopProgress = isShown ? showProgress(program, state) : () => undefined;
  const end = await child.end;
  watcher?.stop();
  const wallMs = Date.now() - startedAt;
  await state.finish({ kind: 'certain', ...end });
  stopProgress();
  const whole =
    opened.size === 0 ? program : await withLibraries(state, await loadProgram(file, [...opened], manifests));
  const team = await asked?.afterRun();
  if (!quiet) for (const line of summaryLines(whole, state, wallMs, team)) console.error(line);
  await noteRun(state, team);
  endLike(end);
}

/** What libraries did that the run opened by name counts: the trace is read again with a program that has them. */
async function withLibraries(run: Run, program: Program): Promise<Program> {
  await run.relink({ graph: program.graph, eagerCallers: () => program.eagerCallers() });
  return program;
}

/** Without the system's headers. */
function ownSources(program: Program): string[] {
  return [...program.graph.files].filter((file) => !file.startsWith('/usr/'));
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
