import { readCompileTimes } from '../../server/report/compile-times.js';
import { htmlOf } from '../../server/report/html.js';
import { makeReport } from '../../server/report/model.js';
import { openRegular } from '../../server/report/regular.js';
import { ExitCode, Failure } from '../support/failure.js';
import { openProgram } from '../support/open-program.js';
import { readRun } from '../support/read-run.js';
import { textOf } from './text.js';

interface Options {
  regular?: string;
  trace?: string;
  json?: boolean;
  html?: boolean;
}

export async function report(path: string, options: Options): Promise<void> {
  if (options.json && options.html) throw new Failure('Choose one of --json and --html.', ExitCode.usage);
  const { trace } = options;
  const program = await openProgram(path, ExitCode.failed, () => (trace === undefined ? [] : [trace]));
  const regular = options.regular === undefined ? undefined : await openRegular(options.regular);
  const run = trace === undefined ? undefined : await readRun(program, trace);
  const result = makeReport(program, { regular, run, times: await readCompileTimes(program.store) });
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else if (options.html) console.log(htmlOf(result));
  else for (const line of textOf(result)) console.log(line);
}
