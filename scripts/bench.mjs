// Compares AutoJIT with regular builds of the same programs: size, compile time, start, whole runs, memory.
import fs from 'node:fs';
import path from 'node:path';
import { curveLines } from '../bench/curve.mjs';
import { benchProgram } from '../bench/editor-program.mjs';
import { benchEditor, rootsOf } from '../bench/editor.mjs';
import { benchMillion } from '../bench/million.mjs';
import { judge } from '../bench/judge.mjs';
import { benchOrder } from '../bench/programs/order.mjs';
import {
  listingOf,
  machine,
  writeEditorPart,
  writeEditsPart,
  writePage,
  writePicturesPart,
  writeReloadPart,
  writeStartsPart,
  writeSteadyPart,
  writeTeamPart,
} from '../bench/page.mjs';
import { measurePictures, pictureTable } from '../bench/programs/pictures.mjs';
import { bzip2 } from '../bench/programs/bzip2.mjs';
import { calls } from '../bench/programs/calls.mjs';
import { edits } from '../bench/programs/edits.mjs';
import { linear } from '../bench/programs/linear.mjs';
import { sqlite } from '../bench/programs/sqlite.mjs';
import { starts } from '../bench/programs/starts.mjs';
import { steady } from '../bench/programs/steady.mjs';
import { benchReload } from '../bench/reload/measure.mjs';
import { listing } from '../bench/table.mjs';
import { benchTeam } from '../bench/team/measure.mjs';
import { installPackages } from '../tooling/apt.mjs';
import { Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root, shown } from '../tooling/paths.mjs';
import { main, say, step } from '../tooling/steps.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';

const usage = `usage: npm run bench -- [NAME…] [--runs N] [--quick] [--example] [--json FILE] [--page]

Prints medians of interleaved runs (with smallest and largest) and their ratio to the regular build.
  NAME          only cases whose name starts so, like bzip2, sqlite-O2 or calls-loop
  --runs N      rounds per case (default 5; short runs are timed four times as often)
  --quick       2 rounds, without sqlite, the generated programs (linear), and those that work for a while (steady)
  --example     examples/pack instead of bzip2
  --json FILE   also write every sample as JSON
  edits         alone: one function edited in 100 modules, by make, CMake with Ninja, and Cargo: to the first output, and the link step
  editor        alone: the language server and the page on a program of 100,000 functions, against their goals, and beside clangd
  pictures      alone: what programs open on, as it is drawn; exit code 1 where a picture is worse than it was written down, or than
                any may be; with programs' names behind it, only these (ripgrep and filecheck take minutes to build)
  reload        alone: from a save to the first entry into the new body, and what the mode costs
  order         alone: where what a start calls lies in a release build, with \`autojit order\` and without
  team          alone: first runs on a second machine whose team has made all, beside warm ones; with words of programs' names behind it, only these
  --program F   with editor: also on program F, that was built with AutoJIT (\`npm run corpus -- filecheck\` makes a large one)
  --million     with editor: also on a generated program of a million functions (600 MB in .cache, for as long as it takes)
  --page        also write docs/benchmarks.md, its picture and its numbers; with edits, starts, steady, editor, pictures, reload or team, that part of it; with order, docs/images/order.svg`;

/** Found out before minutes of measuring, not after. */
function checkWritable(file) {
  try {
    fs.closeSync(fs.openSync(file, 'a'));
  } catch (error) {
    throw new Failure(`${file} cannot be written (${error.code}).`, { next: 'name another file for --json.' });
  }
}

const NEXT = 'run the program by hand and see what it says.';
const benchStep = (title, id, work) => step(title, id, NEXT, work);

/** Not for the quick ones. */
const LONG = ['sqlite', 'steady', 'linear'];

/** Programs are only built when one of their cases is wanted. */
async function collect(names, options) {
  const programs = { bzip2, calls, starts, sqlite, steady, linear, edits };
  const wantsProgram = (program) =>
    names.length === 0 ? program !== 'edits' : names.some((name) => programOf(name) === program);
  const cases = [];
  for (const [name, program] of Object.entries(programs)) {
    if (!wantsProgram(name) || (options.quick && LONG.includes(name) && names.length === 0)) continue;
    cases.push(...(await program(options, benchStep)));
  }
  const chosen = cases.filter(
    ({ id, quick }) => names.some((name) => id.startsWith(name)) || (names.length === 0 && (quick || !options.quick)),
  );
  if (chosen.length === 0) throw new Failure(`there is no case named ${names.join(', ')}.`, { next: 'see --help.' });
  return chosen;
}

async function measureEditor({ page, program, million }) {
  let tables = [];
  await benchStep('Measuring the language server and the page', 'bench-editor', async ({ onLine }) => {
    tables = await benchEditor(onLine);
    if (million) tables.push(await benchMillion(onLine, rootsOf));
    if (program) tables.push(await benchProgram(path.resolve(program), onLine));
  });
  for (const table of tables) say(`\n${listingOf(table)}`);
  if (page) writeEditorPart(tables);
  return 0;
}

async function measureAllPictures(names, { page }) {
  let found = { measured: {}, problems: [] };
  await benchStep('Measuring the pictures that programs open on', 'bench-pictures', async (io) => {
    found = await measurePictures(names, io, (name) => io.onLine?.(name));
  });
  const table = pictureTable(found.measured);
  say(`\n${listingOf(table)}`);
  for (const problem of found.problems) say(problem);
  if (page) writePicturesPart(table, found.measured);
  return found.problems.length > 0 ? 1 : 0;
}

const programOf = (name) => name.split('-')[0];
async function measureTeam(names, { page }, rounds) {
  let table;
  await benchStep('Measuring first runs on a second machine', 'bench-team', async ({ onLine }) => {
    table = await benchTeam(names, rounds, onLine);
  });
  say(`\n${listingOf(table)}`);
  if (page) writeTeamPart(table);
  return 0;
}

async function measureReload({ page }, rounds) {
  let tables = [];
  await benchStep('Measuring reloads', 'bench-reload', async ({ onLine }) => {
    tables = await benchReload(rounds, onLine);
  });
  for (const table of tables) say(`\n${listingOf(table)}`);
  if (page) writeReloadPart(tables);
  return 0;
}

async function measureOrder({ page }) {
  let found;
  await benchStep('Laying out a release build', 'bench-order', async (io) => {
    found = await benchOrder(io);
  });
  say(`\n${listingOf(found.table)}`);
  if (page) fs.writeFileSync(path.join(root, 'docs/images/order.svg'), found.picture);
  return 0;
}

const areEdits = (name) => programOf(name) === 'edits';

/** What has a part of the page to itself. */
const PARTS = { starts: writeStartsPart, steady: writeSteadyPart, edits: writeEditsPart };

function writeResults(results, rounds) {
  for (const [program, write] of Object.entries(PARTS)) {
    const own = results.filter(({ id }) => programOf(id) === program);
    if (own.length > 0) write(own, rounds);
  }
  const rest = results.filter(({ id }) => !(programOf(id) in PARTS));
  if (rest.length > 0) writePage(rest, rounds);
}

async function bench(names, options, rounds) {
  if (options.json) checkWritable(options.json);
  const editor = names.length === 1 && names[0] === 'editor';
  const pictures = names[0] === 'pictures';
  const team = names[0] === 'team';
  const reload = names.length === 1 && names[0] === 'reload';
  const order = names.length === 1 && names[0] === 'order';
  if (names.some(areEdits) && !names.every(areEdits))
    throw new Failure('edits are measured alone.', { next: 'leave the other names out.' });
  await setup({ editor: false, browser: editor || pictures, builds: false });
  await installPackages({
    time: 'tells how much memory a run took',
    ...(team && { 'nginx-light': 'is the server that a team shares' }),
    ...(editor && { 'clangd-22': 'has the call hierarchy that ours is measured beside' }),
  });
  await build();
  if (editor) return measureEditor(options);
  if (pictures) return measureAllPictures(names.slice(1), options);
  if (reload) return measureReload(options, rounds);
  if (order) return measureOrder(options);
  if (team) return measureTeam(names.slice(1), options, rounds);
  const results = [];
  for (const definition of await collect(names, options)) {
    await benchStep(`Measuring ${definition.title}`, `bench-${definition.id}`, async ({ onLine }) => {
      results.push(judge(definition, await definition.measure(rounds, onLine)));
    });
  }
  say(
    `\n${listing(results)}\n\nMedians of interleaved runs, each with its smallest and largest, and its ratio to the regular build.\nOn a machine that does other things, the ratio of processor times is the one to believe.`,
  );
  for (const line of curveLines(results)) say(line);
  if (options.json) {
    const report = { date: new Date().toISOString(), machine: machine(), rounds, results };
    fs.writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    say(`Samples: ${shown(path.resolve(options.json))}`);
  }
  if (options.page) writeResults(results, rounds);
  return 0;
}

const options = flags(
  usage,
  {
    runs: { type: 'string' },
    quick: { type: 'boolean' },
    example: { type: 'boolean' },
    json: { type: 'string' },
    program: { type: 'string' },
    million: { type: 'boolean' },
    page: { type: 'boolean' },
  },
  { positionals: true },
);
if (options) {
  await main(() => {
    const rounds = Number(options.runs ?? (options.quick ? 2 : 5));
    if (!Number.isInteger(rounds) || rounds < 1)
      throw new Failure(`--runs wants a whole number from 1, not "${options.runs}".`);
    return bench(options.words, options, rounds);
  });
}
