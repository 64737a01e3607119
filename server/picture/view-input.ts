import type { RunSummary } from '../../protocol/lsp.js';
import type { CallGraph } from '../call-graph/model.js';
import type { Ownership } from '../call-graph/ownership.js';
import type { ProgramParts } from '../parts/parts.js';
import type { Overlay } from '../run/overlay.js';

/** What run tree and map are made from. */
export interface ViewInput {
  program: { path: string; builtAt: number };
  graph: CallGraph;
  owners: Ownership;
  parts: ProgramParts;
  overlay: Overlay;
  /** Absent: the program never ran. */
  run: RunSummary | undefined;
}
