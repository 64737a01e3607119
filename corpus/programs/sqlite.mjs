import fs from 'node:fs';
import path from 'node:path';

const scripts = path.join(import.meta.dirname, '..', 'sqlite');

/** Each file holds thousands of statements or damaged databases that fuzzers found; the larger ones are left out. */
const FUZZ_DATA = ['fuzzdata4.db', 'fuzzdata5.db', 'fuzzdata8.db'];
/** These write enough for the kind of file to matter. */
const IN_FILES = ['joins.sql', 'schema.sql'];
const THREAD_TESTS = ['walthread5', 'create_drop_index_1', 'lookaside1'];

/** One library for all programs, with the extensions that any of them wants. */
const FEATURES = [
  ...[
    'FTS4',
    'FTS3_PARENTHESIS',
    'FTS5',
    'RTREE',
    'GEOPOLY',
    'DBSTAT_VTAB',
    'BYTECODE_VTAB',
    'STMTVTAB',
    'MEMSYS5',
    'EXPLAIN_COMMENTS',
  ],
  ...['SESSION', 'PREUPDATE_HOOK', 'MATH_FUNCTIONS'],
].map((name) => `-DSQLITE_ENABLE_${name}`);
const SETTINGS = ['THREADSAFE=1', 'OMIT_LOAD_EXTENSION', 'OSS_FUZZ', 'PRINTF_PRECISION_LIMIT=1000'].map(
  (set) => `-DSQLITE_${set}`,
);

/** The sources of each program, beside the library. */
const PROGRAMS = {
  sqlite3: ['shell.c'],
  fuzzcheck: [
    ...['fuzzcheck', 'ossfuzz', 'fuzzinvariants', 'vt02'].map((name) => `test/${name}.c`),
    ...['dbdata', 'sqlite3recover'].map((name) => `ext/recover/${name}.c`),
  ],
  threadtest3: ['test/threadtest3.c', 'src/test_multiplex.c'],
  kvtest: ['test/kvtest.c'],
};

export default {
  name: 'sqlite',
  sources: [{ name: 'sqlite3', version: '3.40.1' }],
  packages: { tcl: 'puts the source of sqlite together' },
  about:
    'SQL scripts of ours through its shell (in memory, in a file, in WAL mode), its `fuzzcheck` on three of its databases of fuzz cases, `kvtest`, and its C tests with threads',
  async build(side) {
    const env = { CC: side.cc, CFLAGS: side.flags };
    await side.configure('./configure', ['--disable-tcl', '--disable-readline'], { env });
    await side.make(['sqlite3.c', 'shell.c']);
    const includes = ['.', 'src', 'test', 'ext/recover'].map((folder) => `-I${folder}`);
    const flags = [...side.flags.split(' '), '-w', ...FEATURES, ...SETTINGS, ...includes];
    await side.build(side.cc, [...flags, '-c', 'sqlite3.c', '-o', 'sqlite3.o']);
    for (const [name, sources] of Object.entries(PROGRAMS))
      await side.build(side.cc, [...flags, ...sources, 'sqlite3.o', '-o', name, '-lm', '-lpthread']);
  },
  async test(side) {
    const results = [];
    for (const name of fs.readdirSync(scripts).sort()) {
      const input = path.join(scripts, name);
      const ways = [[name, [':memory:']]];
      if (IN_FILES.includes(name))
        ways.push(
          [`${name} in a file`, [`${name}.db`]],
          [`${name} in WAL mode`, ['-cmd', 'PRAGMA journal_mode=WAL', `${name}.wal.db`]],
        );
      const status = name === 'errors.sql' ? 1 : 0;
      for (const [title, args] of ways)
        results.push(await side.test(title, './sqlite3', ['-batch', ...args], { input, status, compare: 'text' }));
    }
    for (const name of FUZZ_DATA)
      results.push(await side.test(`fuzzcheck ${name}`, './fuzzcheck', ['--quiet', `test/${name}`]));
    for (const name of THREAD_TESTS) results.push(await side.test(`threadtest3 ${name}`, './threadtest3', [name]));
    results.push(
      await side.test('kvtest', 'sh', [
        '-ec',
        './kvtest init kv.db --count 500 --size 5000 --variance 2000; ./kvtest run kv.db --count 300 --blob-api --random; ./kvtest run kv.db --count 300 --update; ./sqlite3 kv.db "PRAGMA integrity_check"',
      ]),
    );
    return results;
  },
};
