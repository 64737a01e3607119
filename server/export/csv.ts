import type { GraphSlice } from '../../protocol/graph.js';

/** Two tables in one file would be none: one row per call, with what is known about its two ends. */
export function toCsv(slice: GraphSlice): string {
  const nodes = new Map(slice.nodes.map((node) => [node.id, node]));
  const groups = new Map(slice.groups.map((group) => [group.id, group.title]));
  const name = (id: string): string => nodes.get(id)?.signature ?? groups.get(id) ?? id;
  const rows = slice.edges.map(({ from, to, kind, sites }) => {
    const [caller, callee] = [nodes.get(from), nodes.get(to)];
    return [
      ...[name(from), caller?.file ?? '', caller?.line ?? '', caller?.state ?? ''],
      ...[name(to), callee?.file ?? '', callee?.line ?? '', callee?.state ?? ''],
      ...[kind, sites],
    ];
  });
  const called = new Set(slice.edges.flatMap(({ from, to }) => [from, to]));
  const alone = slice.nodes.filter(({ id }) => !called.has(id));
  rows.push(
    ...alone.map(({ id, file, line, state }) => [
      name(id),
      file ?? '',
      line ?? '',
      state ?? '',
      '',
      '',
      '',
      '',
      '',
      '',
    ]),
  );
  const head = 'caller,caller_file,caller_line,caller_state,callee,callee_file,callee_line,callee_state,call,sites';
  return [head, ...rows.map((row) => row.map((cell) => quote(String(cell))).join(','))].join('\n');
}

/** A cell that begins like a formula would be run by a spreadsheet. */
function quote(cell: string): string {
  const safe = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
