import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page: nothing may run or load but our own bundle, and what it says is checked on both sides. */
export function pageHtml(webview: vscode.Webview, folder: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // Toolkit and cytoscape set styles through the DOM, which needs no exception; these are the style sheets.
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src data: blob:`,
    // The layout worker's script is fetched and started from a blob: a webview allows no worker from its resources.
    `connect-src ${webview.cspSource}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('codicon.css')}">
<link rel="stylesheet" href="${file('graph.css')}">
<title>AutoJIT graph</title>
</head>
<body data-layout-worker="${file('layout-worker.js')}">
<script nonce="${nonce}" src="${file('graph.js')}"></script>
</body>
</html>`;
}
