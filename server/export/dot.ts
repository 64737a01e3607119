import type { EdgeKind, GraphNode, GraphSlice } from '../../protocol/graph.js';
import { grouped } from '../support/grouped.js';
import { groupNames } from './group-names.js';

/** Edge and node styles as the editor draws them (legend of the graph page). */
const EDGE_STYLE: Record<EdgeKind, string> = {
  direct: 'style=solid',
  candidate: 'style=dotted',
  virtual: 'style=dashed',
  runtime: 'style=solid, color=gray, arrowsize=0.5',
  observed: 'style=solid, penwidth=2.5',
  passes: 'style=dotted, arrowhead=odot',
  via: 'style=dashed',
};

/** Graphviz: modules are clusters. */
export function toDot(slice: GraphSlice): string {
  const modules = grouped(slice.nodes, ({ module }) => module);
  const lines = ['digraph autojit {', '  rankdir=LR;', '  node [shape=box, fontname="sans-serif"];'];
  let cluster = 0;
  for (const [module, nodes] of modules) {
    const indent = module === '' ? '  ' : '    ';
    if (module !== '') {
      lines.push(`  subgraph cluster_${String(cluster)} {`, `    label=${quote(module)};`);
      cluster += 1;
    }
    for (const node of nodes) lines.push(`${indent}${quote(node.id)} [${nodeStyle(node)}];`);
    if (module !== '') lines.push('  }');
  }
  const names = groupNames(slice);
  for (const { id, folded, label, title, functions } of slice.groups) {
    const style = `label=${quote(`${names.get(id) ?? label} (${String(functions)})`)}, tooltip=${quote(title)}, peripheries=2`;
    if (folded) lines.push(`  ${quote(id)} [${style}];`);
  }
  for (const { from, to, kind, library } of slice.edges) {
    const via = library === undefined ? '' : `, label=${quote(`via ${library}`)}`;
    lines.push(`  ${quote(from)} -> ${quote(to)} [${EDGE_STYLE[kind]}${via}];`);
  }
  lines.push('}');
  return lines.join('\n');
}

function nodeStyle(node: GraphNode): string {
  const label = `label=${quote(node.label)}, tooltip=${quote(node.signature)}`;
  if (node.kind === 'external') return `${label}, shape=plaintext`;
  if (node.kind === 'runtime') return `${label}, shape=diamond`;
  switch (node.state) {
    case 'materialized':
      return `${label}, style=filled, fillcolor=lightblue`;
    case 'inlined':
      return `${label}, style="filled,diagonals", fillcolor=aliceblue`;
    case 'eager':
      return `${label}, style=filled, fillcolor=lightgray`;
    case 'failed':
      return `${label}, color=red`;
    case 'materializing':
      return `${label}, style=solid`;
    case 'stub':
    case undefined:
      return `${label}, style=dashed`;
  }
}

/** Graphviz takes `&lt;` for a character of its own; a bare `&` it leaves as it is. */
function quote(text: string): string {
  const plain = text.replace(/&(?=#?\w+;)/g, '&amp;').replace(/[\r\t]+/g, ' ');
  return `"${plain.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
