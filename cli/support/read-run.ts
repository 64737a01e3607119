import { access } from 'node:fs/promises';
import type { Program } from '../../server/program/program.js';
import type { Overlay } from '../../server/run/overlay.js';
import { Run } from '../../server/run/run.js';
import { describeSystemError } from '../../server/support/problem.js';
import { ExitCode, Failure } from './failure.js';

/** The run that a trace tells of, with what is wrong about it on stderr. */
export async function readRun(program: Program, trace: string): Promise<Overlay> {
  await access(trace).catch((error: unknown) => {
    throw new Failure(`Cannot read the trace ${trace}: ${describeSystemError(error)}.`, ExitCode.failed);
  });
  const run = new Run({ id: trace, program: program.path, args: [], startedAt: 0, trace, graph: program.graph });
  await run.finish({ kind: 'gone' });
  for (const { code, message, action } of run.summary().problems) {
    if (code !== 'crashed') console.error(`autojit: ${message} ${action}`);
  }
  return run.state;
}
