import { escape } from './svg.js';

/**
 * One file without scripts and without anything to load: the picture, what it covers, and a table of what is in it.
 * `fit`: CSS, how the picture fits the window beside not being wider.
 */
export function pageOf(
  title: string,
  covers: string,
  svg: string,
  table: readonly (readonly string[])[],
  fit = 'height:auto',
): string {
  const [head = [], ...rows] = table;
  const row = (cells: readonly string[], cell: 'th' | 'td'): string =>
    `<tr>${cells.map((text) => `<${cell}>${escape(text)}</${cell}>`).join('')}</tr>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>body{font:14px sans-serif;margin:24px}svg{max-width:100%;${fit};border:1px solid #8884}table{border-collapse:collapse;margin-top:16px}td,th{padding:3px 10px;border:1px solid #8884;text-align:left}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(covers)}</p>
${svg}
<table><thead>${row(head, 'th')}</thead>
<tbody>
${rows.map((cells) => row(cells, 'td')).join('\n')}
</tbody></table>
</body>
</html>
`;
}
