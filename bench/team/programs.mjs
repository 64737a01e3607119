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
];
