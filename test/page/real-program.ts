import type { Page } from 'playwright-core';
import type { RunSummary } from '../../protocol/lsp.js';
import { openProgram } from '../../cli/support/open-program.js';
import { ownershipOf } from '../../server/call-graph/ownership.js';
import { partsOf } from '../../server/parts/parts.js';
import { functionNode } from '../../server/picture/nodes.js';
import { overviewOf } from '../../server/picture/overview.js';
import { programMapOf } from '../../server/picture/program-map.js';
import { runTreeOf } from '../../server/picture/run-tree.js';
import { sliceProgram } from '../../server/picture/slice-program.js';
import type { Program } from '../../server/program/program.js';
import { countProgram, NO_RUN, type Overlay } from '../../server/run/overlay.js';
import { Run } from '../../server/run/run.js';
import { StubHost } from './stub-host.js';

/** A program that was really built, and a run that it really made, as the graph page gets them. */
export interface RealProgram {
  program: Program;
  /** Folder that is opened: what lies outside is other people's code. */
  root: string;
  run: { summary: RunSummary; overlay: Overlay } | undefined;
}

/** `trace` of a run: none shows the program before any. */
export async function readReal(path: string, root: string, trace?: string): Promise<RealProgram> {
  const program = await openProgram(path, 1);
  if (trace === undefined) return { program, root, run: undefined };
  const run = new Run({ id: 'one', program: program.path, args: [], startedAt: 0, trace, graph: program.graph });
  await run.finish({ kind: 'reported', exitCode: 0 });
  return { program, root, run: { summary: run.summary(), overlay: run.state } };
}

/** The page on it, as in the editor, without the editor. */
export function showReal(page: Page, { program, root, run }: RealProgram): Promise<StubHost> {
  const { graph, file, modulesMissing } = program;
  const overlay = run?.overlay ?? NO_RUN;
  const owners = ownershipOf(graph, { roots: [root], thirdParty: [] });
  const about = {
    program: { path: program.path, builtAt: file.builtAt, graph, modulesMissing },
    graph,
    owners,
    overlay,
  };
  const views = { ...about, parts: partsOf(graph, owners), run: run?.summary };
  const counts = countProgram(graph, overlay);
  const summary = {
    ...{ path: program.path, name: program.name, store: '/store', builtAt: file.builtAt, hasMain: true },
    ...{ hasTests: false, counts, problems: [], lastArgs: [] },
  };
  const labelOf = (id: string): string => graph.functions[graph.find(id) ?? -1]?.label ?? '';
  const { name, path, staleSources } = program;
  const sliced = { name, path, staleSources, modulesMissing, graph, file, ownership: owners };
  return StubHost.open(
    page,
    (query) => sliceProgram(sliced, query, { overlay, id: run?.summary.id }),
    { type: 'programs', programs: [summary], runs: run ? [run.summary] : [], program: program.path, trusted: true },
    null,
    {
      overview: ({ opened }) => overviewOf({ ...about, run: run?.summary.id, opened }),
      runTree: () => runTreeOf(views),
      map: () => programMapOf(views),
      labels: (ids) => ids.map(labelOf),
      lookUp: (id) => {
        const fn = graph.functions[graph.find(id) ?? -1];
        return fn ? functionNode(graph, fn, overlay, modulesMissing, owners) : null;
      },
    },
  );
}
