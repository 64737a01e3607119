import type { RunSummary } from '../../protocol/lsp.js';

export function isActive({ status }: Pick<RunSummary, 'status'>): boolean {
  return status === 'starting' || status === 'running';
}
