import type { ProgramSummary, RunSummary } from '../../protocol/lsp.js';
import type { History } from './history.js';
import type { PageSettings } from './settings.js';

/** What toolbar, filter and panels are made from: what the person chose, and what there is to choose from. */
export interface Shown {
  readonly settings: PageSettings;
  readonly programs: readonly ProgramSummary[];
  /** Runs of the program that is shown, the latest first. */
  readonly ownRuns: readonly RunSummary[];
  readonly trusted: boolean;
  readonly history: History;
}
