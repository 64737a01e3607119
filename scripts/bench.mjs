// Compares AutoJIT with a regular build of the same program: size, run time, start, compile time.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cases } from '../bench/cases.mjs';
import { spread } from '../bench/measure.mjs';
import { table } from '../bench/table.mjs';
import { flags } from './lib/arguments.mjs';
import { Failure, capture } from './lib/exec.mjs';
import { compareRuns } from './lib/lazy-run.mjs';
import { cache, root, shown } from './lib/paths.mjs';
import { main, say, step } from './lib/steps.mjs';
import { build } from './build.mjs';
import { prepare } from './prepare.mjs';
import { setup } from './setup.mjs';

const usage = `usage: npm run bench -- [--runs N] [--quick] [--example] [--json FILE]

Prints medians of interleaved runs (with smallest and largest), regular beside AutoJIT, and their ratio.
  --runs N      rounds per case (default 5; --help is timed four times as often)
  --quick       2 rounds
  --example     examples/pack instead of bzip2
  --json FILE   also write every sample as JSON`;

function judge({ id, title, of, unit, goal, goalOf }, caseTitle, samples) {
  const [regular, autojit] = [samples.regular, samples.autojit].map((side) => spread(side.map(of)));
  const ratio = autojit.median / regular.median;
  const met = goal === undefined ? undefined : (goalOf ? autojit.median : ratio) <= goal;
  return { id, title: `${caseTitle}: ${title}`, unit, regular, autojit, ratio, goal, goalOf, met };
}

const machine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  kernel: os.release(),
  clang: capture('clang-22', ['--version'])?.split('\n')[0],
  commit: capture('git', ['-C', root, 'rev-parse', 'HEAD'])?.trim(),
});

/** Found out before minutes of measuring, not after. */
function checkWritable(file) {
  try {
    fs.closeSync(fs.openSync(file, 'a'));
  } catch (error) {
    throw new Failure(`${file} cannot be written (${error.code}).`, { next: 'name another file for --json.' });
  }
}

async function bench(options, rounds) {
  if (options.json) checkWritable(options.json);
  await setup({ editor: false, browser: false });
  await build();
  const workspace = await prepare({ example: options.example });
  await step(
    'Checking that both builds write the same bytes',
    'bench-compare',
    'a benchmark of wrong output means nothing: report this first.',
    (io) => compareRuns(workspace, io),
  );
  const packed = path.join(cache, 'outputs', 'regular.packed');
  const results = [];
  for (const definition of cases) {
    const title = definition.title(workspace.name);
    await step(
      `Measuring ${title}`,
      `bench-${definition.id}`,
      'run the program by hand and see what it says.',
      async ({ onLine }) => {
        const measured = await definition.measure({ workspace, packed, rounds, progress: onLine });
        results.push(...definition.rows.map((row) => judge(row, title, measured)));
      },
    );
  }
  say(
    `\n${table(results)}\n\nMedians of interleaved runs, each with its smallest and largest; identical output checked on 20 MB.\nOn a machine that does other things, the ratio of processor times is the one to believe.`,
  );
  if (options.json) {
    fs.writeFileSync(
      options.json,
      `${JSON.stringify({ date: new Date().toISOString(), machine: machine(), program: workspace.name, rounds, results }, null, 2)}\n`,
    );
    say(`Samples: ${shown(path.resolve(options.json))}`);
  }
  return 0;
}

const options = flags(usage, {
  runs: { type: 'string' },
  quick: { type: 'boolean' },
  example: { type: 'boolean' },
  json: { type: 'string' },
});
if (options) {
  await main(() => {
    const rounds = Number(options.runs ?? (options.quick ? 2 : 5));
    if (!Number.isInteger(rounds) || rounds < 1)
      throw new Failure(`--runs wants a whole number from 1, not "${options.runs}".`);
    return bench(options, rounds);
  });
}
