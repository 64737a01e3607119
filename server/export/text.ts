import type { GraphNode, GraphSlice } from '../../protocol/graph.js';
import { stateWords } from '../../protocol/state-text.js';
import { plural } from '../../protocol/text.js';
import { shortPaths } from '../call-graph/short-paths.js';

/** To paste into a mail: who calls whom, each function once, with its state. */
export function toText(slice: GraphSlice): string {
  const { coverage } = slice;
  const calls = new Map<string, string[]>();
  const files = shortPaths(slice.nodes.flatMap(({ file }) => file ?? []));
  const names = new Map([
    ...slice.nodes.map((node) => [node.id, nodeText(node, files)] as const),
    ...slice.groups.filter(({ folded }) => folded).map((group) => [group.id, `[${group.title}]`] as const),
  ]);
  for (const { from, to, kind } of slice.edges) {
    const list = calls.get(from) ?? [];
    list.push(`  ${kind === 'direct' ? '->' : `-> (${kind})`} ${names.get(to) ?? to}`);
    calls.set(from, list);
  }
  const lines = [...names].flatMap(([id, name]) => [name, ...(calls.get(id) ?? [])]);
  const shown = `${slice.program}, ${slice.view}: ${plural(coverage.shown, 'function')} of ${String(coverage.functions)}`;
  return [shown, '', ...lines].join('\n');
}

function nodeText(
  { label, file, line, state, ms, reason, inlinedInto }: GraphNode,
  files: ReadonlyMap<string, string>,
): string {
  const place =
    file === undefined ? '' : ` (${files.get(file) ?? file}${line === undefined ? '' : `:${String(line)}`})`;
  return `${label}${place}${state === undefined ? '' : `, ${stateWords({ state, ms, reason, inlinedInto })}`}`;
}
