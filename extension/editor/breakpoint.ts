import * as vscode from 'vscode';
import type { GraphNode } from '../../protocol/graph.js';

/** Sets a breakpoint where a function begins, or takes it back: at the line of its definition, else by its name. */
export function toggleBreakpoint({ file, line, signature }: GraphNode): void {
  const known = vscode.debug.breakpoints.filter((one) =>
    one instanceof vscode.SourceBreakpoint
      ? one.location.uri.fsPath === file && one.location.range.start.line === (line ?? 0) - 1
      : one instanceof vscode.FunctionBreakpoint && one.functionName === signature,
  );
  if (known.length > 0) return vscode.debug.removeBreakpoints(known);
  if (file === undefined || line === undefined)
    return vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(signature)]);
  const place = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);
}
