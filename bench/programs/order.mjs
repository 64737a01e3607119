// What an order for the linker is worth: where the functions that a start calls lie in a release build, as it was linked and in that order.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../tooling/exec.mjs';
import { autojit, cache } from '../../tooling/paths.mjs';
import { FLAGS, folder as sources, getSources } from './sqlite.mjs';

const folder = path.join(cache, 'bench', 'order');
const PAGE = 4096;
/** What Linux maps at one fault, where the file is in memory already. */
const BLOCK = 16 * PAGE;
const STATEMENTS = 'create table t(a,b); insert into t values(1,2),(3,4); select sum(a*b) from t;\n';
const LINK = ['-fuse-ld=lld', 'sqlite3.o', 'shell.o', '-lm', '-lpthread'];

/** The release build twice, and the functions that a start of the other build called. */
async function make(io) {
  await getSources(io);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const options = { ...io, cwd: folder };
  const files = ['sqlite3', 'shell'].map((name) => path.join(sources, `${name}.c`));
  const lazily = (...args) => run(process.execPath, [autojit, ...args], options);
  await lazily('build', '--', 'cc', '-g', '-w', ...FLAGS, ...files, '-o', 'lazy', '-lm', '-lpthread');
  fs.writeFileSync(path.join(folder, 'start.sql'), STATEMENTS);
  await lazily('run', '--quiet', '--', './lazy', '-batch', ':memory:', '.read start.sql');
  await lazily('order', './lazy', '-o', 'order.txt');
  const release = ['-O2', '-ffunction-sections', '-w', ...FLAGS];
  for (const file of files) {
    const object = `${path.basename(file, '.c')}.o`;
    await run('clang-22', [...release, '-c', file, '-o', object], options);
  }
  const order = '-Wl,--symbol-ordering-file=order.txt,--no-warn-symbol-ordering';
  await run('clang-22', [...LINK, '-o', 'linked'], options);
  await run('clang-22', [...LINK, order, '-o', 'ordered'], options);
}

/** Ranges of the program's code that hold those functions, which a release build may have inlined everywhere. */
function placesOf(program, called) {
  const text = execFileSync('nm', ['-S', '--defined-only', path.join(folder, program)], { encoding: 'utf8' });
  const functions = [...text.matchAll(/^([\da-f]+) ([\da-f]+) [tTwW] (.+)$/gm)].map(([, at, size, name]) => ({
    ...{ from: parseInt(at, 16), size: parseInt(size, 16), name },
  }));
  const start = Math.min(...functions.map(({ from }) => from));
  const end = Math.max(...functions.map(({ from, size }) => from + size));
  return { start, end, called: functions.filter(({ name, size }) => size > 0 && called.has(name)) };
}

const blocksOf = ({ called }, size) => {
  const blocks = new Set();
  for (const { from, size: length } of called)
    for (let at = Math.floor(from / size); at * size < from + length; at += 1) blocks.add(at);
  return blocks;
};

/** Returns a title and rows, and the picture. */
export async function benchOrder(io) {
  await make(io);
  const called = new Set(fs.readFileSync(path.join(folder, 'order.txt'), 'utf8').split('\n').filter(Boolean));
  const [linked, ordered] = ['linked', 'ordered'].map((program) => placesOf(program, called));
  const row = (name, size) => [name, ...[linked, ordered].map((one) => String(blocksOf(one, size).size))];
  const bytes = ({ called: all }) => all.reduce((sum, { size }) => sum + size, 0);
  const held = [linked, ordered].map((one) => `${String(one.called.length)}, ${Math.round(bytes(one) / 1000)} kB`);
  return {
    table: {
      title: `sqlite's shell, three statements: ${String(called.size)} functions called`,
      columns: ['', 'as linked', 'in that order'],
      rows: [['of those not inlined at -O2', ...held], row('pages of 4 KiB', PAGE), row('blocks of 64 KiB', BLOCK)],
    },
    picture: drawn([
      ['as it was linked', linked],
      ['in the order of a run', ordered],
    ]),
  };
}

const COLUMNS = 64;
const CELL = 11;

/** A square for each page of code, row after row; dark where a start has to have it. */
function drawn(programs) {
  const parts = [];
  let y = 24;
  for (const [title, places] of programs) {
    const pages = blocksOf(places, PAGE);
    const first = Math.floor(places.start / PAGE);
    const count = Math.ceil(places.end / PAGE) - first;
    parts.push(`<text x="10" y="${y}">${title}: ${pages.size} of ${count} pages of code</text>`);
    y += 10;
    for (let at = 0; at < count; at += 1) {
      const [column, line] = [at % COLUMNS, Math.floor(at / COLUMNS)];
      const fill = pages.has(first + at) ? '#2f6fb3' : '#e3e8ef';
      const place = `x="${10 + column * CELL}" y="${y + line * CELL}"`;
      parts.push(`<rect ${place} width="${CELL - 1}" height="${CELL - 1}" fill="${fill}"/>`);
    }
    y += Math.ceil(count / COLUMNS) * CELL + 30;
  }
  const size = `width="${20 + COLUMNS * CELL}" height="${y - 18}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="white"/>${parts.join('')}</svg>\n`;
}
