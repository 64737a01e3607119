// What is measured, and the goal of each.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { toolchain } from '../scripts/lib/paths.mjs';
import { interleave, spread, time } from './measure.mjs';

const size = (file) => spread([fs.statSync(file).size]);

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
    (await time(program, workspace.pack(workspace.sample))) + (await time(program, workspace.unpack(packed)));
  return { regular: both(workspace.regularProgram), autojit: both(workspace.lazyProgram) };
};

/** `goal` is about the ratio, except where `goalOf` says that it is about the AutoJIT figure itself. */
export const cases = [
  {
    id: 'file-size',
    title: (name) => `${name} file size, -O0 -g`,
    unit: 'bytes',
    goal: 0.22,
    measure: ({ workspace }) => ({ regular: size(workspace.regularProgram), autojit: size(workspace.lazyProgram) }),
  },
  {
    id: 'run',
    title: (name) => `${name}, 20 MB packed and unpacked, cold`,
    unit: 'ms',
    goal: 1.1,
    measure: ({ workspace, packed, rounds, progress }) => {
      const { regular, autojit } = runs(workspace, packed);
      return interleave(rounds, regular, autojit, progress);
    },
  },
  {
    id: 'help',
    title: (name) => `${name} --help, cold`,
    unit: 'ms',
    goal: 80,
    goalOf: 'autojit',
    measure: ({ workspace, rounds, progress }) =>
      interleave(
        rounds * 4,
        () => time(workspace.regularProgram, ['--help']),
        () => time(workspace.lazyProgram, ['--help']),
        progress,
      ),
  },
  {
    id: 'compile',
    title: (name) => `${name} clean compile, -O0 -g, one job`,
    unit: 'ms',
    measure: ({ workspace, rounds, progress }) => compileTimes(workspace, rounds, progress),
  },
];
