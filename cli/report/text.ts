import { formatBytes, formatMs, formatRatio, orDash, plural } from '../../protocol/text.js';
import type { CompileSums, Report } from '../../server/report/model.js';
import { columns } from '../format/columns.js';

export function textOf({
  program,
  regular,
  functions,
  compile,
  run,
  modules,
  perModule,
  store,
  eager,
}: Report): string[] {
  const names = [...new Set([...Object.keys(regular?.sections ?? {}), ...Object.keys(program.sections)])];
  const row = (title: string, ours: number | null, theirs: number | null | undefined): string[] =>
    regular ? [title, size(theirs), size(ours), formatRatio(ours, theirs)] : [title, size(ours)];
  const columnsOfTimes = compile ? ['compile', ...(compile.both ? ['regular', 'ratio'] : [])] : [];
  const rows = [
    regular ? ['', 'regular', 'AutoJIT', 'ratio'] : ['', 'AutoJIT'],
    row('file', program.fileSize, regular?.fileSize),
    row('loaded at start', program.loaded, regular?.loaded),
    row('code of functions', program.functionBytes, regular?.functionBytes),
    ...names.map((name) => row(`  ${name}`, program.sections[name] ?? null, regular?.sections[name])),
  ];
  return [
    program.path,
    `${plural(functions.total, 'function')} in ${plural(modules, 'module')}: ${String(functions.lazy)} stub, ${String(functions.eager)} eager`,
    ...(run
      ? [
          `the run used ${plural(run.materialized, 'function')}${run.inlined > 0 ? `, and ${String(run.inlined)} inlined into those,` : ''} in ${plural(run.modules, 'source')}; ${plural(run.neverCalled, 'stub was', 'stubs were')} never called`,
        ]
      : []),
    ...(compile ? [compileLine(compile, perModule.length)] : []),
    `store: ${store}`,
    '',
    ...columns(rows),
    '',
    ...columns([
      [
        'source',
        'functions',
        'stub',
        'eager',
        ...(run ? ['materialized', 'inlined', 'never called'] : []),
        ...columnsOfTimes,
      ],
      ...perModule.map((module) => [
        `  ${module.source}`,
        String(module.functions),
        String(module.lazy),
        String(module.eager),
        ...(run ? [String(module.materialized), String(module.inlined), String(module.neverCalled)] : []),
        ...[
          orDash(module.compileMs, formatMs),
          orDash(module.regularCompileMs, formatMs),
          formatRatio(module.compileMs, module.regularCompileMs),
        ].slice(0, columnsOfTimes.length),
      ]),
    ]),
    ...(eager.length > 0
      ? [
          '',
          'Eager:',
          ...columns(
            eager.map((fn) => [`  ${fn.name}`, fn.reason]),
            [0, 1],
          ),
        ]
      : []),
  ];
}

function compileLine({ sources, ms, both }: CompileSums, all: number): string {
  const measured = `compile time ${formatMs(ms)} of CPU for ${String(sources)} of ${plural(all, 'source')}`;
  if (!both) return measured;
  const ratio = formatRatio(both.ms, both.regularMs);
  return `${measured}; for ${plural(both.sources, 'source')} that a regular build compiled too ${formatMs(both.ms)}, regular ${formatMs(both.regularMs)}: ${ratio}`;
}

const size = (bytes: number | null | undefined): string => orDash(bytes, formatBytes);
