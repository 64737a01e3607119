import type { GraphNode } from '../../protocol/graph.js';
import { stateText } from '../graph/function-text.js';
import { escape } from './svg.js';

/** One file without scripts and without anything to load: the picture, what it covers, and a table of its functions. */
export function htmlOf(title: string, coverage: string, svg: string, nodes: readonly GraphNode[]): string {
  const names = new Map(nodes.map(({ id, label }) => [id, label]));
  const rows = nodes
    .filter(({ kind }) => kind === 'function')
    .map((node) => {
      const place = node.file === undefined ? '' : `${node.file}${node.line === undefined ? '' : `:${node.line}`}`;
      const cells = [node.signature, stateText(node, (id) => names.get(id)), place];
      return `<tr>${[...cells, String(node.callers), String(node.callees)].map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
    });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>body{font:14px sans-serif;margin:24px}svg{max-width:100%;max-height:85vh;border:1px solid #8884}table{border-collapse:collapse;margin-top:16px}td,th{padding:3px 10px;border:1px solid #8884;text-align:left}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(coverage)}</p>
${svg}
<table><thead><tr><th>function</th><th>state</th><th>source</th><th>callers</th><th>callees</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
</body>
</html>
`;
}
