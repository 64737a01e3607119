// A large program in two files: sqlite's shell from its Debian source package, -g at -O0 and -O2.
import fs from 'node:fs';
import path from 'node:path';
import sqliteOfCorpus from '../../corpus/programs/sqlite.mjs';
import { installPackages } from '../../tooling/apt.mjs';
import { fetchUpstream } from '../../tooling/debian-source.mjs';
import { run } from '../../tooling/exec.mjs';
import { cache, root, toolchain } from '../../tooling/paths.mjs';
import { interleave, memory, sum, time } from '../measure.mjs';
import { inAllWays, withoutDaemons } from '../ways.mjs';

export const folder = path.join(cache, 'bench', 'sqlite');
const store = path.join(folder, 'store');
export const FLAGS = [
  '-DSQLITE_THREADSAFE=1',
  '-DSQLITE_OMIT_LOAD_EXTENSION',
  '-DSQLITE_ENABLE_FTS4',
  '-DSQLITE_ENABLE_FTS5',
];
/** Together they call about 1,000 functions. */
const SCRIPTS = ['joins', 'functions'];
/** Few functions, called often: what the code is worth once it is there. */
const STEADY = `CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c REAL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
INSERT INTO t SELECT i, (i * 7919) % 10007, printf('row-%d-%x', i, i * 31), i / 3.0 FROM n;
CREATE INDEX t_a ON t(a);
SELECT count(*), sum(a), avg(c) FROM t WHERE b LIKE '%7%';
SELECT a, count(*), group_concat(substr(b, 1, 5)) FROM t WHERE a < 200 GROUP BY a ORDER BY 2 DESC LIMIT 5;
SELECT x.id, y.id FROM t x JOIN t y ON x.a = y.a AND x.id < y.id WHERE x.a BETWEEN 50 AND 80 ORDER BY y.c DESC LIMIT 5;
UPDATE t SET c = c * 1.5 WHERE a % 3 = 0;
DELETE FROM t WHERE a % 5 = 0;
SELECT count(*), max(length(b)), total(c) FROM t;
SELECT upper(hex(b)), round(c, 2) FROM t ORDER BY b DESC LIMIT 3;
`;
export const SCRIPT = 'script.sql';
const scriptText = () =>
  SCRIPTS.map((name) => fs.readFileSync(path.join(root, 'corpus', 'sqlite', `${name}.sql`), 'utf8')).join('\n');
const compilers = { regular: 'clang-22', lazy: path.join(toolchain, 'bin', 'autojit-clang') };

export async function getSources(io) {
  const marker = path.join(folder, 'sqlite3.c');
  if (fs.existsSync(marker)) return;
  await installPackages(sqliteOfCorpus.packages);
  const [{ name, version }] = sqliteOfCorpus.sources;
  const tarball = await fetchUpstream(name, version, io);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'source'), { recursive: true });
  const cwd = path.join(folder, 'source');
  await run('tar', ['-xf', tarball, '-C', cwd, '--strip-components=1', '--no-same-owner'], io);
  await run('./configure', ['--disable-tcl', '--disable-readline'], { ...io, cwd });
  await run('make', ['sqlite3.c', 'shell.c', 'sqlite3.h'], { ...io, cwd });
  for (const file of ['sqlite3.h', 'shell.c', 'sqlite3.c'])
    fs.copyFileSync(path.join(cwd, file), path.join(folder, file));
}

/** The sources, and the script that calls about 1,000 functions, for a program that is built elsewhere. */
export async function copySources(to, io) {
  await getSources(io);
  for (const file of ['sqlite3.h', 'shell.c', 'sqlite3.c'])
    fs.copyFileSync(path.join(folder, file), path.join(to, file));
  fs.writeFileSync(path.join(to, SCRIPT), scriptText());
}

const inFolder = (env = {}) => ({ cwd: folder, env: { AUTOJIT_STORE: store, ...env } });
const compile = (side, level, source, object) => [
  compilers[side],
  [`-${level}`, '-g', '-w', ...FLAGS, '-c', source, '-o', object],
];

async function build(level, io) {
  for (const side of ['regular', 'lazy']) {
    for (const source of ['sqlite3', 'shell'])
      await run(...compile(side, level, `${source}.c`, `${source}-${side}-${level}.o`), { ...io, ...inFolder() });
    await link(side, level, `sqlite3-${side}-${level}.o`, `sqlite-${side}-${level}`, (command, args) =>
      run(command, args, { ...io, ...inFolder() }),
    );
  }
}

const link = (side, level, object, program, how) =>
  how(compilers[side], [object, `shell-${side}-${level}.o`, '-o', program, '-lm', '-lpthread']);

/** Runs the script, as somebody who pipes it in. */
async function runScript(measure, program, options, script = SCRIPT) {
  const input = fs.openSync(path.join(folder, script));
  try {
    return await measure(path.join(folder, program), ['-batch', ':memory:'], { ...inFolder(), ...options, input });
  } finally {
    fs.closeSync(input);
  }
}

/** Compile and link, and the script for the first time. */
async function first(side, level) {
  const program = `first-${side}-${level}`;
  const compiled = await time(...compile(side, level, 'sqlite3.c', `${program}.o`), inFolder());
  await link(side, level, `${program}.o`, program, (command, args) => time(command, args, inFolder()));
  return sum(compiled, await runScript(time, program, inFolder({ AUTOJIT_IMAGES: 'off' })));
}

/** The program that edits one function, as a person does between two runs: each time to something that was not there before. */
function editor() {
  const original = fs.readFileSync(path.join(folder, 'sqlite3.c'), 'utf8');
  const at = original.indexOf('{', original.indexOf('\nSQLITE_API int sqlite3_open(')) + 1;
  let edits = 0;
  return () => {
    const edited = `${original.slice(0, at)} static volatile int edit; edit = ${String(++edits)};${original.slice(at)}`;
    fs.writeFileSync(path.join(folder, 'edited.c'), edited);
  };
}

/** Compile, link, and run until the first output. */
async function afterEdit(side, level, edit) {
  edit();
  const program = `edited-${side}-${level}`;
  const compiled = await time(...compile(side, level, 'edited.c', `${program}.o`), inFolder());
  let linked;
  await link(side, level, `${program}.o`, program, async (command, args) => {
    linked = await time(command, args, inFolder());
  });
  const ran = await time(path.join(folder, program), [':memory:', "SELECT 'hello'"], inFolder());
  return sum(sum(compiled, linked), ran);
}

const sizeOf = (place) =>
  fs.statSync(place).isDirectory()
    ? fs.readdirSync(place).reduce((sum, name) => sum + sizeOf(path.join(place, name)), 0)
    : fs.statSync(place).size;

/** What a build leaves on the disk: objects, program, and what the store has of them. */
async function onDisk(side, level) {
  const own = path.join(folder, `store-${level}`);
  fs.rmSync(own, { recursive: true, force: true });
  fs.mkdirSync(own, { mode: 0o700 });
  const objects = ['sqlite3', 'shell'].map((source) => `${source}-sized-${side}-${level}.o`);
  for (const object of objects) {
    const source = `${object.split('-')[0]}.c`;
    await time(...compile(side, level, source, object), inFolder({ AUTOJIT_STORE: own }));
  }
  const places = [...objects, programsAt(level)[side]].map((name) => path.join(folder, name));
  return [...places, own].reduce((sum, place) => sum + sizeOf(place), 0);
}

const programsAt = (level) => ({ regular: `sqlite-regular-${level}`, lazy: `sqlite-lazy-${level}` });
const wall = ({ wall: value }) => value;
const cpu = ({ cpu: value }) => value;

function casesAt(level, compileGoal) {
  const programs = programsAt(level);
  const name = `sqlite -${level} -g`;
  const script = (measure) => (program, options) =>
    runScript(measure, program, { ...options, env: inFolder(options.env).env });
  let edit;
  return [
    {
      id: `sqlite-${level}-size`,
      title: `${name}: program`,
      unit: 'bytes',
      measure: () => ({
        regular: [sizeOf(path.join(folder, programs.regular))],
        cold: [sizeOf(path.join(folder, programs.lazy))],
      }),
    },
    {
      id: `sqlite-${level}-disk`,
      title: `${name}: program, objects and store`,
      unit: 'bytes',
      measure: async () => ({ regular: [await onDisk('regular', level)], cold: [await onDisk('lazy', level)] }),
    },
    {
      id: `sqlite-${level}-compile`,
      title: `${name}: sqlite3.c compiled, processor time`,
      unit: 'ms',
      of: cpu,
      goals: { cold: { ratio: compileGoal } },
      measure: (rounds, progress) =>
        interleave(
          rounds,
          {
            regular: () => time(...compile('regular', level, 'sqlite3.c', 'timed-regular.o'), inFolder()),
            cold: () => time(...compile('lazy', level, 'sqlite3.c', 'timed-lazy.o'), inFolder()),
          },
          progress,
        ),
    },
    {
      id: `sqlite-${level}-first`,
      title: `${name}: sqlite3.c compiled, and the script run for the first time, processor time`,
      unit: 'ms',
      of: cpu,
      goals: level === 'O2' ? { cold: { ratio: 0.5 } } : {},
      measure: (rounds, progress) =>
        interleave(rounds, { regular: () => first('regular', level), cold: () => first('lazy', level) }, progress),
    },
    {
      id: `sqlite-${level}-edit`,
      title: `${name}: one function edited, compiled, linked, to the first output`,
      unit: 'ms',
      of: wall,
      measure: (rounds, progress) => {
        edit ??= editor();
        return interleave(
          rounds,
          {
            regular: () => afterEdit('regular', level, edit),
            warm: () => afterEdit('lazy', level, edit),
          },
          progress,
        );
      },
    },
    {
      id: `sqlite-${level}-version`,
      title: `${name}: --version`,
      unit: 'ms',
      of: wall,
      goals: { cold: { over: 40 }, warm: { over: 2 }, daemonCold: { over: 10 }, daemonWarm: { over: 10 } },
      measure: (rounds, progress) =>
        interleave(
          4 * rounds,
          inAllWays(programs, (program, options) =>
            time(path.join(folder, program), ['--version'], inFolder(options.env)),
          ),
          progress,
        ),
    },
    {
      id: `sqlite-${level}-script`,
      title: `${name}: a script that calls about 1,000 functions`,
      unit: 'ms',
      of: wall,
      goals:
        level === 'O0'
          ? { cold: { over: 800 }, daemonCold: { over: 500 }, warm: { over: 5 }, daemonWarm: { over: 500 } }
          : { warm: { over: 5 } },
      measure: (rounds, progress) => interleave(rounds, inAllWays(programs, script(time)), progress),
    },
    {
      id: `sqlite-${level}-steady`,
      title: `${name}: queries over 300,000 rows, processor time`,
      unit: 'ms',
      of: cpu,
      goals: { warm: { ratio: level === 'O2' ? 1.1 : 1.3 } },
      measure: (rounds, progress) => {
        const steady = (program, options) =>
          runScript(time, program, { ...options, env: inFolder(options.env).env }, 'steady.sql');
        const { regular, warm } = withoutDaemons(programs, steady);
        return interleave(2 * rounds, { regular, warm }, progress);
      },
    },
    {
      id: `sqlite-${level}-memory`,
      title: `${name}: the script, peak memory`,
      unit: 'bytes',
      goals: { warm: { over: 8 << 20 } },
      measure: (rounds, progress) => interleave(rounds, inAllWays(programs, script(memory)), progress),
    },
  ];
}

export async function sqlite(_options, step) {
  await step('Fetching and building sqlite', 'bench-sqlite', async (io) => {
    await getSources(io);
    for (const level of ['O0', 'O2']) await build(level, io);
    fs.writeFileSync(path.join(folder, SCRIPT), scriptText());
    fs.writeFileSync(path.join(folder, 'steady.sql'), STEADY);
  });
  return [...casesAt('O0', 0.85), ...casesAt('O2', 0.12)];
}
