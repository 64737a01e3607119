// From a save to the first entry into the new body, and what the mode costs a program that runs.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure, run } from '../../tooling/exec.mjs';
import { autojit, cache, toolchain } from '../../tooling/paths.mjs';
import { prepare } from '../../tooling/prepare.mjs';
import { interleave, rise, spread, time } from '../measure.mjs';
import { getSources } from '../programs/sqlite.mjs';
import { callsText, leakText, programs } from './programs.mjs';

const base = path.join(cache, 'bench', 'reload');
const PATIENCE_MS = 120_000;
const RELOADS = 1000;
/** After so many, a program has what it needs only once; and as often it is looked at. */
const SETTLED = 50;
/** So many bytes are packed: enough that starts do not count. */
const PART = 2e6;
const CC = path.join(toolchain, 'bin', 'autojit-clang');
const CXX = path.join(toolchain, 'bin', 'autojit-clang++');

function emptyFolder(name) {
  const folder = path.join(base, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

const environment = (folder, more = {}) => ({
  ...process.env,
  ...{ CC, CXX, AUTOJIT_STORE: path.join(folder, '.autojit'), XDG_RUNTIME_DIR: folder, AUTOJIT_ENGINE: 'inprocess' },
  ...more,
});

/** `autojit run --reload --build`, and what it and the program say. */
class Watched {
  said = '';
  constructor(folder, build) {
    this.child = spawn(autojit, ['run', '--quiet', '--reload', '--build', build, '--', './app'], {
      cwd: folder,
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (this.said += text));
  }

  /** In what is said from `from` on. */
  async match(pattern, from = 0) {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await new Promise((next) => setTimeout(next, 2))) {
      const found = pattern.exec(this.said.slice(from));
      if (found) return found;
      if (this.child.exitCode !== null) break;
    }
    throw new Failure('a program that was edited while it runs did not take over its new build.', { next: this.said });
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill();
    await ended;
  }
}

const now = () => performance.timeOrigin + performance.now();

async function measureSaves(program, rounds, io) {
  const folder = emptyFolder(program.name.replace(/\W+/g, '-'));
  program.files(folder);
  await run('sh', ['-c', program.build], { ...io, cwd: folder, env: environment(folder) });
  const watched = new Watched(folder, `${program.build} && date +%s%6N > built`);
  const samples = { whole: [], exchange: [], compile: [] };
  try {
    await watched.match(/builds when a source is saved/);
    await watched.match(/entered/);
    for (let round = 1; round <= rounds + 1; round++) {
      const from = watched.said.length;
      const savedAt = now();
      program.edit(folder, round);
      const [, enteredAt] = await watched.match(new RegExp(`entered ${round} (\\d+)\\n`), from);
      const compile = await time('sh', ['-c', program.compile.replace(/ -o (\S+)$/, ' -o regular.out')], {
        cwd: folder,
        env: { CC: 'clang-22', CXX: 'clang++-22' },
      });
      if (round === 1) continue; // the engine is loaded then
      samples.whole.push(Number(enteredAt) / 1000 - savedAt);
      samples.exchange.push((Number(enteredAt) - Number(fs.readFileSync(path.join(folder, 'built'), 'utf8'))) / 1000);
      samples.compile.push(compile.wall);
    }
  } finally {
    await watched.stop();
  }
  return Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, spread(all)]));
}

async function buildLoop(level, io) {
  const folder = emptyFolder(`loop${level}`);
  fs.writeFileSync(path.join(folder, 'app.c'), callsText);
  await run(CC, [level, '-g', 'app.c', '-o', 'app'], { ...io, cwd: folder, env: environment(folder) });
  return [path.join(folder, 'app')];
}

/** What packs and unpacks, and what only starts and ends; bzip2, or the example where its source cannot be had. */
async function usualPrograms() {
  const { name, lazyProgram, sample, pack, unpack } = await prepare();
  const part = path.join(emptyFolder('packed'), 'part');
  fs.writeFileSync(part, fs.readFileSync(sample).subarray(0, PART));
  const there = [lazyProgram, ...pack(part)].join(' ');
  const back = [lazyProgram, ...unpack(`${part}.bz2`)].join(' ');
  return {
    [`${name} -O0, ${PART / 1e6} MB there and back`]: ['sh', '-c', `${there} > ${part}.bz2 && ${back} > /dev/null`],
    [`ten starts of ${name}`]: [
      'sh',
      '-c',
      `for i in 1 2 3 4 5 6 7 8 9 10; do ${lazyProgram} --help > /dev/null 2>&1; done`,
    ],
  };
}

/** Of the mode, in processor time, beside the same program without it; both warm. */
async function measureCost([command, ...words], rounds) {
  const way = (more) => () => time(command, words, { env: { AUTOJIT_ENGINE: 'inprocess', ...more } });
  const samples = await interleave(rounds, { plain: way({}), reload: way({ AUTOJIT_RELOAD: '1' }) }, () => undefined);
  const [plain, reload] = ['plain', 'reload'].map((name) => spread(samples[name].map(({ cpu }) => cpu)));
  return { plain, reload };
}

const residentOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

/**
 * What a reload of one small function adds to a program, in bytes, and how many it took: two builds take turns until it takes no more. An engine that
 * has nothing to do for a while gives its memory back, once.
 */
async function measureGrowth(io) {
  const folder = emptyFolder('growth');
  const env = environment(folder);
  const builds = [];
  for (const edit of [0, 1]) {
    fs.writeFileSync(path.join(folder, 'app.c'), leakText(edit));
    await run(CC, ['-O0', '-g', 'app.c', '-o', 'app'], { ...io, cwd: folder, env });
    builds.push(path.join(folder, `app-${edit}`));
    fs.copyFileSync(path.join(folder, 'app'), builds[edit]);
  }
  const watched = new Watched(folder, 'cp app-$(cat which.c) app.new && mv app.new app');
  try {
    await watched.match(/builds when a source is saved/);
    const [, first] = await watched.match(/entered (\d)/);
    const { pid } = watched.child;
    const program = Number(fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
    let edit = Number(first);
    let [taken, refusal] = [0, undefined];
    const looks = [];
    while (taken < RELOADS) {
      edit = 1 - edit;
      const from = watched.said.length;
      fs.writeFileSync(path.join(folder, 'which.c'), String(edit));
      [, refusal] = await watched.match(new RegExp(`entered ${edit} |not reloaded: (.*)`), from);
      if (refusal) break;
      taken += 1;
      if (taken % SETTLED === 0) looks.push([taken, residentOf(program)]);
    }
    return { taken, refusal, bytes: rise(looks) };
  } finally {
    await watched.stop();
  }
}

const ms = (value) => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${Math.round(value)} ms`);
const figure = ({ median, min, max }) => `${ms(median)} (${ms(min)} to ${ms(max)})`;

/** Two tables: saves, and what the mode costs. */
export async function benchReload(rounds, onLine) {
  const io = { onLine, log: undefined };
  await getSources(io);
  const saves = [];
  for (const program of programs) {
    onLine?.(program.name);
    const { whole, exchange, compile } = await measureSaves(program, rounds, io);
    saves.push([
      program.name,
      figure(whole),
      figure(exchange),
      figure(compile),
      (whole.median / compile.median).toFixed(2),
    ]);
  }
  const mode = [];
  for (const [name, command] of Object.entries({
    'two functions that do nothing but call each other, -O0': await buildLoop('-O0', io),
    'the same at -O2': await buildLoop('-O2', io),
    ...(await usualPrograms()),
  })) {
    onLine?.(name);
    const { plain, reload } = await measureCost(command, rounds);
    mode.push([name, figure(plain), figure(reload), (reload.median / plain.median).toFixed(2)]);
  }
  onLine?.('a thousand reloads');
  const { taken, refusal, bytes } = await measureGrowth(io);
  return [
    {
      title: 'From a save to the first entry into the new body, by `autojit run --reload --build`',
      columns: ['', 'save to entry', 'of that after the build', 'clang alone', 'save to entry : clang'],
      rows: saves,
    },
    {
      title: `What the mode costs, processor time; a reload of one small function adds ${Math.round(bytes)} bytes to the program (mean of ${taken})${
        refusal ? `, which takes no more than these ${taken}: ${refusal}` : ''
      }`,
      columns: ['', 'without', 'with', 'ratio'],
      rows: mode,
    },
  ];
}
