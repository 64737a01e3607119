import type { TextDocument } from 'vscode-languageserver-textdocument';

const split = new WeakMap<TextDocument, { version: number; lines: readonly string[] }>();

/** The same list until the text changes. Empty for a document that is not open. */
export function linesOf(document: TextDocument | undefined): readonly string[] {
  if (!document) return [];
  const known = split.get(document);
  if (known?.version === document.version) return known.lines;
  const lines = document.getText().split(/\r?\n/);
  split.set(document, { version: document.version, lines });
  return lines;
}
