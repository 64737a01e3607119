import { basename, dirname } from 'node:path';
import { formatBytes, plural } from '../../protocol/text.js';
import type { ModuleReport, Report } from './model.js';
import { ratio, size } from './text.js';

/** One page that needs nothing else: no script, no font, no address. Follows the reader's light or dark. */
export function htmlOf(report: Report): string {
  const title = `${basename(report.program.path)} with AutoJIT`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<h1>${escape(title)}</h1>
<p class="path">${escape(report.program.path)}</p>
${tiles(report)}
${modules(report)}
${sizes(report)}
${eager(report)}
</html>
`;
}

function tiles({ functions, run, modules, perModule, ratio: ratios, program }: Report): string {
  const all: [string, string][] = [
    [functions.total.toLocaleString('en'), `functions in ${plural(modules, 'module')}`],
    [functions.lazy.toLocaleString('en'), 'stub'],
    [functions.eager.toLocaleString('en'), 'eager'],
  ];
  if (run) {
    all.push([
      `${run.materialized.toLocaleString('en')}`,
      `materialized by the run (${percent(run.materialized, functions.total)})`,
    ]);
    all.push([`${run.modules.toLocaleString('en')} / ${perModule.length.toLocaleString('en')}`, 'sources that ran']);
  }
  all.push(
    ratios ? [`${ratios.fileSize.toFixed(2)} ×`, 'size of the regular file'] : [formatBytes(program.fileSize), 'file'],
  );
  return `<dl>${all.map(([value, what]) => `<div><dt>${escape(value)}</dt><dd>${escape(what)}</dd></div>`).join('')}</dl>`;
}

function sizes({ program, regular }: Report): string {
  const names = [...new Set([...Object.keys(regular?.sections ?? {}), ...Object.keys(program.sections)])];
  const row = (name: string, ours: number | null, theirs: number | null | undefined): string => {
    const before = regular ? `<td>${size(theirs)}</td>` : '';
    const most = Math.max(ours ?? 0, theirs ?? 0, 1);
    const shares = regular ? `<td class="bar">${bar(ours ?? 0, most, most)}</td>` : '';
    const after = regular ? `<td>${ratio(ours, theirs)}</td>` : '';
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

function modules({ perModule, run }: Report): string {
  const root = commonFolder(perModule.map(({ source }) => source));
  const largest = Math.max(1, ...perModule.map(({ functions }) => functions));
  const row = (module: ModuleReport): string => {
    const counts = [
      module.functions,
      module.lazy,
      module.eager,
      ...(run ? [module.materialized, module.neverCalled] : []),
    ];
    const bars = run ? bar(module.materialized ?? 0, largest, module.functions) : bar(module.functions, largest);
    return `<tr><th title="${escape(module.source)}">${escape(module.source.slice(root.length))}</th>${counts.map((count) => `<td>${String(count)}</td>`).join('')}<td class="bar">${bars}</td></tr>`;
  };
  const head = ['functions', 'stub', 'eager', ...(run ? ['materialized', 'never called'] : [])];
  const note = run ? '<p>A bar is a source; what is filled of it was materialized.</p>' : '';
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

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --ink: #2f6fb3; --soft: #2f6fb333; }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin: 2rem 0 .5rem; } .path { opacity: .7; margin-top: 0; }
dl { display: flex; flex-wrap: wrap; gap: 1rem; }
dl div { border: 1px solid var(--line); border-radius: 6px; padding: .5rem 1rem; }
dt { font-size: 1.5rem; } dd { margin: 0; opacity: .8; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th { font-weight: 600; } tr > th:first-child, .text { text-align: left; overflow-wrap: anywhere; font-weight: 400; }
.bar { width: 30%; text-align: left; }
i { display: block; height: .8em; background: var(--soft); outline: 1px solid var(--ink); } b { display: block; height: 100%; background: var(--ink); }
`;
