import type { RunExportFormat } from '../../protocol/run-export.js';
import type { CallGraph } from '../call-graph/model.js';
import type { Overlay } from '../run/overlay.js';
import { toChrome } from './chrome.js';
import { toCobertura } from './cobertura.js';
import { declarationsOf, ranIn, type Wanted } from './declarations.js';
import { toLcov } from './lcov.js';
import { toPprof } from './pprof.js';
import { type RecordedRun, recordedRun } from './recorded-run.js';
import { toSpeedscope } from './speedscope.js';

type About = Pick<RecordedRun, 'name' | 'program' | 'startedAt'>;

/** What needs no more than the run itself: a file that a person saved has it without its program. */
export function writeProfile(run: RecordedRun, format: Exclude<RunExportFormat, 'lcov' | 'cobertura'>): Uint8Array {
  switch (format) {
    case 'speedscope':
      return Buffer.from(toSpeedscope(run));
    case 'chrome':
      return Buffer.from(toChrome(run));
    case 'pprof':
      return toPprof(run);
  }
}

/** `isWanted`: which functions are listed; a profile has all that ran. */
export function writeRun(
  about: About,
  graph: CallGraph,
  overlay: Overlay,
  format: RunExportFormat,
  isWanted: Wanted,
): Uint8Array {
  if (format !== 'lcov' && format !== 'cobertura') return writeProfile(recordedRun(about, graph, overlay), format);
  const files = declarationsOf(graph, ranIn([overlay]), isWanted);
  return Buffer.from(format === 'lcov' ? toLcov(about.name, files) : toCobertura(about.startedAt, files));
}
