import path from 'node:path';
import type { Subject } from './oracle.js';

/** Real programs, whose sources scripts/oracle.mjs fetches and prepares. */
export function largePrograms(sources: Readonly<Record<string, string>>): Subject[] {
  return ALL.flatMap((subject) => {
    const source = sources[subject.name];
    return source === undefined ? [] : [{ ...subject, source }];
  });
}

type Build = Subject['build'];

/** Some C files at once. */
const together =
  (files: string[], more: string[] = [], libraries: string[] = []): Build =>
  ({ cc, flags, link, out }) => [
    [cc, ...flags, '-w', ...more, ...files, ...link, '-o', path.join(out, 'prog'), ...libraries],
  ];

const BZIP2 = ['bzip2', 'blocksort', 'huffman', 'crctable', 'randtable', 'compress', 'decompress', 'bzlib'];
const ZLIB = ['adler32', 'crc32', 'deflate', 'infback', 'inffast', 'inflate', 'inftrees', 'trees', 'zutil'];
const GZIP = ['compress', 'uncompr', 'gzclose', 'gzlib', 'gzread', 'gzwrite'];
const TEXT = Array.from({ length: 4000 }, (_, line) => `${String(line)} ${String(line * line)} lorem ipsum dolor`).join(
  '\n',
);

const SQL = `
create table t(a integer primary key, b text, c real);
insert into t(b,c) values('x',1.5),('y',2),('z',3);
with recursive n(i) as (select 1 union all select i+1 from n where i<300) insert into t(b,c) select 'k'||i, i*1.5 from n;
create index ti on t(b); create view v as select a, upper(b) u from t;
create trigger tr after update on t begin insert into log values(new.a); end; create table log(x);
select count(*), sum(c), group_concat(b) from t where b like 'k1%';
select t.b, u.c, rank() over (order by t.c) from t join t u on t.a=u.a where u.b glob 'k5*' order by 2 desc limit 5;
explain query plan select * from t where a in (select a from v where u = 'K7');
begin; update t set c=c+1 where a < 20; savepoint s; delete from t where a>100; rollback to s; commit;
select json_extract('{"a":[1,2]}', '$.a[1]'), printf('%05.2f', 3.14159), date('2020-01-01', '+1 month'), hex(zeroblob(3));
vacuum; analyze; pragma integrity_check; reindex;
.tables
.schema
.dump t
select * from nowhere;
`;

const ALL: Omit<Subject, 'source'>[] = [
  {
    name: 'bzip2',
    build: together(BZIP2.map((name) => `${name}.c`)),
    runs: [
      { command: ['prog', '-z', '-c', '-9'], input: TEXT },
      [
        'sh',
        '-c',
        'seq 20000 > a; prog -kf -1 a; prog -tvv a.bz2; prog -dkf a.bz2; prog -dc a.bz2 > b; cmp a b; echo x | prog -t',
      ],
      ['prog', '--help'],
    ],
  },
  {
    name: 'zlib',
    build: together(
      [...ZLIB, ...GZIP, 'test/minigzip'].map((name) => `${name}.c`),
      ['-I.', '-DHAVE_UNISTD_H', '-DHAVE_STDARG_H'],
    ),
    runs: [
      [
        'sh',
        '-c',
        'seq 20000 > a; for l in -1 -6 -9 -h -r -f; do prog $l -c a > b; prog -d < b > c; cmp a c; done; prog a; prog -d a.gz',
      ],
      { command: ['prog'], input: TEXT },
    ],
  },
  {
    name: 'sqlite',
    build: together(
      ['sqlite3.c', 'shell.c'],
      ['-DSQLITE_THREADSAFE=1', '-DSQLITE_OMIT_LOAD_EXTENSION'],
      ['-lm', '-lpthread'],
    ),
    runs: [
      { command: ['prog', '-batch', ':memory:'], input: SQL },
      { command: ['prog', '-batch', '-cmd', 'pragma journal_mode=wal', 'file.db'], input: SQL },
    ],
  },
  {
    name: 'json',
    build: ({ cxx, flags, link, out }) => {
      const common = [
        ...flags,
        '-std=c++17',
        '-w',
        '-Isingle_include',
        '-Itests/thirdparty/doctest',
        '-Itests/thirdparty/fifo_map',
      ];
      const sources = ['unit', 'unit-json_pointer'].map((name) => `tests/src/${name}.cpp`);
      return [[cxx, ...common, ...sources, ...link, '-o', path.join(out, 'prog')]];
    },
    runs: [['prog', '--no-colors']],
  },
];

/** In its own sources, by one thread: what several do depends on who is first. */
export const RIPGREP_RUNS = [
  ['-j1', '--no-ignore-parent', 'fn main', 'crates/core'],
  ['-j1', '--no-ignore-parent', '-i', '-n', '-C2', 'PATTERN|regex', 'GUIDE.md'],
  ['-j1', '--no-ignore-parent', '--files', '--glob', '*.rs', 'crates'],
  ['-j1', '--no-ignore-parent', '--json', 'Searcher', 'crates/searcher/src/lib.rs'],
  ['-j1', '--no-ignore-parent', '-w', '-c', '--stats', 'the', 'README.md', 'FAQ.md'],
  ['-j1', '--no-ignore-parent', '-r', '$1x', '-o', '(\\w+)Matcher', 'crates/matcher'],
  ['-j1', '--no-ignore-parent', '-F', '-v', '-l', 'zzz', 'crates/cli'],
  ['-j1', '--no-ignore-parent', '-U', 'fn.*\\{\\n', 'crates/cli/src'],
  ['--bad-option'],
  ['--type-list'],
  ['--version'],
];
