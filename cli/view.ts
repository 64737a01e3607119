import { basename } from 'node:path';
import { roughMeasure } from '../protocol/layout/drawing.js';
import { isFunction } from '../protocol/layout/frames.js';
import { pageOf } from '../protocol/layout/html.js';
import { mapPicture } from '../protocol/layout/map-picture.js';
import { PALETTES } from '../protocol/layout/palette.js';
import { runName, runPicture } from '../protocol/layout/run-picture.js';
import { svgOfDrawing } from '../protocol/layout/svg.js';
import { mapTable, runTable } from '../protocol/layout/tables.js';
import { plural } from '../protocol/text.js';
import type { ProgramMap, RunTree } from '../protocol/views.js';
import { dotOfMap, dotOfRun } from '../server/export/views-dot.js';
import { partsOf } from '../server/parts/parts.js';
import { programMapOf } from '../server/picture/program-map.js';
import { runTreeOf } from '../server/picture/run-tree.js';
import type { ViewInput } from '../server/picture/view-input.js';
import type { ProgramFile } from '../server/program/program-file.js';
import type { Program } from '../server/program/program.js';
import { NO_RUN } from '../server/run/overlay.js';
import { ExitCode, Failure } from './support/failure.js';
import { openProgram } from './support/open-program.js';
import { ownershipFor } from './support/own-code.js';
import { openRun, tracesOf } from './support/read-run.js';

export const VIEW_FORMATS = ['dot', 'svg', 'html', 'json', 'text'] as const;
export type ViewFormat = (typeof VIEW_FORMATS)[number];

export interface ViewOptions {
  view: 'run' | 'map';
  format: string;
  trace?: string;
  own?: boolean;
}

/** As large as a window of an editor. */
const SIZE = { width: 1400, height: 860, measure: roughMeasure };

/** The run tree or the map, as the editor draws them, without one. */
export async function showView(path: string, { view, format, trace, own = false }: ViewOptions): Promise<void> {
  if (!isViewFormat(format))
    throw new Failure(
      `The view ${view} is written as ${VIEW_FORMATS.join(', ')}; ${format} is for call graphs.`,
      ExitCode.usage,
    );
  const shown = async (file: ProgramFile): Promise<string[]> =>
    trace === undefined ? (await tracesOf(file)).slice(0, 1) : [trace];
  const program = await openProgram(path, ExitCode.failed, shown);
  const [run] = await shown(program.file);
  const input = await viewInput(program, run);
  if (view === 'run') {
    if (!input.run)
      throw new Failure(
        `No run of ${program.name} was kept: run it with "autojit run", or name a trace with --trace.`,
        ExitCode.failed,
      );
    const tree = runTreeOf(input);
    console.log(RUN_WRITERS[format](own ? ownTree(tree) : tree));
    return;
  }
  const map = programMapOf(input);
  console.log(MAP_WRITERS[format](own ? ownMap(map) : map));
}

function isViewFormat(format: string): format is ViewFormat {
  return VIEW_FORMATS.some((one) => one === format);
}

async function viewInput(program: Program, trace: string | undefined): Promise<ViewInput> {
  const run = trace === undefined ? undefined : await openRun(program, trace);
  const owners = await ownershipFor(program);
  return {
    program: { path: program.path, builtAt: program.file.builtAt },
    graph: program.graph,
    owners,
    parts: partsOf(program.graph, owners),
    overlay: run?.state ?? NO_RUN,
    run: run?.summary(),
  };
}

const RUN_WRITERS: Record<ViewFormat, (tree: RunTree) => string> = {
  dot: dotOfRun,
  svg: (tree) => svgOfDrawing(runPicture(tree, { ...SIZE, metric: 'count' }), PALETTES.light),
  html: (tree) => pageOf(titleOf(tree), runName(tree.run), RUN_WRITERS.svg(tree), runTable(tree)),
  json: (tree) => JSON.stringify(tree, null, 2),
  text: (tree) => tableText(runTable(tree)),
};

const MAP_WRITERS: Record<ViewFormat, (map: ProgramMap) => string> = {
  dot: dotOfMap,
  svg: (map) => svgOfDrawing(mapPicture(map, { ...SIZE, name: titleOf(map) }), PALETTES.light),
  html: (map) => pageOf(titleOf(map), runName(map.run), MAP_WRITERS.svg(map), mapTable(map)),
  json: (map) => JSON.stringify(map, null, 2),
  text: (map) => tableText(mapTable(map)),
};

function titleOf({ program }: { program: string }): string {
  return basename(program);
}

function tableText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.join('\t')).join('\n');
}

/** Without frames of libraries; what they called back hangs under own code anyway. */
function ownTree(tree: RunTree): RunTree {
  const kept = tree.id.flatMap((id, at) => (isFunction(tree, at) || id === 'group:outside' ? [at] : []));
  const numberOf = new Map(kept.map((at, number) => [at, number]));
  const left = tree.count.reduce((sum, count, at) => (numberOf.has(at) ? sum : sum + count), 0);
  if (left > 0) console.error(`autojit: ${plural(left, 'function')} of libraries left out.`);
  const pick = <T>(column: readonly T[]): T[] => kept.flatMap((at) => column[at] ?? []);
  return {
    ...tree,
    ...{ id: pick(tree.id), label: pick(tree.label), part: pick(tree.part), count: pick(tree.count) },
    ...{ bytes: pick(tree.bytes), time: pick(tree.time), thread: pick(tree.thread), via: pick(tree.via) },
    others: pick(tree.others),
    parent: kept.map((at) => numberOf.get(tree.parent[at] ?? -1) ?? -1),
  };
}

function ownMap(map: ProgramMap): ProgramMap {
  const { folders, parts } = map.parts;
  const kept = map.part.flatMap((part, at) => (folders[parts[part]?.folder ?? -1]?.library === true ? [] : [at]));
  const left = map.id.length - kept.length;
  if (left > 0) console.error(`autojit: ${plural(left, 'function')} of libraries left out.`);
  const pick = <T>(column: readonly T[]): T[] => kept.flatMap((at) => column[at] ?? []);
  const states = kept.map((at) => map.states[at] ?? '').join('');
  return { ...map, id: pick(map.id), label: pick(map.label), part: pick(map.part), size: pick(map.size), states };
}
