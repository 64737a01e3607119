// docs/benchmarks.md, its picture and its numbers.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../scripts/lib/exec.mjs';
import { root } from '../scripts/lib/paths.mjs';
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

/** The editor's part stands last in the page and is measured by itself. */
const EDITOR = '\n## The editor\n';

const editorPart = (page) => (page.includes(EDITOR) ? page.slice(page.indexOf(EDITOR)) : '');

export const listingOf = ({ title, columns, rows }) =>
  [
    title,
    ...[columns, ...rows].map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(50) : cell.padEnd(16))).join(' ')),
  ].join('\n');

export function writeEditorPart(tables) {
  const file = path.join(root, 'docs', 'benchmarks.md');
  const page = fs.readFileSync(file, 'utf8');
  const host = machine();
  const date = new Date().toISOString().slice(0, 10);
  const parts = tables.map(
    ({ title, columns, rows }) =>
      `${title}:\n\n${[columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`,
  );
  const head = `${EDITOR}\nWritten by \`npm run bench -- editor --page\`; ${date}, commit ${host.commit}, ${host.cores} cores of ${host.cpu}.\n`;
  fs.writeFileSync(file, `${page.slice(0, page.length - editorPart(page).length)}${head}\n${parts.join('\n')}`);
}

export function writePage(results, rounds) {
  const host = machine();
  const date = new Date().toISOString().slice(0, 10);
  const docs = path.join(root, 'docs');
  const page = path.join(docs, 'benchmarks.md');
  const editor = fs.existsSync(page) ? editorPart(fs.readFileSync(page, 'utf8')) : '';
  fs.writeFileSync(page, `${text(results, rounds, date, host)}${editor}`);
  fs.writeFileSync(path.join(docs, 'images', 'benchmarks.svg'), chart(results));
  fs.writeFileSync(
    path.join(docs, 'benchmarks.json'),
    `${JSON.stringify({ date, machine: host, rounds, results }, null, 1)}\n`,
  );
}
