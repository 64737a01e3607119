import * as z from 'zod';

/** Formats of other programs that a run can be written in: function coverage, and profiles of who called whom first. */
export const RunExportFormat = z.enum(['lcov', 'cobertura', 'speedscope', 'chrome', 'pprof']);
export type RunExportFormat = z.infer<typeof RunExportFormat>;

/** How such a file is called by those who read it, behind its name. */
export const RUN_EXPORT_ENDINGS: Readonly<Record<RunExportFormat, string>> = {
  lcov: 'info',
  cobertura: 'xml',
  speedscope: 'speedscope.json',
  chrome: 'trace.json',
  pprof: 'pb.gz',
};
