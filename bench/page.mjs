// docs/benchmarks.md, its picture and its numbers.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../tooling/exec.mjs';
import { root } from '../tooling/paths.mjs';
import { chart } from './chart.mjs';
import { curveLines } from './curve.mjs';
import { markdown } from './table.mjs';

export const machine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  kernel: os.release(),
  clang: capture('clang-22', ['--version'])?.split('\n')[0],
  commit: capture('git', ['-C', root, 'rev-parse', '--short', 'HEAD'])?.trim(),
});

function curves(results) {
  const lines = curveLines(results);
  return lines.length === 0 ? '' : `\n## How cost grows\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`;
}

const text = (results, rounds, date, host) => `# Benchmarks

Written by \`npm run bench -- --page\`; the numbers with every sample are in [benchmarks.json](benchmarks.json).

${date}, commit ${host.commit}, ${host.cores} cores of ${host.cpu}, ${host.memory}, Linux ${host.kernel}, ${host.clang}.

Medians of ${rounds} interleaved rounds (short runs: four times as many), in parentheses the smallest and the largest, then the ratio to the regular build in the same rounds. *Cold*:
every process makes the code of what it calls (\`AUTOJIT_IMAGES=off\`). *Warm*: earlier runs kept images of it.
*New daemon*: nothing is on disk, and autojitd has just been started. *Daemon, warm*: nothing is on disk, and autojitd has made the same functions for an earlier process. Figures are comparable within a row only.

![The ratio of each way to the regular build, logarithmic](images/benchmarks.svg)

${markdown(results)}
${curves(results)}`;

/** What is measured by itself stands behind the rest, in this order. */
const PARTS = [
  'Starts',
  'Cold starts',
  'Steady state',
  'After an edit',
  'Reloads',
  'A second machine',
  'The editor',
  'The pictures',
];
const headOf = (title) => `\n## ${title}\n`;

/** The page without the parts that are measured by themselves, and these by their titles. */
function takeApart(page) {
  const starts = PARTS.map((title) => ({ title, at: page.indexOf(headOf(title)) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  const parts = starts.map(({ title, at }, n) => [title, page.slice(at, starts[n + 1]?.at)]);
  return { rest: page.slice(0, starts[0]?.at), parts: Object.fromEntries(parts) };
}

const putTogether = (rest, parts) => rest + PARTS.map((title) => parts[title] ?? '').join('');

/** `page` with `text` as the part of this title. */
export function withPart(page, title, text) {
  const { rest, parts } = takeApart(page);
  return putTogether(rest, { ...parts, [title]: `${headOf(title)}\n${text}` });
}

/** `page` with `text` in the place of all that is not measured by itself. */
export const withRest = (page, text) => putTogether(text, takeApart(page).parts);

const pageFile = path.join(root, 'docs', 'benchmarks.md');

/** `words`: of the command that writes it. */
function writePart(title, words, text) {
  const host = machine();
  const date = new Date().toISOString().slice(0, 10);
  const head = `Written by \`npm run bench -- ${words} --page\`; ${date}, commit ${host.commit}, ${host.cores} cores of ${host.cpu}.\n\n`;
  fs.writeFileSync(pageFile, withPart(fs.readFileSync(pageFile, 'utf8'), title, head + text));
}

export const listingOf = ({ title, columns, rows }) =>
  [
    title,
    ...[columns, ...rows].map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(50) : cell.padEnd(16))).join(' ')),
  ].join('\n');

const asPage = ({ title, columns, rows }) =>
  `${title}:\n\n${[columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;

export const writeEditorPart = (tables) => writePart('The editor', 'editor', tables.map(asPage).join('\n'));
export const writeReloadPart = (tables) => writePart('Reloads', 'reload', tables.map(asPage).join('\n'));
export const writeTeamPart = (table) => writePart('A second machine', 'team', asPage(table));

/** The table, and beside it the numbers that tests compare with. */
export function writePicturesPart(table, measured) {
  writePart('The pictures', 'pictures', asPage(table));
  fs.writeFileSync(path.join(root, 'docs', 'pictures.json'), `${JSON.stringify(measured, null, 1)}\n`);
}

const editsIntro = (
  rounds,
) => `A program of 100 modules, \`-g\`, linked by lld in both builds. Medians of ${rounds} interleaved rounds, in parentheses the smallest and the largest, then the ratio to the regular
build: an edit of one function's body, the build, and the run to its first output; and of that the link step alone, which AutoJIT leaves out.

`;

const startsIntro = (
  rounds,
) => `Medians of ${rounds} interleaved rounds (the second row: eight times as many), in parentheses the smallest and the largest.

`;

export const writeStartsPart = (results, rounds) =>
  writePart('Starts', 'starts', `${startsIntro(rounds)}${markdown(results)}\n`);

const steadyIntro = (
  rounds,
) => `Medians of ${2 * rounds} interleaved runs of processor time, in parentheses the smallest and the largest. All functions are final, and kept:
nothing is made any more.

`;

export const writeSteadyPart = (results, rounds) =>
  writePart('Steady state', 'steady', `${steadyIntro(rounds)}${markdown(results)}\n`);

export const writeEditsPart = (results, rounds) =>
  writePart('After an edit', 'edits', `${editsIntro(rounds)}${markdown(results)}\n`);

export function writePage(results, rounds) {
  const host = machine();
  const date = new Date().toISOString().slice(0, 10);
  const docs = path.join(root, 'docs');
  const before = fs.existsSync(pageFile) ? fs.readFileSync(pageFile, 'utf8') : '';
  fs.writeFileSync(pageFile, withRest(before, text(results, rounds, date, host)));
  fs.writeFileSync(path.join(docs, 'images', 'benchmarks.svg'), chart(results));
  fs.writeFileSync(
    path.join(docs, 'benchmarks.json'),
    `${JSON.stringify({ date, machine: host, rounds, results }, null, 1)}\n`,
  );
}
