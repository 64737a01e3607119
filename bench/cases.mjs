// What is measured, and the goal of each.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { toolchain } from '../scripts/lib/paths.mjs';
import { interleave, sum, time } from './measure.mjs';

const size = (file) => [fs.statSync(file).size];

/** A private copy of the sources, so that timing a clean build leaves the workspaces alone. */
function compileIn(folder, compiler, make) {
  const store = path.join(folder, '.store');
  return () => {
    spawnSync('make', ['clean'], { cwd: folder, stdio: 'ignore' });
    fs.rmSync(store, { recursive: true, force: true });
    return time('make', [`CC=${compiler}`, ...make], { cwd: folder, env: { ...process.env, AUTOJIT_STORE: store } });
  };
}

async function compileTimes({ lazy, make }, runs, progress) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-bench-'));
  const copy = (name) => {
    const folder = path.join(temporary, name);
    fs.cpSync(lazy, folder, { recursive: true, filter: (file) => !/\/\.(autojit|vscode)$/.test(file) });
    return folder;
  };
  try {
    return await interleave(
      runs,
      compileIn(copy('regular'), 'clang-22', make),
      compileIn(copy('autojit'), path.join(toolchain, 'bin', 'autojit-clang'), make),
      progress,
    );
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/** A run on the sample, each process new, so that every AutoJIT run compiles what it calls. */
const runs = (workspace, packed) => {
  const both = (program) => async () =>
    sum(await time(program, workspace.pack(workspace.sample)), await time(program, workspace.unpack(packed)));
  return { regular: both(workspace.regularProgram), autojit: both(workspace.lazyProgram) };
};

const wall = ({ wall: value }) => value;
const cpu = ({ cpu: value }) => value;

/**
 * Each case is measured once and fills one or more rows; `of` takes a row's figure from a sample.
 * `goal` is about the ratio, except where `goalOf` says that it is about the AutoJIT figure itself.
 */
export const cases = [
  {
    id: 'file-size',
    title: (name) => `${name} file size, -O0 -g`,
    measure: ({ workspace }) => ({ regular: size(workspace.regularProgram), autojit: size(workspace.lazyProgram) }),
    rows: [{ id: 'file-size', title: 'size', of: (bytes) => bytes, unit: 'bytes', goal: 0.22 }],
  },
  {
    id: 'run',
    title: (name) => `${name}, 20 MB packed and unpacked, cold`,
    measure: ({ workspace, packed, rounds, progress }) => {
      const { regular, autojit } = runs(workspace, packed);
      return interleave(rounds, regular, autojit, progress);
    },
    rows: [
      { id: 'run', title: 'time', of: wall, unit: 'ms', goal: 1.1 },
      { id: 'run-cpu', title: 'processor time', of: cpu, unit: 'ms', goal: 1.1 },
    ],
  },
  {
    id: 'help',
    title: (name) => `${name} --help, cold`,
    measure: ({ workspace, rounds, progress }) =>
      interleave(
        rounds * 4,
        () => time(workspace.regularProgram, ['--help']),
        () => time(workspace.lazyProgram, ['--help']),
        progress,
      ),
    rows: [{ id: 'help', title: 'time', of: wall, unit: 'ms', goal: 80, goalOf: 'autojit' }],
  },
  {
    id: 'compile',
    title: (name) => `${name} clean compile, -O0 -g, one job`,
    measure: ({ workspace, rounds, progress }) => compileTimes(workspace, rounds, progress),
    rows: [
      { id: 'compile', title: 'time', of: wall, unit: 'ms' },
      { id: 'compile-cpu', title: 'processor time', of: cpu, unit: 'ms' },
    ],
  },
];
