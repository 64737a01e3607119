import type { RunExportFormat } from '../../protocol/run-export.js';
import { writeProfile, writeRun } from '../run-export/formats.js';
import { recordedTimeline } from '../run-export/recorded-run.js';
import { isOwnSource } from '../run-export/whose-code.js';
import { ProblemError } from '../support/problem.js';
import type { Workspace } from './workspace.js';

/** A run for another program. One that was opened from a file is shown on the program that is here now, if it is. */
export function exportRun(workspace: Workspace, id: string, format: RunExportFormat): Uint8Array {
  const { runs } = workspace;
  const timeline = runs.timeline(id);
  if (!timeline) {
    throw new ProblemError({
      code: 'unreadable',
      message: `There is no run ${id}.`,
      action: 'Refresh the list of runs.',
    });
  }
  const { run } = timeline;
  const traced = runs.get(id);
  if (traced) return writeRun(run, traced.init.graph, traced.state, format, isOwnSource);
  const program = workspace.programs.get(run.program)?.program;
  if (program) return writeRun(run, program.graph, runs.overlay(program, id).overlay, format, isOwnSource);
  if (format !== 'lcov' && format !== 'cobertura') return writeProfile(recordedTimeline(timeline), format);
  throw new ProblemError({
    code: 'unreadable',
    message: `A saved run tells what ran and not what else there is, which ${format} needs, and ${run.program} is not here.`,
    action: 'Open the workspace of that program, or choose another format.',
  });
}
