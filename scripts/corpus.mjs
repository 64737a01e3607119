// Real programs with their own tests, built as usual and by AutoJIT: AutoJIT must change nothing.
import path from 'node:path';
import { fetchSources, runProgram } from '../corpus/driver.mjs';
import { programs } from '../corpus/programs/all.mjs';
import { describe, table, writeDocument } from '../corpus/report.mjs';
import { levels } from '../corpus/side.mjs';
import { installPackages } from '../tooling/apt.mjs';
import { Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root, shown } from '../tooling/paths.mjs';
import { main, say, step } from '../tooling/steps.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';

const names = programs.map(({ name }) => name);
const document = path.join(root, 'docs', 'conformance.md');
const usage = `usage: npm run corpus -- [NAME…] [--level O0|O2] [--fresh]

Builds programs from Debian source packages as usual and by AutoJIT, runs their tests both ways, and compares.
  NAME          only these: ${names.join(', ')}
  --level O0    only this level (${Object.keys(levels).join(', ')})
  --fresh       also what was run by the same toolchain already; results of regular builds stay

What ran replaces its rows of the table in ${shown(document)}; others stay. Everything is built under build/corpus.
Exit code 1 if AutoJIT changed a result, or a source could not be had.`;

function chosen(words, level) {
  const unknown = words.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Failure(`there is no program named ${unknown.join(', ')}.`, { next: `choose from ${names.join(', ')}.` });
  if (level !== undefined && !Object.hasOwn(levels, level))
    throw new Failure(`there is no level ${level}.`, { next: `choose from ${Object.keys(levels).join(', ')}.` });
  return {
    wanted: programs.filter(({ name }) => words.length === 0 || words.includes(name)),
    at: level ? [level] : Object.keys(levels),
  };
}

async function runRow(program, level, tarballs, fresh) {
  let row;
  await step(
    `${program.name} at -${level}`,
    `corpus-${program.name}-${level}`,
    'read the log: a program of the corpus did not build.',
    async (io) => {
      row = await runProgram(program, level, tarballs, { fresh, ...io });
      return describe(row);
    },
  );
  for (const problem of row.problems) say(`    ✗ ${problem}`);
  return row;
}

async function corpus({ words, level, fresh }) {
  const { wanted, at } = chosen(words, level);
  await setup({ editor: false, browser: false, builds: false });
  await installPackages(Object.assign({}, ...wanted.map(({ packages }) => packages)));
  await build();
  const rows = [];
  const absent = [];
  for (const program of wanted) {
    let tarballs;
    try {
      await step(`Fetching the source of ${program.name}`, `corpus-${program.name}-source`, undefined, async (io) => {
        tarballs = await fetchSources(program, io);
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say(`  ! No source of ${program.name} can be had here: ${error.message}`);
      absent.push(program.name);
      continue;
    }
    for (const one of at) {
      const row = await runRow(program, one, tarballs, fresh);
      rows.push(row);
      // At once: what comes later takes an hour, and may fail.
      writeDocument(document, [row], programs);
    }
  }
  say(`\n${table(rows)}`);
  const failing = rows.filter(({ problems }) => problems.length > 0);
  if (rows.length > 0) say(`\nWritten to ${shown(document)}.`);
  if (absent.length > 0) say(`\nNot run, because no source can be had here: ${absent.join(', ')}.`);
  say(
    failing.length === 0
      ? `\n${rows.length} rows: AutoJIT changed nothing.`
      : `\nAutoJIT changed the results of ${failing.map((row) => `${row.program} at -${row.level}`).join(', ')}.`,
  );
  return failing.length + absent.length === 0 ? 0 : 1;
}

const options = flags(usage, { level: { type: 'string' }, fresh: { type: 'boolean' } }, { positionals: true });
if (options) await main(() => corpus(options));
