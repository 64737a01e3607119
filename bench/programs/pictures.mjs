// The pictures that programs open on, measured as they are drawn in the real browser: boxes, labels, crossings, what is left out.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import filecheckOfCorpus from '../../corpus/programs/filecheck.mjs';
import ripgrepOfCorpus from '../../corpus/programs/ripgrep.mjs';
import { fetchUpstream } from '../../tooling/debian-source.mjs';
import { Failure, run } from '../../tooling/exec.mjs';
import { autojit, cache, root } from '../../tooling/paths.mjs';
import { prepare } from '../../tooling/prepare.mjs';
import { toolchainStamp } from '../../tooling/workspaces.mjs';
import { typescript } from '../editor-server.mjs';
import { getSources as sqliteSources, folder as sqliteFolder } from './sqlite.mjs';

const folder = path.join(cache, 'bench', 'pictures');
const SQL = `CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER, b TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, i % 97, 'row ' || i FROM n;
CREATE INDEX t_a ON t(a);
SELECT count(*), sum(a) FROM t WHERE b LIKE '%7%';
SELECT a, count(*) FROM t GROUP BY a ORDER BY 2 DESC LIMIT 3;
`;

const fresh = (name) => {
  const place = path.join(folder, name);
  fs.rmSync(place, { recursive: true, force: true });
  fs.mkdirSync(place, { recursive: true });
  return place;
};
const build = (io, cwd, ...command) => run(process.execPath, [autojit, 'build', '--', ...command], { ...io, cwd });

/** A program of the corpus, in a folder of its own. What this toolchain built takes minutes, and is kept. */
async function ofCorpus({ name, sources: [source] }, io, make, unpack = unpackAll) {
  const tarball = await fetchUpstream(source.name, source.version, io);
  const mark = path.join(folder, `${name}.built`);
  const stamp = toolchainStamp();
  const cwd = path.join(folder, name);
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === stamp && fs.existsSync(cwd)) return cwd;
  fresh(name);
  await unpack([tarball], cwd, io);
  await make(cwd);
  fs.writeFileSync(mark, stamp);
  return cwd;
}
const unpackAll = ([tarball], cwd, io) =>
  run('tar', ['-xf', tarball, '-C', cwd, '--strip-components=1', '--no-same-owner'], io);

/** Each makes its program: the file, the folder that is opened, and how it is run. */
const PROGRAMS = {
  async hello(io) {
    const cwd = fresh('hello');
    fs.writeFileSync(path.join(cwd, 'hello.c'), HELLO);
    await build(io, cwd, 'sh', '-c', 'cc -g hello.c -o hello');
    return { program: path.join(cwd, 'hello'), folder: cwd, args: [] };
  },
  async bzip2() {
    const { lazyProgram, lazy, name, sample } = await prepare();
    if (name !== 'bzip2') throw new Failure('no source package of bzip2 can be had here.');
    const input = path.join(fresh('bzip2'), 'input.txt');
    fs.copyFileSync(sample, input);
    fs.truncateSync(input, 300_000);
    return { program: lazyProgram, folder: lazy, args: ['-k', '-f', input] };
  },
  async cargo(io) {
    const cwd = fresh('cargo');
    fs.cpSync(path.join(root, 'examples', 'cargo'), cwd, { recursive: true });
    await build(io, cwd, 'cargo', 'build');
    return { program: path.join(cwd, 'target/debug/frequency'), folder: cwd, args: ['a', 'b', 'a'] };
  },
  async 'generated C++'() {
    const { writeClasses } = await typescript('test/page/generated-cpp.ts');
    const { program, folder: place } = writeClasses({ classes: 60, methods: 16 });
    return { program, folder: place, args: [] };
  },
  async sqlite(io) {
    await sqliteSources(io);
    const cwd = fresh('sqlite');
    for (const name of ['sqlite3.c', 'sqlite3.h', 'shell.c'])
      fs.copyFileSync(path.join(sqliteFolder, name), path.join(cwd, name));
    fs.writeFileSync(path.join(cwd, 'script.sql'), SQL);
    await build(
      io,
      cwd,
      'sh',
      '-c',
      'cc -g -O0 -w -DSQLITE_OMIT_LOAD_EXTENSION shell.c sqlite3.c -o sqlite3 -lm -lpthread',
    );
    return { program: path.join(cwd, 'sqlite3'), folder: cwd, args: [':memory:', '.read script.sql'] };
  },
  async leveldb(io) {
    const tarball = await fetchUpstream('leveldb', '1.23', io);
    const cwd = fresh('leveldb');
    await unpackAll([tarball], cwd, io);
    const options = ['LEVELDB_BUILD_TESTS=OFF', 'LEVELDB_BUILD_BENCHMARKS=OFF', 'HAVE_SNAPPY=0', 'HAVE_CRC32C=0'];
    const flags =
      '-std=c++14 -g -O0 -w -DLEVELDB_PLATFORM_POSIX=1 -DLEVELDB_HAS_PORT_CONFIG_H=1 -I. -Iinclude -Ibuild/include';
    fs.writeFileSync(path.join(cwd, 'fill_and_read.cc'), USE);
    await build(
      io,
      cwd,
      'sh',
      '-ec',
      `cmake -G Ninja -S . -B build -DCMAKE_BUILD_TYPE=Debug ${options.map((one) => `-D${one}`).join(' ')} -DCMAKE_CXX_FLAGS=-w
ninja -C build leveldb
c++ ${flags} fill_and_read.cc build/libleveldb.a -lpthread -o fill_and_read`,
    );
    return { program: path.join(cwd, 'fill_and_read'), folder: cwd, args: ['database'] };
  },
  async googletest(io) {
    const cwd = fresh('googletest');
    const source = path.join(root, 'test', 'builds', 'inputs', 'bank');
    fs.cpSync(source, cwd, { recursive: true });
    await build(io, cwd, 'sh', '-c', 'c++ -std=c++17 -g *.cc -o tests -lgtest -lgtest_main -lpthread');
    return { program: path.join(cwd, 'tests'), folder: cwd, args: [] };
  },
  async ripgrep(io) {
    const cwd = await ofCorpus(ripgrepOfCorpus, io, (place) => build(io, place, 'cargo', 'build', '--locked'));
    return {
      program: path.join(cwd, 'target/debug/rg'),
      folder: cwd,
      args: ['--line-number', 'fn \\w+_path', 'crates'],
    };
  },
  async filecheck(io) {
    const make = (place) => {
      const command = (name, args) => build(io, place, name, ...args);
      const jobs = os.availableParallelism();
      const side = {
        ...{ level: 'O0', cc: 'cc', cxx: 'c++', flags: '-O0 -g', jobs },
        configure: command,
        build: command,
      };
      return filecheckOfCorpus.build(side, ['FileCheck']);
    };
    const cwd = await ofCorpus(filecheckOfCorpus, io, make, filecheckOfCorpus.unpack);
    fs.writeFileSync(path.join(cwd, 'checks.txt'), CHECKS);
    fs.writeFileSync(path.join(cwd, 'input.txt'), CHECKED);
    return {
      program: path.join(cwd, 'build/bin/FileCheck'),
      folder: cwd,
      args: ['-vv', 'checks.txt', '--input-file', 'input.txt'],
    };
  },
};

/** What FileCheck is for: names that are bound, numbers, any order, what must not be there. */
const CHECKS = `CHECK-LABEL: function one
CHECK: [[REG:r[0-9]+]] = load
CHECK-NEXT: store [[REG]]
CHECK-LABEL: function two
CHECK: line [[#N:]]
CHECK: line [[#N+1]]
CHECK-DAG: beta
CHECK-DAG: alpha
CHECK-NOT: gamma
CHECK-COUNT-3: again
CHECK: {{^end$}}
`;
const CHECKED = `function one
  r12 = load
  store r12
function two
line 41
line 42
alpha
beta
again
again
again
end
`;

const HELLO = `#include <stdio.h>
static void greet(const char *who) { printf("hello, %s\\n", who); }
static int sum(int to) { int all = 0; for (int i = 1; i <= to; ++i) all += i; return all; }
int main(void) { greet("world"); return sum(3) == 6 ? 0 : 1; }
`;

/** Writes enough for a compaction on its thread, and reads it again. */
const USE = `#include <string>
#include "leveldb/db.h"
#include "leveldb/write_batch.h"
static std::string key(int i) { char text[16]; snprintf(text, sizeof text, "%010d", i * 7919 % 30000); return text; }
static void fill(leveldb::DB *db) {
  for (int i = 0; i < 30000; ++i) db->Put(leveldb::WriteOptions(), key(i), std::string(200, 'a' + i % 26));
}
static long readAll(leveldb::DB *db) {
  leveldb::Iterator *at = db->NewIterator(leveldb::ReadOptions());
  long bytes = 0;
  for (at->SeekToFirst(); at->Valid(); at->Next()) bytes += at->value().size();
  delete at;
  return bytes;
}
int main(int, char **arguments) {
  leveldb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = 1 << 20;
  leveldb::DB *db = nullptr;
  if (!leveldb::DB::Open(options, arguments[1], &db).ok()) return 1;
  fill(db);
  std::string value;
  for (int i = 0; i < 1000; ++i) db->Get(leveldb::ReadOptions(), key(i), &value);
  long bytes = readAll(db);
  db->CompactRange(nullptr, nullptr);
  delete db;
  return bytes > 0 ? 0 : 1;
}
`;

/** A program of that name, built and run; undefined where it cannot be built here, of which `onMissing` is told. */
async function madeOf(name, io, readReal, onMissing) {
  let made;
  try {
    made = await PROGRAMS[name](io);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return onMissing(error.message);
  }
  const trace = path.join(fresh(`${name}-run`), 'run.jsonl');
  await run(made.program, made.args, { ...io, cwd: made.folder, env: { AUTOJIT_TRACE: trace } });
  return readReal(made.program, made.folder, trace);
}

/** Pictures of these programs as the page draws them, in a browser: `draw` gets the browser, what draws, and a program that was run. */
export async function drawPrograms(names, io, draw) {
  const page = await typescript('test/page/measure-pictures.ts');
  const browser = await page.launchBrowser();
  try {
    for (const name of names) {
      const real = await madeOf(name, io, page.readReal, (why) => {
        throw new Failure(`${name} cannot be built here: ${why}`);
      });
      await draw({ name, real, browser, ...page });
    }
  } finally {
    await browser.close();
  }
}

/** What was measured when it was written down. */
const written = () => JSON.parse(fs.readFileSync(path.join(root, 'docs', 'pictures.json'), 'utf8'));

/**
 * By program, and in it by when and size; with `names`, those alone are measured, and the others are as they were written down.
 * One that cannot be built here says why, and the others go on.
 */
export async function measurePictures(names, io, onProgram) {
  const unknown = names.filter((name) => !(name in PROGRAMS));
  if (unknown.length > 0)
    throw new Failure(`there is no program named ${unknown.join(', ')}.`, {
      next: `choose from ${Object.keys(PROGRAMS).join(', ')}.`,
    });
  const { launchBrowser, measurePicture, readReal, SIZES, worse } = await typescript('test/page/measure-pictures.ts');
  const browser = await launchBrowser();
  const before = written();
  const measured = {};
  const problems = [];
  try {
    for (const name of Object.keys(PROGRAMS)) {
      if (names.length > 0 && !names.includes(name)) {
        if (before[name]) measured[name] = before[name];
        continue;
      }
      onProgram(name);
      const real = await madeOf(name, io, readReal, (why) => void problems.push(`${name} is left out: ${why}`));
      if (!real) continue;
      measured[name] = {};
      for (const when of ['before', 'after', 'run'])
        for (const size of Object.keys(SIZES)) {
          const now = await measurePicture(browser, real, when, size);
          measured[name][`${when}, ${size}`] = now;
          const was = before[name]?.[`${when}, ${size}`];
          problems.push(...worse(now, was).map((what) => `${name}, ${when}, ${size}: ${what}`));
        }
    }
  } finally {
    await browser.close();
  }
  return { measured, problems };
}

const COLUMNS = [
  'boxes',
  'smallest label',
  'cut labels',
  'crossings',
  'overlaps',
  'widest fan',
  'not counted',
  'lines of the run',
];

export function pictureTable(measured) {
  const rows = Object.entries(measured).flatMap(([name, pictures]) =>
    Object.entries(pictures)
      .filter(([picture]) => !picture.endsWith('small'))
      .map(([picture, one]) => [
        `${name}, ${picture}`,
        ...[one.boxes, `${one.smallestLabel} px`, one.cutLabels, one.crossings, one.overlaps, one.widestFan].map(
          String,
        ),
        ...[one.linesOfRun < 0 ? '' : String(one.uncounted), one.linesOfRun < 0 ? '' : String(one.linesOfRun)],
      ]),
  );
  return {
    title:
      'What programs open on: before any run, after one beside the program, and the run alone; at 1440 × 900, and in half of it',
    columns: ['', ...COLUMNS],
    rows,
  };
}
