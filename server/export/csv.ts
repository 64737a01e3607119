import type { GraphNode, GraphSlice } from '../../protocol/graph.js';

/** Two tables in one file would be none: one row per call, with what is known about its two ends. */
export function toCsv(slice: GraphSlice): string {
  const nodes = new Map(slice.nodes.map((node) => [node.id, node]));
  const groups = new Map(slice.groups.map((group) => [group.id, group.title]));
  const name = (id: string): string => nodes.get(id)?.signature ?? groups.get(id) ?? id;
  const rows = slice.edges.map(({ from, to, kind, sites }) => {
    const [caller, callee] = [nodes.get(from), nodes.get(to)];
    return [
      ...[name(from), fileOf(caller), caller?.line ?? '', caller?.state ?? ''],
      ...[name(to), fileOf(callee), callee?.line ?? '', callee?.state ?? ''],
      ...[kind, sites],
    ];
  });
  const called = new Set(slice.edges.flatMap(({ from, to }) => [from, to]));
  const alone = slice.nodes.filter(({ id }) => !called.has(id));
  rows.push(
    ...alone.map((node) => {
      const { id, line, state } = node;
      return [...[name(id), fileOf(node), line ?? '', state ?? ''], ...Array<string>(6).fill('')];
    }),
  );
  const head = 'caller,caller_file,caller_line,caller_state,callee,callee_file,callee_line,callee_state,call,sites';
  return [head, ...rows.map((row) => row.map((cell) => quote(String(cell))).join(','))].join('\n');
}

/** Code without debug information has no file, but several of its functions may have one name. */
function fileOf(node: GraphNode | undefined): string {
  return node?.file ?? node?.module ?? '';
}

/** A cell that begins like a formula would be run by a spreadsheet. */
function quote(cell: string): string {
  const safe = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
