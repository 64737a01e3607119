// Programs whose first run on a second machine is measured: each is built twice, in folders of other names.
import fs from 'node:fs';
import path from 'node:path';
import { fetchUpstream } from '../../tooling/debian-source.mjs';
import { root, toolchain } from '../../tooling/paths.mjs';
import { copySources, FLAGS, SCRIPT } from '../programs/sqlite.mjs';

async function unpack(name, version, folder, io) {
  const tarball = await fetchUpstream(name, version, io);
  await io.run('tar', ['-xf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner']);
}

export const CC = path.join(toolchain, 'bin', 'autojit-clang');
export const CXX = path.join(toolchain, 'bin', 'autojit-clang++');

/** `prepare` puts the sources into the folder, `build` are the commands that make it there. */
export const programs = [
  {
    name: 'sqlite3 -O2 -g',
    prepare: (folder, io) => copySources(folder, io),
    build: [[CC, '-O2', '-g', '-w', ...FLAGS, 'sqlite3.c', 'shell.c', '-o', 'sqlite3', '-lm', '-lpthread']],
    command: ['./sqlite3', '-batch', ':memory:', `.read ${SCRIPT}`],
  },
  {
    name: 'LevelDB (C++) -O2 -g',
    async prepare(folder, io) {
      await unpack('leveldb', '1.23', folder, io);
      fs.copyFileSync(path.join(root, 'bench', 'team', 'leveldb.cc'), path.join(folder, 'work.cc'));
    },
    build: [
      [
        ...['cmake', '-S', '.', '-B', 'build', '-DCMAKE_BUILD_TYPE=RelWithDebInfo'],
        ...['-DLEVELDB_BUILD_TESTS=OFF', '-DLEVELDB_BUILD_BENCHMARKS=OFF'],
      ],
      ['cmake', '--build', 'build', '-j2', '--target', 'leveldb'],
      [CXX, '-O2', '-g', '-Iinclude', 'work.cc', 'build/libleveldb.a', '-o', 'work', '-lpthread'],
    ],
    command: ['./work', 'db'],
  },
  {
    name: 'CPython 3.11, as it is configured',
    prepare: (folder, io) => unpack('python3.11', '3.11.2', folder, io),
    build: [['./configure'], ['make', '-j2']],
    command: ['./python', '-S', '-c', PYTHON()],
  },
];

/** Classes, generators, texts, numbers, files and a few modules that are written in C. */
function PYTHON() {
  return [
    'import json, re, math, struct, zlib, random, collections, datetime, decimal, itertools',
    'random.seed(1)',
    'rows = [dict(id=i, name="n%d" % random.randrange(10**6), x=random.random()) for i in range(2000)]',
    'text = json.dumps(sorted(rows, key=lambda r: r["x"]))',
    'assert json.loads(text)[0]["x"] < 0.1 and zlib.decompress(zlib.compress(text.encode())).decode() == text',
    'words = collections.Counter(re.findall(r"[a-z]+[0-9]?", text))',
    'print(len(words), math.fsum(r["x"] for r in rows), struct.pack(">Id", 1, 2.5), datetime.date(2024, 2, 29))',
    'print(sum(decimal.Decimal(i) / 7 for i in range(100)), list(itertools.islice(itertools.permutations("abc"), 3)))',
  ].join('\n');
}
