import { ExportFormat, type GraphView } from '../protocol/graph.js';
import type { CallGraph } from '../server/call-graph/model.js';
import { WRITERS } from '../server/export/formats.js';
import { sliceProgram } from '../server/picture/slice-program.js';
import { NO_RUN } from '../server/run/overlay.js';
import { ProblemError } from '../server/support/problem.js';
import { ExitCode, Failure } from './support/failure.js';
import { openProgram } from './support/open-program.js';
import { readRun } from './support/read-run.js';

export const FORMATS = ExportFormat.options;

export interface GraphOptions {
  view: GraphView;
  format: ExportFormat;
  root?: string;
  depth: number;
  depthIn: number;
  externals?: boolean;
  limit: number;
  trace?: string;
}

export async function graph(path: string, options: GraphOptions): Promise<void> {
  if ((options.view === 'live' || options.view === 'difference') && options.trace === undefined) {
    throw new Failure(
      `The ${options.view} view needs a run: --trace FILE of "autojit run --trace FILE".`,
      ExitCode.usage,
    );
  }
  const program = await openProgram(path, ExitCode.failed);
  const overlay = options.trace === undefined ? NO_RUN : await readRun(program, options.trace);
  const slice = sliceProgram(
    program,
    {
      program: program.path,
      view: options.view,
      root: options.root === undefined ? undefined : findRoot(program.graph, options.root),
      depthOut: options.depth,
      depthIn: options.depthIn,
      externals: options.externals ?? false,
      limit: options.limit,
    },
    { overlay, id: undefined },
  );
  console.log(WRITERS[options.format](slice));
  if (slice.coverage.truncated) {
    console.error(
      `autojit: cut at ${String(slice.coverage.shown)} of ${String(slice.coverage.functions)} functions; raise --limit or lower --depth.`,
    );
  }
}

/** By id, else by symbol or name as a person types it. */
function findRoot(callGraph: CallGraph, name: string): string {
  if (callGraph.find(name) !== undefined) return name;
  const found = callGraph.functions.filter((fn) => [fn.symbol, fn.label, fn.signature].includes(name));
  const [first] = found;
  if (!first) {
    throw new ProblemError({
      code: 'manifest-missing',
      message: `There is no function ${name} in this program.`,
      action: 'Function names are in "autojit graph PROG --format json".',
    });
  }
  if (found.length > 1) {
    const ids = found.slice(0, 5).map((fn) => fn.id);
    throw new Failure(`Several functions are called ${name}; name one by its id: ${ids.join(', ')}`, ExitCode.failed);
  }
  return first.id;
}
