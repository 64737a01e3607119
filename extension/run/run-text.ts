import type { Materialization, RunProcess, RunSummary } from '../../protocol/lsp.js';
import { formatBytes, formatMs } from '../../protocol/text.js';

/** `exit 0`, `SIGSEGV`, `stopped`, `running` … */
export function endText({ status, exitCode, signal }: RunSummary): string {
  if (signal !== undefined) return signal;
  return status === 'exited' ? `exit ${exitCode ?? 'unknown'}` : status;
}

export function runText(run: RunSummary): string {
  const parts = [endText(run), ...(run.restarts === undefined ? [] : ['restart'])];
  if (run.status !== 'starting') {
    const kept = run.kept !== undefined && run.kept > 0 ? ` (${run.kept} kept)` : '';
    parts.push(`${run.materialized} materialized${kept}`, `${formatMs(run.engineMs)} in the engine`);
  }
  if (run.failed > 0) parts.push(`${run.failed} failed`);
  if (run.processCount !== undefined) parts.push(`${run.processCount} processes`);
  if (run.file !== undefined) parts.push('from a file');
  return parts.join(' · ');
}

export function processText({ status, exitCode, materialized }: RunProcess): string {
  const end = status === 'exited' ? `exit ${exitCode ?? 'unknown'}` : status;
  return `${end} · ${materialized} materialized`;
}

export function materializationText(one: Materialization, callerLabel: string | undefined): string {
  return [
    one.kept ? `${formatMs(one.ms)} (kept)` : formatMs(one.ms),
    ...(callerLabel === undefined ? [] : [`from ${callerLabel}`]),
    formatBytes(one.bytes),
  ].join(' · ');
}
