import type { RunExportFormat } from '../../protocol/run-export.js';
import { writeProfile, writeRun } from '../run-export/formats.js';
import { recordedTimeline } from '../run-export/recorded-run.js';
import { isOwn } from '../call-graph/ownership.js';
import { ProblemError } from '../support/problem.js';
import { unknownRun } from './unknown-run.js';
import type { Workspace } from './workspace.js';

/** A run for another program. One that was opened from a file is shown on the program that is here now, if it is. */
export function exportRun(workspace: Workspace, id: string, format: RunExportFormat): Uint8Array {
  const { runs, ownCode } = workspace;
  const timeline = runs.timeline(id);
  if (!timeline) throw unknownRun(id);
  const { run } = timeline;
  const traced = runs.get(id);
  if (traced) {
    const { graph } = traced.init;
    return writeRun(run, graph, traced.state, format, isOwn(ownCode.ofGraph(run.program, graph)));
  }
  const program = workspace.programs.get(run.program)?.program;
  if (program) {
    const { overlay } = runs.overlay(program, id);
    return writeRun(run, program.graph, overlay, format, isOwn(ownCode.of(program)));
  }
  if (format !== 'lcov' && format !== 'cobertura') return writeProfile(recordedTimeline(timeline), format);
  throw new ProblemError({
    code: 'unreadable',
    message: `A saved run tells what ran and not what else there is, which ${format} needs, and ${run.program} is not here.`,
    action: 'Open the workspace of that program, or choose another format.',
  });
}
