import { randomBytes } from 'node:crypto';

/** Puts what comes into the page, so that a refresh keeps the place that a person has scrolled to; remembers whose report it is. */
const SCRIPT = `
const vscode = acquireVsCodeApi();
addEventListener('message', ({ data }) => {
  document.querySelector('style').textContent = data.style;
  document.querySelector('main').innerHTML = data.body;
  vscode.setState({ program: data.program });
});
vscode.postMessage({ type: 'ready' });
`;

/** The page: only this script runs, nothing is loaded, and the bars' lengths are inline styles. */
export function reportHtml(): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AutoJIT report</title>
<style></style>
</head>
<body>
<main></main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>`;
}
