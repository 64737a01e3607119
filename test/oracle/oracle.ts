import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readAutojitProgram } from '../../server/program/program-file.js';
import { Program } from '../../server/program/program.js';
import { Run } from '../../server/run/run.js';
import { run, succeed, toolchain } from '../builds/support.js';
import { compare, type Findings } from './compare.js';
import { readPairs } from './pairs.js';

/** A program that is built twice and does the same both times. */
export interface Subject {
  name: string;
  /** Where its sources are; it is built in folders beside them. */
  source: string;
  /** Commands that build `prog` here, with `cc`, `cxx` and flags as they are given. */
  build(tools: { cc: string; cxx: string; flags: string[]; link: string[]; out: string }): string[][];
  /** Each in the same folder, whatever it ends with. */
  runs: (string[] | { command: string[]; input: string })[];
}

const FLAGS = ['-O0', '-g', '-fno-omit-frame-pointer'];

/** Builds and runs it regular, with every function telling who calls it, and by AutoJIT. */
export async function oracleOf(subject: Subject, folder: string): Promise<Findings> {
  rmSync(folder, { recursive: true, force: true });
  const [regular, lazy] = [path.join(folder, 'regular'), path.join(folder, 'autojit')];
  for (const each of [regular, lazy]) mkdirSync(each, { recursive: true });
  const recorder = path.join(folder, 'recorder.o');
  succeed(folder, [
    'clang-22',
    ...FLAGS,
    '-O2',
    '-fPIC',
    '-c',
    path.join(import.meta.dirname, 'recorder.c'),
    '-o',
    recorder,
  ]);

  // The folder of the source is left as it is.
  const cache = { XDG_CACHE_HOME: path.join(folder, '.user-cache') };
  const env = { ...cache, AUTOJIT_STORE: path.join(lazy, 'store') };
  const instrumented = { cc: 'clang-22', cxx: 'clang++-22', flags: [...FLAGS, '-finstrument-functions'] };
  const bin = (name: string): string => path.join(toolchain, 'bin', name);
  const cut = { cc: bin('autojit-clang'), cxx: bin('autojit-clang++'), flags: FLAGS };
  for (const command of subject.build({ ...instrumented, link: [recorder], out: regular }))
    succeed(subject.source, command, cache);
  for (const command of subject.build({ ...cut, link: [], out: lazy })) succeed(subject.source, command, env);

  const pairs = path.join(folder, 'pairs');
  const trace = path.join(folder, 'trace');
  for (const each of subject.runs) {
    const { command, input = '' } = Array.isArray(each) ? { command: each } : each;
    const shell = (at: string): string[] => ['sh', '-c', 'PATH="$PWD:$PATH"; exec "$@"', at, ...command];
    run(regular, shell(regular), { ORACLE_PAIRS: pairs }, input);
    run(lazy, shell(lazy), { ...env, AUTOJIT_TRACE: trace, AUTOJIT_ENGINE: 'inprocess' }, input);
  }
  const program = await Program.load(await readAutojitProgram(path.join(lazy, 'prog')), new ManifestCache());
  const seen = new Run({ id: 'oracle', program: program.path, args: [], startedAt: 0, trace, graph: program.graph });
  await seen.finish({ kind: 'gone' });
  return compare(readPairs(path.join(regular, 'prog'), pairs), program.graph, seen.state);
}
