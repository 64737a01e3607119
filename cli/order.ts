import { writeFile } from 'node:fs/promises';
import { plural } from '../protocol/text.js';
import type { Program } from '../server/program/program.js';
import { heatOf, symbolOrder } from '../server/run-export/order.js';
import type { Overlay } from '../server/run/overlay.js';
import { describeSystemError } from '../server/support/problem.js';
import { ExitCode, Failure } from './support/failure.js';
import { openProgram } from './support/open-program.js';
import { openRun, readRun, tracesOf } from './support/read-run.js';

export interface OrderOptions {
  trace?: string[];
  output?: string;
  list?: boolean;
}

/** What a linker reads to put functions beside each other that a start calls one after the other. */
export async function order(path: string, { trace, output, list = false }: OrderOptions): Promise<void> {
  const program = await openProgram(path, ExitCode.failed, trace ? () => trace : tracesOf);
  const runs = trace ? await Promise.all(trace.map((one) => readRun(program, one))) : await keptRuns(program);
  const symbols = symbolOrder(program.graph, runs);
  if (symbols.length === 0) {
    throw new Failure(
      `No run of ${program.name} as it is built now is known. Run it with "autojit run -- ${path}" first.`,
      ExitCode.failed,
    );
  }
  const lines = list ? heatOf(program.graph, runs).map(({ symbol, heat }) => `${heat} ${symbol}`) : symbols;
  const text = `${lines.join('\n')}\n`;
  console.error(
    `autojit: ${plural(symbols.length, 'symbol')} of ${plural(program.graph.functions.length, 'function')}, from ${plural(runs.length, 'run')}.`,
  );
  if (output === undefined || output === '-') {
    process.stdout.write(text);
    return;
  }
  await writeFile(output, text).catch((error: unknown) => {
    throw new Failure(`Cannot write ${output}: ${describeSystemError(error)}.`, ExitCode.failed);
  });
}

/** The last one first. Those of earlier builds, whose functions are not these, are left out and counted. */
async function keptRuns(program: Program): Promise<Overlay[]> {
  const runs: Overlay[] = [];
  let older = 0;
  for (const trace of await tracesOf(program.file)) {
    const { state } = await openRun(program, trace, () => undefined);
    if (state.unknown === 0) runs.push(state);
    else older += 1;
  }
  if (older > 0) console.error(`autojit: ${plural(older, 'run')} of earlier builds left out.`);
  return runs;
}
