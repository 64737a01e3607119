import * as vscode from 'vscode';

/**
 * A message in the language of VS Code: the English one is its key in l10n/bundle.l10n.*.json, `{0}` and so on stand for the arguments.
 * Terms of the project (stub, lazy, eager, materialized), what the language server says, and texts for issues stay English.
 */
export function t(message: string, ...args: (string | number)[]): string {
  return vscode.l10n.t(message, ...args);
}
