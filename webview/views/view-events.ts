import type { RunSummary } from '../../protocol/run-summary.js';

interface Place {
  x: number;
  y: number;
}

/** What run tree and map tell the page. */
export interface ViewEvents {
  onPick(id: string | null): void;
  onOpen(id: string): void;
  /** Lines beside the pointer; undefined: none. */
  onTip(lines: readonly string[] | undefined, at: Place | undefined): void;
  onStatus(text: string, run: RunSummary | undefined): void;
  reducedMotion(): boolean;
}
