import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { definedName } from '../call-graph/names.js';
import type { Workspace } from '../workspace/workspace.js';
import { placedNow } from './placed-now.js';

/** A hint on every function that stays eager, with the reason. */
export function eagerDiagnostics(workspace: Workspace, file: string, lines: readonly string[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const placed = placedNow(workspace.sources.inFile(file), workspace.builtTexts.linesOf(file), lines);
  for (const { program, fn, line } of placed) {
    if (!fn.reason) continue;
    const name = definedName(fn.signature);
    const here = Math.min(line, Math.max(1, lines.length)) - 1;
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
