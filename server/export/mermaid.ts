import type { EdgeKind, GraphNode, GraphSlice } from '../../protocol/graph.js';
import { groupNames } from './group-names.js';

const ARROW: Record<EdgeKind, string> = {
  direct: '-->',
  candidate: '-.->',
  virtual: '-.->',
  runtime: '-->',
  observed: '==>',
  passes: '-.-o',
  via: '-.->',
};

/** Mermaid: ids are numbered, because symbols hold characters that its grammar has uses for. */
export function toMermaid(slice: GraphSlice): string {
  const folded = slice.groups.filter((group) => group.folded);
  const numbers = new Map([...slice.nodes, ...folded].map(({ id }, index) => [id, `n${String(index)}`]));
  const lines = ['flowchart LR'];
  for (const node of slice.nodes) lines.push(`  ${numbers.get(node.id) ?? ''}${shape(node)}:::${styleClass(node)}`);
  const names = groupNames(slice);
  for (const { id, label, functions } of folded) {
    lines.push(`  ${numbers.get(id) ?? ''}[["${escape(`${names.get(id) ?? label} (${String(functions)})`)}"]]:::other`);
  }
  for (const edge of slice.edges) {
    const via = edge.library === undefined ? '' : `|"${escape(`via ${edge.library}`)}"|`;
    lines.push(`  ${numbers.get(edge.from) ?? ''} ${ARROW[edge.kind]}${via} ${numbers.get(edge.to) ?? ''}`);
  }
  lines.push(
    '  classDef stub stroke-dasharray: 4 3',
    '  classDef materializing stroke-width: 2px',
    '  classDef materialized fill:#9cf',
    '  classDef inlined fill:#def,stroke-dasharray: 1 3',
    '  classDef eager fill:#ccc',
    '  classDef failed stroke:#c00',
    '  classDef other stroke:none',
  );
  return lines.join('\n');
}

function shape(node: GraphNode): string {
  const label = `"${escape(node.label)}"`;
  if (node.kind === 'runtime') return `{${label}}`;
  return node.kind === 'external' ? `([${label}])` : `[${label}]`;
}

function styleClass(node: GraphNode): string {
  return node.kind === 'function' ? (node.state ?? 'stub') : 'other';
}

/** A backtick at both ends would make Markdown of a label. */
function escape(text: string): string {
  return text.replace(/[#"<>&;`]/g, (char) => `#${String(char.charCodeAt(0))};`);
}
