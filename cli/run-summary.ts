import { basename } from 'node:path';
import { formatBytes, formatMs, plural } from '../protocol/text.js';
import type { Program } from '../server/program/program.js';
import { countStates, overlayOn } from '../server/run/overlay.js';
import type { Run } from '../server/run/run.js';
import { teamText, type TeamRun } from './team-run.js';
import { columns } from './format/columns.js';

const SLOWEST = 10;

/** What stands on stderr when the program has ended. */
export function summaryLines(program: Program, run: Run, wallMs: number, team?: TeamRun): string[] {
  const { status, exitCode, engineMs, problems } = run.summary();
  const lost = program.problems.filter((problem) => problem.code !== 'stale');
  const counts = countStates(program.graph.functions, overlayOn(program.graph, run.state, run.init.graph));
  const ending = status === 'crashed' ? 'crashed' : `exit ${String(exitCode ?? 0)}`;
  const drafts = [...run.state.functions.values()].filter((fn) => fn.tier === 'draft').length;
  const finals = [...run.state.functions.values()].filter((fn) => fn.tier === 'final').length;
  const states = [
    `${String(counts.materialized)} materialized${keptText(run)}`,
    ...(drafts + finals > 0 ? [`${plural(drafts, 'draft')} and ${plural(finals, 'final')} among them`] : []),
    ...(counts.inlined > 0 ? [`${String(counts.inlined)} inlined`] : []),
    `${String(counts.stub + counts.materializing)} stub`,
    `${String(counts.eager)} eager`,
    ...(counts.failed > 0 ? [`${String(counts.failed)} failed`] : []),
  ];
  const bytes = [...run.state.functions.values()].reduce((sum, fn) => sum + fn.bytes, 0);
  return [
    `autojit: ${program.name} · ${ending} · ${formatMs(wallMs)}`,
    `  ${plural(counts.functions, 'function')}: ${states.join(', ')}`,
    ...(team ? [`  ${teamText(team, run)}`, ...team.remarks.map((remark) => `  ${remark}`)] : []),
    `  ${waitText(engineMs, run.state.mappedNs / 1e6, wallMs)}, ${formatBytes(bytes)} of machine code`,
    ...(run.state.replaced > 0
      ? [
          `  ${plural(run.state.replaced, 'final')} made meanwhile, in ${formatMs(run.state.replacedNs / 1e6)} that it did not wait for`,
        ]
      : []),
    ...slowest(run),
    ...[...lost, ...problems].map((problem) => `  ${problem.message} ${problem.action}`),
  ];
}

function keptText(run: Run): string {
  const kept = [...run.state.functions.values()].filter((fn) => fn.kept).length;
  return kept > 0 ? ` (${String(kept)} kept from earlier runs)` : '';
}

/** What only had to be mapped was not in the engine. */
function waitText(engineMs: number, mappedMs: number, wallMs: number): string {
  const made = Math.max(0, engineMs - mappedMs);
  const parts = [
    ...(made > 0 || mappedMs === 0 ? [`${formatMs(made)} in the engine (${share(made, wallMs)} of the run)`] : []),
    ...(mappedMs > 0 ? [`${formatMs(mappedMs)} mapping what was kept (${share(mappedMs, wallMs)} of the run)`] : []),
  ];
  return parts.join(', ');
}

function share(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '0 %';
}

function slowest(run: Run): string[] {
  const { functions } = run.init.graph;
  const rows = [...run.state.functions]
    .filter(([, state]) => state.state === 'materialized' && state.ms > 0)
    .sort(([, a], [, b]) => b.ms - a.ms)
    .slice(0, SLOWEST)
    .map(([index, state]) => {
      const fn = functions[index];
      const place = fn?.line === undefined ? '' : `${basename(fn.file ?? fn.source)}:${String(fn.line)}`;
      return [`    ${formatMs(state.ms)}`, fn?.label ?? '', place];
    });
  return rows.length === 0 ? [] : ['  Slowest to materialize:', ...columns(rows, [1, 2])];
}
