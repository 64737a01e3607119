import * as vscode from 'vscode';

/** Extensions whose servers list every function of a workspace under Ctrl+T. */
const OTHERS = ['llvm-vs-code-extensions.vscode-clangd', 'ms-vscode.cpptools', 'rust-lang.rust-analyzer'];

/** Whether another server answers for the same functions: then ours are there for questions by state alone. */
export function othersListSymbols(): boolean {
  return OTHERS.some((id) => vscode.extensions.getExtension(id) !== undefined);
}
