import type { Page } from 'playwright-core';
import type { StateChange } from '../../protocol/graph.js';
import type { RunSummary } from '../../protocol/lsp.js';
import type { Overview } from '../../protocol/overview.js';
import { openProgram } from '../../cli/support/open-program.js';
import { ownershipOf } from '../../server/call-graph/ownership.js';
import { partsOf } from '../../server/parts/parts.js';
import { functionNode } from '../../server/picture/nodes.js';
import { overviewOf } from '../../server/picture/overview.js';
import { packedMapOf } from '../../server/picture/program-map.js';
import { runTreeOf } from '../../server/picture/run-tree.js';
import { stateChange } from '../../server/picture/state-change.js';
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

/** What the server answers about its first picture. */
export function overviewOfReal({ program, root, run }: RealProgram, opened: readonly string[] = []): Overview {
  const { graph, file, modulesMissing } = program;
  return overviewOf({
    program: { path: program.path, builtAt: file.builtAt, graph, modulesMissing },
    owners: ownershipOf(graph, { roots: [root], thirdParty: [] }),
    overlay: run?.overlay ?? NO_RUN,
    run: run?.summary.id,
    goesOn: run?.summary.status === 'running',
    opened,
  });
}

/** All that the run did so far, as the server tells it. */
export function changesOfReal({ program, root, run }: RealProgram): StateChange[] {
  const { graph, modulesMissing } = program;
  if (!run) return [];
  const ownership = ownershipOf(graph, { roots: [root], thirdParty: [] });
  const shown = { id: run.summary.id, graph, overlay: run.overlay, ownership, modulesMissing };
  const touched = new Set([...run.overlay.functions.keys(), ...run.overlay.inlined.keys()]);
  return [...touched].flatMap((index) => {
    const fn = graph.functions[index];
    return fn ? [stateChange(shown, fn)] : [];
  });
}

/** The page on it, as in the editor, without the editor. What `real` has as its run may be exchanged while the page is open. */
export function showReal(page: Page, real: RealProgram): Promise<StubHost> {
  const { program, root, run } = real;
  const { graph, file, modulesMissing, name, path, staleSources } = program;
  const overlay = (): Overlay => real.run?.overlay ?? NO_RUN;
  const ownership = ownershipOf(graph, { roots: [root], thirdParty: [] });
  const views = () => ({
    ...{ program: { path, builtAt: file.builtAt }, graph, owners: ownership, overlay: overlay() },
    ...{ parts: partsOf(graph, ownership), run: real.run?.summary },
  });
  const summary = {
    ...{ path, name, store: '/store', builtAt: file.builtAt, hasMain: true, hasTests: false },
    ...{ counts: countProgram(graph, overlay()), problems: [], lastArgs: [], testLists: 0 },
  };
  const sliced = { name, path, staleSources, modulesMissing, graph, file, ownership };
  const labelOf = (id: string): string => graph.functions[graph.find(id) ?? -1]?.label ?? '';
  return StubHost.open(
    page,
    (query) => sliceProgram(sliced, query, { overlay: overlay(), id: real.run?.summary.id }),
    { type: 'programs', programs: [summary], runs: run ? [run.summary] : [], program: path, trusted: true },
    null,
    {
      overview: ({ opened }) => overviewOfReal(real, opened),
      runTree: () => runTreeOf(views()),
      map: () => packedMapOf(views()),
      labels: (ids) => ids.map(labelOf),
      lookUp: (id) => {
        const fn = graph.functions[graph.find(id) ?? -1];
        return fn ? functionNode(graph, fn, overlay(), modulesMissing, ownership) : null;
      },
    },
  );
}
