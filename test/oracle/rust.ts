import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readAutojitProgram } from '../../server/program/program-file.js';
import { Program } from '../../server/program/program.js';
import { Run } from '../../server/run/run.js';
import { append } from '../../server/support/grouped.js';
import { run, succeed, toolchain } from '../builds/support.js';
import { callgrindPairs, symbolsOf } from './callgrind.js';
import { compare, type Findings } from './compare.js';

/** With these, the names of a regular build are those of ours. */
const RUST_FLAGS = ['-Ccodegen-units=1', '-Csymbol-mangling-version=v0'];

/** The standard library, and what it is made of, comes compiled. */
const COMPILED =
  /^(core|alloc|std|std_detect|hashbrown|gimli|addr2line|object|miniz_oxide|memchr|libc|cfg_if|unwind|adler2?|rustc_demangle|panic_unwind|__rustc|compiler_builtins)$/;

interface Built {
  /** The regular program, and ours. */
  usual: string;
  ours: string;
  store: string;
  /** Where what is noted goes. */
  files: string;
}

/** A program of one file, which is run regular under valgrind, and by AutoJIT. */
export async function rustOracleOf(source: string, folder: string): Promise<Findings> {
  rmSync(folder, { recursive: true, force: true });
  const [regular, lazy] = [path.join(folder, 'regular'), path.join(folder, 'autojit')];
  for (const each of [regular, lazy]) mkdirSync(each, { recursive: true });
  const built = {
    usual: path.join(regular, 'prog'),
    ours: path.join(lazy, 'prog'),
    store: path.join(lazy, 'store'),
    files: folder,
  };
  const flags = ['-g', '-Copt-level=0', ...RUST_FLAGS, source, '-o'];
  succeed(folder, ['rustc', ...flags, built.usual]);
  const wrapper = path.join(toolchain, 'bin', 'autojit-rustc');
  succeed(folder, [wrapper, 'rustc', ...flags, built.ours], { AUTOJIT_STORE: built.store });
  return rustFindings(built, [[]], folder);
}

/** A program that Cargo builds in its folder. Debug builds; what is run there does not depend on threads. */
export async function cargoOracleOf(
  { source, name, runs }: { source: string; name: string; runs: readonly string[][] },
  folder: string,
): Promise<Findings> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [regular, lazy] = [path.join(folder, 'regular'), path.join(folder, 'autojit')];
  const store = path.join(lazy, 'store');
  const env = { RUSTFLAGS: RUST_FLAGS.join(' '), XDG_CACHE_HOME: path.join(folder, '.user-cache') };
  const cargo = ['cargo', 'build', '--quiet', '--locked', '--offline', '--target-dir'];
  succeed(source, [...cargo, regular], env);
  const RUSTC_WRAPPER = path.join(toolchain, 'bin', 'autojit-rustc');
  succeed(source, [...cargo, lazy], { ...env, RUSTC_WRAPPER, AUTOJIT_STORE: store });
  const [usual, ours] = [path.join(regular, 'debug', name), path.join(lazy, 'debug', name)];
  return rustFindings({ usual, ours, store, files: folder }, runs, source);
}

/** `runs`: arguments of each, in `folder`. */
async function rustFindings(built: Built, runs: readonly string[][], folder: string): Promise<Findings> {
  const trace = path.join(built.files, 'trace');
  const env = { AUTOJIT_STORE: built.store, AUTOJIT_TRACE: trace, AUTOJIT_ENGINE: 'inprocess' };
  for (const args of runs) run(folder, [built.ours, ...args], env);
  const program = await Program.load(await readAutojitProgram(built.ours), new ManifestCache());
  const seen = new Run({ id: 'oracle', program: built.ours, args: [], startedAt: 0, trace, graph: program.graph });
  await seen.finish({ kind: 'gone' });
  const there = [...symbolsOf(built.usual)];
  const named = new Names(
    program.graph.functions.map(({ symbol }) => symbol),
    there,
  );
  const pairs = runs.flatMap((args) =>
    callgrindPairs([built.usual, ...args], folder, path.join(built.files, 'callgrind'), (symbol) =>
      named.ofOurs(symbol),
    ),
  );
  const told = new Set(there.flatMap((symbol) => named.ofOurs(symbol) ?? []));
  return compare(pairs, program.graph, seen.state, {
    isTold: ({ symbol }) => told.has(symbol),
    librariesJump: true,
  });
}

/** Cargo gives crates other ids where another compiler makes them: then it is what people read that names a function in both builds. */
class Names {
  private readonly ours: ReadonlySet<string>;
  private readonly read = new Map<string, string>();
  private readonly byName = new Map<string, string[]>();

  constructor(ours: readonly string[], usual: readonly string[]) {
    this.ours = new Set(ours);
    const all = [...new Set([...ours, ...usual])];
    const input = all.join('\n');
    const output = execFileSync('llvm-cxxfilt-22', { input, encoding: 'utf8', maxBuffer: 1 << 30 }).split('\n');
    all.forEach((symbol, at) => this.read.set(symbol, `${output[at] ?? symbol} of ${makerOf(symbol)}`));
    for (const symbol of this.ours) append(this.byName, this.read.get(symbol) ?? symbol, symbol);
  }

  /** Undefined for code that came compiled, and where several of ours are called the same. */
  ofOurs(symbol: string): string | undefined {
    if (this.ours.has(symbol)) return symbol;
    if (!isCompiledHere(symbol)) return undefined;
    const [only, ...others] = this.byName.get(this.read.get(symbol) ?? symbol) ?? [];
    return others.length > 0 ? undefined : (only ?? symbol);
  }
}

/** Generic functions are made by the crates that use them, each its own. */
function makerOf(symbol: string): string {
  const [, length = '0', rest = ''] = /Cs[0-9A-Za-z]+_(\d+)_?(\w+)$/.exec(symbol) ?? [];
  return rest.length === Number(length) ? rest : '';
}

/** It names a crate that was: also a function of the standard library's, for types of the program. */
function isCompiledHere(symbol: string): boolean {
  if (!symbol.startsWith('_R')) return false;
  const crates = [...symbol.matchAll(/Cs[0-9A-Za-z]*_(\d+)_?(\w+)/g)];
  return crates.some(([, length = '0', rest = '']) => !COMPILED.test(rest.slice(0, Number(length))));
}
