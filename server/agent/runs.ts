import { dirname } from 'node:path';
import type * as z from 'zod';
import type { AGENT_TOOLS } from '../../protocol/agent-tools.js';
import { plural } from '../../protocol/text.js';
import type { TestEvent } from '../../protocol/tests.js';
import { ModuleBuilds } from '../reload/module-build.js';
import { reloadPrograms, stillWaiting } from '../reload/programs.js';
import { outcomeLine } from '../reload/sentences.js';
import { runProcess } from '../test-run/process.js';
import { programTests } from '../unit-tests/program-tests.js';
import type { Workspace } from '../workspace/workspace.js';
import { limited } from './answers.js';
import { nothing, programOf } from './subject.js';

/** Enough to see how it ended, and small enough to be read. */
const MAX_OUTPUT = 4000;

/** Runs a program as the editor does: the run is among the others afterwards. */
export async function runProgram(
  workspace: Workspace,
  { program: named, args, seconds }: z.output<typeof AGENT_TOOLS.run.input>,
  gone: AbortSignal,
): Promise<string[]> {
  const program = await workspace.current(programOf(workspace, named).path);
  const { run, env } = await workspace.runs.prepare(program, args);
  const stop = AbortSignal.any([gone, AbortSignal.timeout(seconds * 1000)]);
  let output = '';
  const command = { program: program.path, args, cwd: dirname(program.path), env };
  const { exitCode, signal, failure } = await runProcess(
    command,
    (line) => (output = `${output}${line}\n`.slice(-MAX_OUTPUT)),
    stop,
  );
  const stopped = stop.aborted;
  await workspace.runs.finish(run, { kind: 'certain', exitCode, signal, ...(stopped && { stopped }) });
  if (failure !== undefined) throw nothing(failure, 'Build it again.');
  const summary = workspace.runs.get(run)?.summary();
  const end = stopped
    ? `ended after ${String(seconds)} s`
    : signal !== null
      ? `ended by ${signal}`
      : `exit code ${String(exitCode)}`;
  return [
    `run ${run}: ${end}; ${plural(summary?.materialized ?? 0, 'function')} ran of ${String(program.graph.functions.length)}`,
    ...(summary?.problems ?? []).map(({ message, action }) => `! ${message} ${action}`),
    ...(output === '' ? ['It wrote nothing.'] : ['The end of what it wrote:', output.trimEnd()]),
  ];
}

/** Tells processes that listen for new builds of theirs. */
export async function reload(
  workspace: Workspace,
  { program: named }: z.output<typeof AGENT_TOOLS.reload.input>,
): Promise<string[]> {
  const program = await workspace.current(programOf(workspace, named).path);
  const lines: string[] = [];
  await reloadPrograms(program.path, new ModuleBuilds(), {}, async ({ outcome, ms, connection }) => {
    lines.push(`process ${String(outcome.pid)}: ${outcomeLine(outcome, ms)}`);
    const waiting = await stillWaiting(connection);
    if (waiting.length > 0) lines.push(`  not called since: ${waiting.join(', ')}`);
  });
  if (lines.length > 0) return lines;
  throw nothing(
    `No process runs ${program.path} that takes over new builds.`,
    `Start it with "autojit run --reload -- ${program.path}", build, and ask again.`,
  );
}

export async function coverTests(
  workspace: Workspace,
  { program: named, tests: names, limit }: z.output<typeof AGENT_TOOLS.test_coverage.input>,
  gone: AbortSignal,
): Promise<string[]> {
  const program = await workspace.current(programOf(workspace, named).path);
  const all = await programTests(program, () => undefined);
  const tests = all.filter(({ name }) => names.includes(name));
  if (tests.length === 0)
    throw nothing(`${program.name} has no test of that name.`, 'The tool "tests" lists their names.');
  const ends: string[] = [];
  const hear = (event: TestEvent): void => {
    if (event.kind !== 'ended') return;
    const why = event.messages.map(
      ({ text, file, line }) => `  ${file === undefined ? '' : `${file}:${String(line ?? 1)}: `}${text.slice(0, 400)}`,
    );
    ends.push(`${event.instance ?? event.test}: ${event.end}`, ...why);
  };
  const session = `agent-${String(Date.now())}`;
  gone.addEventListener('abort', () => workspace.tests.cancel(session));
  const unknown = await workspace.tests.run({ session, program, tests, mode: 'coverage' }, (_, events) =>
    events.forEach(hear),
  );
  const ran = workspace.tests
    .coverage(session)
    .flatMap(({ file, declarations }) =>
      declarations.filter((one) => one.ran).map(({ name, line }) => `  ${name}  ${file}:${String(line)}`),
    );
  return [
    ...limited(ends, limit),
    `They called ${plural(ran.length, 'function')} of the project (${String(unknown)} eager ones are not known):`,
    ...limited(ran, limit),
  ];
}
