import { formatBytes, formatMs } from '../text.js';
import type { ProgramMap, RunTree } from '../views.js';
import { hasRun } from './map-drawing.js';

/** The run as rows, in order of first calls; the first row names the columns. */
export function runTable(tree: RunTree): string[][] {
  const nameOf = (at: number): string => tree.label[at] ?? '';
  const head = ['first called', 'function', 'by', 'part', 'functions', 'code', 'engine time', 'thread'];
  const rows = tree.id.map((_, at) => {
    const [part, caller] = [tree.parts.parts[tree.part[at] ?? -1], tree.parent[at] ?? -1];
    const via = tree.via[at] ?? 0;
    const by = caller < 0 ? '' : `${nameOf(caller)}${via > 0 ? ` (via ${via})` : ''}`;
    const sizes = [formatBytes(tree.bytes[at] ?? 0), formatMs((tree.time[at] ?? 0) / 1000)];
    const numbers = [String(tree.count[at] ?? 0), ...sizes, String(tree.thread[at] ?? 0)];
    return [String(at + 1), nameOf(at), by, part?.title ?? '', ...numbers];
  });
  return [head, ...rows];
}

/** The parts of a program as rows; the first row names the columns. */
export function mapTable(map: ProgramMap): string[][] {
  const { folders, parts } = map.parts;
  const [ran, size] = [parts.map(() => 0), parts.map(() => 0)];
  map.part.forEach((part, at) => {
    if (hasRun(map, at)) ran[part] = (ran[part] ?? 0) + 1;
    size[part] = (size[part] ?? 0) + (map.size[at] ?? 0);
  });
  const order = [...parts.keys()].sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0));
  const rows = order.map((at) => {
    const part = parts[at];
    const numbers = [part?.functions ?? 0, ran[at] ?? 0, size[at] ?? 0].map(String);
    return [folders[part?.folder ?? -1]?.label ?? '', part?.label ?? '', ...numbers];
  });
  return [['folder', 'part', 'functions', 'ran', 'instructions'], ...rows];
}
