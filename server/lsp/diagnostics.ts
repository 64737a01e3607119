import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { definedName } from '../call-graph/names.js';
import { hasWayOut } from '../choices/reasons.js';
import { canonicalPath, type PlacedFunction } from '../program/source-index.js';
import type { Program } from '../program/program.js';
import { reasonOfFailure } from '../run/failure.js';
import type { Overlay } from '../run/overlay.js';
import type { Workspace } from '../workspace/workspace.js';
import { placedNow } from './placed-now.js';

/** `eager`: functions that stay eager are listed too. */
export function diagnosticsOf(
  workspace: Workspace,
  file: string,
  lines: readonly string[],
  { eager }: { eager: boolean },
): Diagnostic[] {
  const overlays = new Map<Program, Overlay | undefined>();
  const placed = placedNow(workspace.sources.inFile(file), workspace.builtTexts.linesOf(file), lines);
  return placed.flatMap((one) => {
    const { program } = one;
    if (!overlays.has(program)) overlays.set(program, lastRun(workspace, program));
    const found = failure(one, overlays.get(program)) ?? (eager ? eagerness(one) : undefined);
    return found ? [{ ...found, source: 'AutoJIT', range: rangeOf(one, lines) }] : [];
  });
}

/** Sources with functions that the engine could not make. */
export function filesWithFailures(workspace: Workspace): Set<string> {
  const files = new Set<string>();
  for (const program of workspace.programs.programs()) {
    const overlay = lastRun(workspace, program);
    if (!overlay || overlay.counts.failed === 0) continue;
    for (const [index, { state }] of overlay.functions) {
      const file = state === 'failed' ? program.graph.functions[index]?.file : undefined;
      if (file !== undefined) files.add(canonicalPath(file));
    }
  }
  return files;
}

/** Of this build: what an older one could not make, this one may. */
function lastRun(workspace: Workspace, program: Program): Overlay | undefined {
  const { overlay, run } = workspace.runs.overlay(program);
  const isOfOlder = run?.isOver === true && (run.state.startedAt ?? run.init.startedAt) < program.file.builtAt;
  return isOfOlder ? undefined : overlay;
}

type Found = Pick<Diagnostic, 'severity' | 'code' | 'message'>;

function failure({ program, fn }: PlacedFunction, overlay: Overlay | undefined): Found | undefined {
  const run = fn.reason ? undefined : overlay?.functions.get(fn.index);
  if (run?.state !== 'failed') return undefined;
  const why = reasonOfFailure(fn.signature, run.failure);
  return {
    ...{ severity: DiagnosticSeverity.Error, code: 'engine-failed' },
    message: `${definedName(fn.signature)} could not be materialized in the last run of ${program.name}: ${why}.`,
  };
}

/** Among the problems, which have no hints, where somebody can do something about it. */
function eagerness({ program, fn: { reason, signature } }: PlacedFunction): Found | undefined {
  if (!reason) return undefined;
  const { Hint, Information } = DiagnosticSeverity;
  return {
    ...{ severity: hasWayOut(reason.code) ? Information : Hint, code: reason.code },
    message: `${definedName(signature)} stays eager in ${program.name}: ${reason.text}`,
  };
}

function rangeOf({ fn, line }: PlacedFunction, lines: readonly string[]): Diagnostic['range'] {
  const name = definedName(fn.signature);
  // A document that is not open has the lines that it had when it was built, as far as anybody knows.
  const here = (lines.length === 0 ? line : Math.min(line, lines.length)) - 1;
  const column = Math.max(0, lines[here]?.indexOf(name) ?? 0);
  return { start: { line: here, character: column }, end: { line: here, character: column + name.length } };
}
