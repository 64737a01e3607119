/** What programs and compilers call things, as it is, in Markdown. */

/** As code: within more backticks than it has itself. Line ends would end the line, so they are shown as a mark. */
export function markdownCode(text: string): string {
  const plain = text.replace(/\r?\n|\r/g, '⏎');
  const fence = '`'.repeat(1 + Math.max(0, ...[...plain.matchAll(/`+/g)].map(([row]) => row.length)));
  const space = /^[`\s]|[`\s]$/.test(plain) ? ' ' : '';
  return `${fence}${space}${plain}${space}${fence}`;
}

/** As text of a line. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|]/g, '\\$&');
}
