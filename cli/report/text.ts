import { formatBytes, plural } from '../../protocol/text.js';
import { columns } from '../format/columns.js';
import type { Report } from './model.js';

export function textOf({ program, regular, functions, run, modules, perModule, store, eager }: Report): string[] {
  const names = [...new Set([...Object.keys(regular?.sections ?? {}), ...Object.keys(program.sections)])];
  const row = (title: string, ours: number | null, theirs: number | null | undefined): string[] =>
    regular ? [title, size(theirs), size(ours), ratio(ours, theirs)] : [title, size(ours)];
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
          `the run used ${plural(run.materialized, 'function')} in ${plural(run.modules, 'source')}; ${plural(run.neverCalled, 'stub was', 'stubs were')} never called`,
        ]
      : []),
    `store: ${store}`,
    '',
    ...columns(rows),
    '',
    ...columns([
      ['source', 'functions', 'stub', 'eager', ...(run ? ['materialized', 'never called'] : [])],
      ...perModule.map((module) => [
        `  ${module.source}`,
        String(module.functions),
        String(module.lazy),
        String(module.eager),
        ...(run ? [String(module.materialized), String(module.neverCalled)] : []),
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

export function size(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined ? '–' : formatBytes(bytes);
}

export function ratio(ours: number | null, theirs: number | null | undefined): string {
  return ours === null || !theirs ? '' : (ours / theirs).toFixed(2);
}
