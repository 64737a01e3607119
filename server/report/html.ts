import { basename, dirname } from 'node:path';
import type { ReportPage } from '../../protocol/lsp.js';
import { formatBytes, formatCount, formatMs, formatRatio, orDash, plural } from '../../protocol/text.js';
import type { ModuleReport, Report } from './model.js';
import { escape, STYLE, tilesHtml } from './page-parts.js';

/** The parts of a page. It follows VS Code's theme where there is one, else the reader's light or dark. */
export function pageOf(report: Report): ReportPage {
  const title = `${basename(report.program.path)} with AutoJIT`;
  const body = `<h1>${escape(title)}</h1>
<p class="path">${escape(report.program.path)}${report.regular ? ` beside ${escape(report.regular.path)}` : ''}</p>
${tiles(report)}
${modules(report)}
${sizes(report)}
${eager(report)}`;
  return { title, style: STYLE, body };
}

/** One page that needs nothing else: no script, no font, no address. */
export function htmlOf(report: Report): string {
  const { title, style, body } = pageOf(report);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${style}</style>
<main>
${body}
</main>
</html>
`;
}

function tiles({ functions, compile, run, modules, perModule, ratio: ratios, program }: Report): string {
  const all: [string, string][] = [
    [formatCount(functions.total), `functions in ${plural(modules, 'module')}`],
    [formatCount(functions.lazy), 'stub'],
    [formatCount(functions.eager), 'eager'],
  ];
  if (run) {
    all.push([
      `${formatCount(run.materialized)}`,
      `materialized by the run (${percent(run.materialized, functions.total)})`,
    ]);
    if (run.inlined > 0) all.push([formatCount(run.inlined), 'inlined: ran inside of others']);
    all.push([`${formatCount(run.modules)} / ${formatCount(perModule.length)}`, 'sources that ran']);
  }
  if (compile) {
    const of = `CPU time of the compiler, ${formatCount(compile.sources)} of ${plural(perModule.length, 'source')}`;
    all.push([formatMs(compile.ms), of]);
    if (compile.both) {
      const { ms, regularMs, sources } = compile.both;
      all.push([
        `${formatRatio(ms, regularMs)} ×`,
        `of the regular ${formatMs(regularMs)} for ${plural(sources, 'source')}`,
      ]);
    }
  }
  all.push(
    ratios ? [`${ratios.fileSize.toFixed(2)} ×`, 'size of the regular file'] : [formatBytes(program.fileSize), 'file'],
  );
  return tilesHtml(all);
}

function sizes({ program, regular }: Report): string {
  const names = [...new Set([...Object.keys(regular?.sections ?? {}), ...Object.keys(program.sections)])];
  const row = (name: string, ours: number | null, theirs: number | null | undefined): string => {
    const before = regular ? `<td>${size(theirs)}</td>` : '';
    const most = Math.max(ours ?? 0, theirs ?? 0, 1);
    const shares = regular ? `<td class="bar">${bar(ours ?? 0, most, most)}</td>` : '';
    const after = regular ? `<td>${formatRatio(ours, theirs)}</td>` : '';
    return `<tr><th>${escape(name)}</th>${before}<td>${size(ours)}</td>${after}${shares}</tr>`;
  };
  const head = regular ? '<th>regular</th><th>AutoJIT</th><th>ratio</th>' : '<th>AutoJIT</th>';
  return `<h2>Sizes</h2>${regular ? '<p>A bar is the regular size, or ours where that is more; what is filled is ours.</p>' : ''}<table><tr><th></th>${head}${regular ? '<th></th>' : ''}</tr>${[
    row('file', program.fileSize, regular?.fileSize),
    row('loaded at start', program.loaded, regular?.loaded),
    row('code of functions', program.functionBytes, regular?.functionBytes),
    ...names.map((name) => row(name, program.sections[name] ?? null, regular?.sections[name])),
  ].join('')}</table>`;
}

function modules({ perModule, run, compile }: Report): string {
  const root = commonFolder(perModule.map(({ source }) => source));
  const largest = perModule.reduce((most, { functions }) => Math.max(most, functions), 1);
  const headOfTimes = compile ? ['compile', ...(compile.both ? ['regular', 'ratio'] : [])] : [];
  const row = (module: ModuleReport): string => {
    const counts = [
      module.functions,
      module.lazy,
      module.eager,
      ...(run ? [module.materialized, module.inlined, module.neverCalled] : []),
    ];
    const times = [
      orDash(module.compileMs, formatMs),
      orDash(module.regularCompileMs, formatMs),
      formatRatio(module.compileMs, module.regularCompileMs),
    ].slice(0, headOfTimes.length);
    const cells = [...counts.map(String), ...times].map((cell) => `<td>${cell}</td>`).join('');
    const bars = run
      ? bar((module.materialized ?? 0) + (module.inlined ?? 0), largest, module.functions)
      : bar(module.functions, largest);
    return `<tr><th title="${escape(module.source)}">${escape(module.source.slice(root.length))}</th>${cells}<td class="bar">${bars}</td></tr>`;
  };
  const head = [
    'functions',
    'stub',
    'eager',
    ...(run ? ['materialized', 'inlined', 'never called'] : []),
    ...headOfTimes,
  ];
  const note = run ? '<p>A bar is a source; what is filled of it ran: materialized, or inlined into what was.</p>' : '';
  return `<h2>Sources</h2>${note}<table><tr><th></th>${head.map((name) => `<th>${name}</th>`).join('')}<th></th></tr>${perModule.map(row).join('')}</table>`;
}

function eager({ eager: functions }: Report): string {
  if (functions.length === 0) return '';
  const rows = functions.map(
    ({ name, source, reason }) =>
      `<tr><th>${escape(name)}</th><td class="text">${escape(basename(source))}</td><td class="text">${escape(reason)}</td></tr>`,
  );
  return `<h2>Eager, and why</h2><table>${rows.join('')}</table>`;
}

/** `part` filled within `whole`, on a scale that ends at `largest`. */
function bar(part: number, largest: number, whole = part): string {
  const width = (value: number): string => `${((100 * value) / largest).toFixed(1)}%`;
  return `<i style="width:${width(whole)}"><b style="width:${whole > 0 ? ((100 * part) / whole).toFixed(1) : '0'}%"></b></i>`;
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? '/');
  while (folder !== '/' && !paths.every((path) => path.startsWith(`${folder}/`))) folder = dirname(folder);
  return folder === '/' ? '' : `${folder}/`;
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '0 %';
}

const size = (bytes: number | null | undefined): string => orDash(bytes, formatBytes);
