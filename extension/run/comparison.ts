import type { Materialization, RunSummary, RunTimeline } from '../../protocol/lsp.js';
import { markdownCode as code } from '../../protocol/markdown.js';
import { formatBytes, formatMs } from '../../protocol/text.js';
import { endText } from './run-text.js';

/** More rows than this are not read; how many are left out is said. */
const MAX_ROWS = 500;

/** Two runs beside each other, as Markdown: what only one of them materialized, and what both did with their times. */
export function compareRuns(a: RunTimeline, b: RunTimeline): string {
  const inA = new Map(a.materializations.map((one) => [one.id, one]));
  const inB = new Map(b.materializations.map((one) => [one.id, one]));
  const onlyA = a.materializations.filter(({ id }) => !inB.has(id));
  const onlyB = b.materializations.filter(({ id }) => !inA.has(id));
  const both = a.materializations.flatMap((first) => {
    const second = inB.get(first.id);
    return second ? [{ first, second }] : [];
  });
  both.sort((one, other) => difference(other) - difference(one));
  const omitted = a.omitted + b.omitted;
  return [
    '# Two runs',
    '',
    ...table(
      ['', 'A', 'B'],
      [
        ['run', code(a.run.name), code(b.run.name)],
        ['started', started(a.run), started(b.run)],
        ['end', endText(a.run), endText(b.run)],
        ['materialized', String(a.run.materialized), String(b.run.materialized)],
        ['kept from earlier runs', String(a.kept), String(b.kept)],
        ['in the engine', formatMs(a.run.engineMs), formatMs(b.run.engineMs)],
        ['machine code', formatBytes(a.bytes), formatBytes(b.bytes)],
      ],
    ),
    ...(omitted > 0 ? [`${omitted} later functions are not listed in either.`, ''] : []),
    ...only('A', onlyA),
    ...only('B', onlyB),
    `## In both (${both.length})`,
    '',
    ...limited(both, ['function', 'A', 'B', 'B − A'], ({ first, second }) => [
      code(first.label),
      time(first),
      time(second),
      signed(second.ms - first.ms),
    ]),
  ].join('\n');
}

const difference = ({ first, second }: { first: Materialization; second: Materialization }): number =>
  Math.abs(second.ms - first.ms);

function only(which: string, functions: readonly Materialization[]): string[] {
  return [
    `## Only in ${which} (${functions.length})`,
    '',
    ...limited(functions, ['function', 'time', 'code'], (one) => [code(one.label), time(one), formatBytes(one.bytes)]),
  ];
}

function limited<T>(all: readonly T[], head: string[], row: (one: T) => string[]): string[] {
  if (all.length === 0) return ['None.', ''];
  const rest = all.length - MAX_ROWS;
  return [...table(head, all.slice(0, MAX_ROWS).map(row)), ...(rest > 0 ? [`… and ${rest} more.`, ''] : [])];
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

const time = ({ ms, kept }: Materialization): string => (kept ? `${formatMs(ms)} (kept)` : formatMs(ms));
const signed = (ms: number): string => (ms < 0 ? `−${formatMs(-ms)}` : `+${formatMs(ms)}`);
const started = ({ startedAt }: RunSummary): string =>
  startedAt > 0 ? new Date(startedAt).toLocaleString() : 'unknown';
