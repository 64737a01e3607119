import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readAutojitProgram } from '../../server/program/program-file.js';
import { Program } from '../../server/program/program.js';
import { Run } from '../../server/run/run.js';
import { run, succeed, toolchain } from '../builds/support.js';
import { callgrindPairs, symbolsOf } from './callgrind.js';
import { compare, type Findings } from './compare.js';

/** With these, the names of a regular build are those of ours. */
const FLAGS = ['-g', '-Copt-level=0', '-Ccodegen-units=1', '-Csymbol-mangling-version=v0'];

/** A program of one file, which is run regular under valgrind, and by AutoJIT. */
export async function rustOracleOf(source: string, folder: string): Promise<Findings> {
  rmSync(folder, { recursive: true, force: true });
  const [regular, lazy] = [path.join(folder, 'regular'), path.join(folder, 'autojit')];
  for (const each of [regular, lazy]) mkdirSync(each, { recursive: true });
  const env = { AUTOJIT_STORE: path.join(lazy, 'store') };
  const [usual, ours] = [path.join(regular, 'prog'), path.join(lazy, 'prog')];
  succeed(folder, ['rustc', ...FLAGS, source, '-o', usual]);
  succeed(folder, [path.join(toolchain, 'bin', 'autojit-rustc'), 'rustc', ...FLAGS, source, '-o', ours], env);
  const trace = path.join(folder, 'trace');
  run(lazy, [ours], { ...env, AUTOJIT_TRACE: trace, AUTOJIT_ENGINE: 'inprocess' });
  const program = await Program.load(await readAutojitProgram(ours), new ManifestCache());
  const seen = new Run({ id: 'oracle', program: ours, args: [], startedAt: 0, trace, graph: program.graph });
  await seen.finish({ kind: 'gone' });
  // Each function that is compiled for this crate says so in its name: also one of the standard library's, for its types.
  const crate = path.basename(source, '.rs');
  const named = new RegExp(`_${String(crate.length)}${crate}`);
  const known = new Set(program.graph.functions.map(({ symbol }) => symbol));
  const isOwn = (symbol: string): boolean => known.has(symbol) || named.test(symbol);
  const there = symbolsOf(usual);
  const pairs = callgrindPairs(usual, path.join(folder, 'callgrind'), isOwn);
  return compare(pairs, program.graph, seen.state, ({ symbol }) => there.has(symbol));
}
