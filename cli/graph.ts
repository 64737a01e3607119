import { ExportFormat, type GraphSlice, type GraphView } from '../protocol/graph.js';
import { plural } from '../protocol/text.js';
import type { CallGraph } from '../server/call-graph/model.js';
import { WRITERS } from '../server/export/formats.js';
import { shownOf, sliceProgram } from '../server/picture/slice-program.js';
import { NO_RUN } from '../server/run/overlay.js';
import { ProblemError } from '../server/support/problem.js';
import { ExitCode, Failure } from './support/failure.js';
import { openProgram } from './support/open-program.js';
import { ownershipFor } from './support/own-code.js';
import { readRun } from './support/read-run.js';
import { showView, type ViewFormat } from './view.js';

export const FORMATS = ExportFormat.options;

export interface GraphOptions {
  view: GraphView | 'run' | 'map';
  format: ExportFormat | ViewFormat;
  own?: boolean;
  root?: string;
  depth: number;
  depthIn: number;
  externals?: boolean;
  limit: number;
  trace?: string;
}

export async function graph(path: string, options: GraphOptions): Promise<void> {
  const { view, format } = options;
  if (view === 'run' || view === 'map') return showView(path, { ...options, view });
  if (format === 'svg' || format === 'html')
    throw new Failure(
      `${format} is for --view run and map; a call graph is written as ${FORMATS.join(', ')}.`,
      ExitCode.usage,
    );
  if ((options.view === 'live' || options.view === 'difference') && options.trace === undefined) {
    throw new Failure(
      `The ${options.view} view needs a run: --trace FILE of "autojit run --trace FILE".`,
      ExitCode.usage,
    );
  }
  const { trace } = options;
  const program = await openProgram(path, ExitCode.failed, () => (trace === undefined ? [] : [trace]));
  const overlay = trace === undefined ? NO_RUN : await readRun(program, trace);
  const slice = sliceProgram(
    shownOf(program, await ownershipFor(program)),
    {
      program: program.path,
      view,
      root: options.root === undefined ? undefined : findRoot(program.graph, options.root),
      depthOut: options.depth,
      depthIn: options.depthIn,
      externals: options.externals ?? false,
      limit: options.limit,
    },
    { overlay, id: undefined },
  );
  console.log(WRITERS[format](options.own === true ? ownSlice(slice) : slice));
  if (slice.coverage.truncated) {
    const { shown, functions } = slice.coverage;
    const cut =
      shown >= options.limit
        ? `cut at ${String(shown)} of ${plural(functions, 'function')}; raise --limit or lower --depth`
        : `cut at ${plural(slice.edges.length, 'call')} between ${String(shown)} of ${plural(functions, 'function')}; lower --depth, or choose a --root`;
    console.error(`autojit: ${cut}.`);
  }
}

/** Without what is code of libraries, and the calls that lead there. */
function ownSlice(slice: GraphSlice): GraphSlice {
  const nodes = slice.nodes.filter(({ library }) => library === undefined);
  const left = slice.nodes.length - nodes.length;
  if (left > 0) console.error(`autojit: ${plural(left, 'function')} of libraries left out.`);
  const known = new Set([...nodes.map(({ id }) => id), ...slice.groups.map(({ id }) => id)]);
  return { ...slice, nodes, edges: slice.edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
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
