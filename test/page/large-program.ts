import type { StateChange } from '../../protocol/graph.js';
import type { Overview, OverviewQuery } from '../../protocol/overview.js';
import type { ProgramSummary, RunSummary } from '../../protocol/lsp.js';
import type { ToPage } from '../../protocol/webview.js';
import { linkCallGraph } from '../../server/call-graph/link.js';
import { ownershipOf } from '../../server/call-graph/ownership.js';
import { overviewOf } from '../../server/picture/overview.js';
import { stateChange } from '../../server/picture/state-change.js';
import { NO_RUN, type Overlay } from '../../server/run/overlay.js';
import type { FunctionRun } from '../../server/run/run-state.js';
import { manifest, type FunctionSketch } from '../../server/testing/manifests.js';

/** A program of many files and a library, and a run of it: what a first picture is made for. */

export const LARGE = '/project/large';
const FILES = 30;
const IN_EACH = 12;

const nameOf = (file: number, at: number): string => `module${String(file)}::step_${String(at)}`;

/** Each file's functions form a tree of three, its leaves call the first function of later files. */
function callees(file: number, at: number): string[] {
  const own = [3 * at + 1, 3 * at + 2, 3 * at + 3]
    .filter((child) => child < IN_EACH)
    .map((child) => nameOf(file, child));
  const next =
    at % 3 === 0 ? [2 * file + 1, 2 * file + 2].filter((other) => other < FILES).map((other) => nameOf(other, 0)) : [];
  return [...own, ...next];
}

const sketches = (file: number): FunctionSketch[] =>
  Array.from({ length: IN_EACH }, (_, at) => {
    const calls = callees(file, at);
    if (at % 4 === 1) calls.push(`std_${String(at)}`);
    return { name: nameOf(file, at), display: `${nameOf(file, at)}(int)`, calls, line: 10 * at + 1 };
  });

const library: FunctionSketch[] = Array.from({ length: IN_EACH }, (_, at) => ({
  ...{ name: `std_${String(at)}`, display: `std::vector<int>::part_${String(at)}()`, linkage: 'linkonce' },
  file: '/usr/include/c++/12/bits/stl_vector.h',
}));

const graph = linkCallGraph([
  manifest('main.cc', [{ name: 'main', calls: [nameOf(0, 0)] }, ...library], { directory: '/project' }),
  ...Array.from({ length: FILES }, (_, file) =>
    manifest(`module${String(file)}.cc`, sketches(file), { directory: '/project' }),
  ),
]);

/** Everything within reach, in the order in which calls are made; the first `limit` of it. */
function overlay(limit: number): Overlay {
  const functions = new Map<number, FunctionRun>();
  const observed = new Map<number, Set<number>>();
  const visit = (index: number, caller: number | undefined): void => {
    if (functions.has(index) || functions.size >= limit) return;
    functions.set(index, {
      ...{ state: 'materialized', ms: (index % 10) + 0.5, bytes: 90, at: functions.size, kept: false, thread: 1 },
      ...{ order: functions.size + 1, caller, with: undefined, failure: undefined },
    });
    if (caller !== undefined) observed.set(caller, (observed.get(caller) ?? new Set<number>()).add(index));
    for (const callee of graph.directCallees(index)) visit(callee, index);
  };
  visit(graph.main ?? 0, undefined);
  return { functions, observed, inlined: new Map(), counts: { ...NO_RUN.counts, materialized: functions.size } };
}

/** What the server answers; `ran` functions of it ran, none of a program that never did. */
export function overview({ opened }: Pick<OverviewQuery, 'opened'>, ran: number, goesOn = false): Overview {
  return overviewOf({
    program: { path: LARGE, builtAt: Date.now() - 120_000, graph, modulesMissing: 0 },
    owners: ownershipOf(graph, { roots: ['/project'], thirdParty: [] }),
    overlay: ran === 0 ? NO_RUN : overlay(ran),
    run: ran === 0 ? undefined : 'one',
    ...{ goesOn, opened },
  });
}

/** What the functions of the run that come after the first `from`, up to the first `to`, became. */
export function changes(from: number, to: number): StateChange[] {
  const ownership = ownershipOf(graph, { roots: ['/project'], thirdParty: [] });
  const run = { id: 'one', graph, overlay: overlay(to), ownership, modulesMissing: 0 };
  return [...run.overlay.functions.keys()].slice(from).flatMap((index) => {
    const fn = graph.functions[index];
    return fn ? [stateChange(run, fn)] : [];
  });
}

const counts = { functions: 373, stub: 373, materializing: 0, materialized: 0, inlined: 0, eager: 0, failed: 0 };

export const largeProgram: ProgramSummary = {
  ...{ path: LARGE, name: 'large', store: '/store', builtAt: 0, hasMain: true, hasTests: false, testLists: 0 },
  ...{ counts, problems: [], lastArgs: [] },
};

export const largeRun: RunSummary = {
  ...{ id: 'one', program: LARGE, name: 'large --fast', args: ['--fast'], startedAt: 1, status: 'exited', exitCode: 0 },
  ...{ materialized: 300, failed: 0, engineMs: 431, problems: [] },
};

export function programs(runs: RunSummary[]): ToPage {
  return { type: 'programs', programs: [largeProgram], runs, program: LARGE, trusted: true };
}
