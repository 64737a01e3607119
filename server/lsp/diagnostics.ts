import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { definedName } from '../call-graph/names.js';
import type { Workspace } from '../workspace/workspace.js';
import { currentLine } from './placement.js';

/** A hint on every function that stays eager, with the reason. */
export function eagerDiagnostics(workspace: Workspace, file: string, lines: readonly string[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { program, fn, line } of workspace.sources.inFile(file)) {
    if (!fn.reason) continue;
    const name = definedName(fn.signature);
    const here = currentLine(lines, line, name);
    const column = Math.max(0, lines[here]?.indexOf(name) ?? 0);
    diagnostics.push({
      severity: DiagnosticSeverity.Hint,
      source: 'AutoJIT',
      code: fn.reason.code,
      message: `${name} stays eager in ${program.name}: ${fn.reason.text}`,
      range: { start: { line: here, character: column }, end: { line: here, character: column + name.length } },
    });
  }
  return diagnostics;
}
