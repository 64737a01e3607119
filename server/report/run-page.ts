import { basename } from 'node:path';
import type { Materialization, ReportPage, RunTimeline } from '../../protocol/lsp.js';
import { formatBytes, formatMs, plural } from '../../protocol/text.js';
import { escape, STYLE, tilesHtml } from './page-parts.js';

/** More rows than this are not read; how many are left out is said. */
const MOST = 2000;
/** Deeper frames stand under each other. */
const DEEPEST = 20;

/** A run that is whole in itself: how it ended, who called whom first, and what it wrote. */
export function runPage(timeline: RunTimeline, output: string | null): ReportPage {
  const { run } = timeline;
  const title = `A run of ${basename(run.program)}`;
  const body = `<h1>${escape(title)}</h1>
<p class="path">${escape([run.program, ...run.args].join(' '))}</p>
<p class="path">${escape(startText(run.startedAt))}</p>
${tilesHtml(tiles(timeline))}
${problems(run)}
${calls(timeline)}
${written(output)}`;
  return { title, style: `${STYLE}${MORE_STYLE}`, body };
}

function startText(startedAt: number): string {
  return startedAt > 0 ? `Started ${new Date(startedAt).toLocaleString('en')}` : 'When it started is not known';
}

function tiles({ run, lasted, kept, bytes, inlined }: RunTimeline): [string, string][] {
  const end = run.signal ?? (run.status === 'exited' ? `exit ${String(run.exitCode ?? 'unknown')}` : run.status);
  return [
    [end, 'how it ended'],
    [String(run.materialized), 'functions materialized'],
    ...(inlined.length > 0 ? ([[String(inlined.length), 'more ran inlined']] as [string, string][]) : []),
    ...(run.failed > 0 ? ([[String(run.failed), 'failed']] as [string, string][]) : []),
    [String(kept), 'kept from earlier runs'],
    [formatMs(run.engineMs), 'in the engine'],
    [formatMs(lasted), 'from the start to the last first call'],
    [formatBytes(bytes), 'of machine code'],
  ];
}

function problems({ problems: all }: RunTimeline['run']): string {
  return all.map(({ message, action }) => `<p><strong>${escape(message)}</strong> ${escape(action)}</p>`).join('');
}

/** In the order of first calls; each stands as deep as its chain of first callers is long. */
function calls({ materializations, omitted }: RunTimeline): string {
  if (materializations.length === 0) return '<p>It called no function that AutoJIT made.</p>';
  const depths = new Map<string, number>();
  const labels = new Map(materializations.map(({ id, label }) => [id, label]));
  const rows = materializations.slice(0, MOST).map((one) => {
    const depth = one.by === undefined ? 0 : (depths.get(one.by) ?? -1) + 1;
    depths.set(one.id, depth);
    return row(one, depth, one.by === undefined ? undefined : labels.get(one.by));
  });
  const left = materializations.length - rows.length + omitted;
  const more = left > 0 ? `<p>… and ${plural(left, 'later function')}.</p>` : '';
  return `<h2>Who called whom first</h2><table><tr><th></th><th class="text">function</th><th class="text">first called by</th><th>at</th><th>in the engine</th><th>code</th></tr>${rows.join('')}</table>${more}`;
}

function row({ order, label, at, ms, bytes, kept, tier }: Materialization, depth: number, by = ''): string {
  const indent = `style="padding-left:${String(0.6 + Math.min(depth, DEEPEST))}em"`;
  const time = kept ? 'kept' : formatMs(ms);
  const made = tier === undefined ? time : `${time} (${tier})`;
  return `<tr><td>${String(order)}</td><td class="text name" ${indent}>${escape(label)}</td><td class="text">${escape(by)}</td><td>${formatMs(at)}</td><td>${made}</td><td>${formatBytes(bytes)}</td></tr>`;
}

function written(output: string | null): string {
  if (output === null) return '<p>What it wrote was not kept.</p>';
  if (output === '') return '<p>It wrote nothing.</p>';
  return `<h2>What it wrote</h2><pre>${escape(output)}</pre>`;
}

const MORE_STYLE = `
.name, pre { font-family: var(--vscode-editor-font-family, monospace); }
pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); }
`;
