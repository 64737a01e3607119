import { formatBytes, formatMs } from '../text.js';
import type { RunTree } from '../views.js';

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
