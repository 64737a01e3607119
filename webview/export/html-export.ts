import type { GraphNode } from '../../protocol/graph.js';
import { pageOf } from '../../protocol/layout/html.js';
import { stateText } from '../graph/function-text.js';

const HEAD = ['function', 'state', 'source', 'callers', 'callees'];

/** The picture as a page, with a table of its functions. */
export function htmlOf(title: string, coverage: string, svg: string, nodes: readonly GraphNode[]): string {
  const names = new Map(nodes.map(({ id, label }) => [id, label]));
  const rows = nodes
    .filter(({ kind }) => kind === 'function')
    .map((node) => {
      const place = node.file === undefined ? '' : `${node.file}${node.line === undefined ? '' : `:${node.line}`}`;
      const state = stateText(node, (id) => names.get(id));
      return [node.signature, state, place, String(node.callers), String(node.callees)];
    });
  return pageOf(title, coverage, svg, [HEAD, ...rows], 'max-height:85vh');
}
