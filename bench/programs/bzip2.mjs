// A small program that works hard: bzip2 from its Debian source package (or examples/pack), -O0 -g.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareRuns } from '../../tooling/lazy-run.mjs';
import { cache, toolchain } from '../../tooling/paths.mjs';
import { prepare } from '../../tooling/prepare.mjs';
import { interleave, memory, sum, time } from '../measure.mjs';
import { inAllWays, withoutDaemons } from '../ways.mjs';

/** A private copy of the sources, so that timing a clean build leaves the workspaces alone. */
function compileIn(folder, compiler, make) {
  const store = path.join(folder, '.store');
  return () => {
    spawnSync('make', ['clean'], { cwd: folder, stdio: 'ignore' });
    fs.rmSync(store, { recursive: true, force: true });
    return time('make', [`CC=${compiler}`, ...make], { cwd: folder, env: { AUTOJIT_STORE: store } });
  };
}

async function compileTimes({ lazy, make }, rounds, progress) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-bench-'));
  const copy = (name) => {
    const folder = path.join(temporary, name);
    fs.cpSync(lazy, folder, { recursive: true, filter: (file) => !/\/\.(autojit|vscode)$/.test(file) });
    return folder;
  };
  const lazily = compileIn(copy('autojit'), path.join(toolchain, 'bin', 'autojit-clang'), make);
  try {
    return await interleave(rounds, { regular: compileIn(copy('regular'), 'clang-22', make), cold: lazily }, progress);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

export async function bzip2({ example }, step) {
  const workspace = await prepare({ example });
  await step('Checking that both builds write the same bytes', 'bench-compare', (io) => compareRuns(workspace, io));
  const { name, sample } = workspace;
  const packed = path.join(cache, 'outputs', 'regular.packed');
  const programs = { regular: workspace.regularProgram, lazy: workspace.lazyProgram };
  const both = async (program, options) =>
    sum(await time(program, workspace.pack(sample), options), await time(program, workspace.unpack(packed), options));
  const size = (file) => [fs.statSync(file).size];
  return [
    {
      id: 'bzip2-size',
      title: `${name} -O0 -g: file size`,
      quick: true,
      unit: 'bytes',
      goals: { cold: { ratio: 0.22 } },
      measure: () => ({ regular: size(programs.regular), cold: size(programs.lazy) }),
    },
    {
      id: 'bzip2-compile',
      title: `${name} -O0 -g: clean compile, one job, processor time`,
      quick: true,
      unit: 'ms',
      of: ({ cpu }) => cpu,
      measure: (rounds, progress) => compileTimes(workspace, rounds, progress),
    },
    {
      id: 'bzip2-help',
      title: `${name} --help`,
      quick: true,
      unit: 'ms',
      of: ({ wall }) => wall,
      goals: { cold: { over: 40 }, warm: { over: 2 }, daemonCold: { over: 10 }, daemonWarm: { over: 10 } },
      measure: (rounds, progress) =>
        interleave(
          4 * rounds,
          inAllWays(programs, (program, options) => time(program, ['--help'], options)),
          progress,
        ),
    },
    {
      id: 'bzip2-run',
      title: `${name}: 20 MB packed and unpacked, processor time`,
      quick: true,
      unit: 'ms',
      of: ({ cpu }) => cpu,
      goals: { cold: { ratio: 1.05 }, warm: { ratio: 1.02 } },
      measure: (rounds, progress) => interleave(rounds, withoutDaemons(programs, both), progress),
    },
    {
      id: 'bzip2-memory',
      title: `${name}: 20 MB packed, peak memory`,
      unit: 'bytes',
      goals: { warm: { over: 8 << 20 } },
      measure: (rounds, progress) =>
        interleave(
          rounds,
          inAllWays(programs, (program, options) => memory(program, workspace.pack(sample), options)),
          progress,
        ),
    },
  ];
}
