/** What pages about programs and runs have in common. They follow VS Code's theme where there is one, else the reader's light or dark. */

export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Numbers that one looks for first, each with what it counts. */
export function tilesHtml(tiles: readonly (readonly [value: string, what: string])[]): string {
  const tile = ([value, what]: readonly [string, string]): string =>
    `<div><dt>${escape(value)}</dt><dd>${escape(what)}</dd></div>`;
  return `<dl>${tiles.map(tile).join('')}</dl>`;
}

export const STYLE = `
:root { color-scheme: light dark; --ink: var(--vscode-charts-blue, #2f6fb3); --soft: color-mix(in srgb, var(--ink) 22%, transparent); --line: var(--vscode-panel-border, #8884); }
body { font: var(--vscode-font-size, 14px)/1.5 var(--vscode-font-family, system-ui, sans-serif); color: var(--vscode-foreground, CanvasText); max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin: 2rem 0 .5rem; } .path { opacity: .8; margin-top: 0; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: 1rem; }
dl div { border: 1px solid var(--line); border-radius: 6px; padding: .5rem 1rem; }
dt { font-size: 1.5rem; } dd { margin: 0; opacity: .8; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th { font-weight: 600; } tr > th:first-child, .text { text-align: left; overflow-wrap: anywhere; font-weight: 400; }
.bar { width: 25%; text-align: left; }
i { display: block; height: .8em; background: var(--soft); outline: 1px solid var(--ink); } b { display: block; height: 100%; background: var(--ink); }
`;
