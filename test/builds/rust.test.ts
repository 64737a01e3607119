import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GraphSlice } from '../../protocol/graph.js';
import {
  autojitCommand,
  build,
  emptyFolder,
  functionsOf,
  remarks,
  run,
  succeed,
  toolchain,
  tryBuild,
  workspace,
} from './support.js';

/** Rust by its own compiler with our plugin. */

const rustc = path.join(toolchain, 'bin', 'autojit-rustc');
/** Every rustc of this machine that a build would find, and Debian's. */
const compilers = ['rustc', '/usr/bin/rustc'].filter((name) =>
  /^LLVM version: 22\./m.test(spawnSync(name, ['-vV'], { encoding: 'utf8' }).stdout ?? ''),
);
const LEVELS = [
  ['-g'],
  ['-O', '-g', '-Ccodegen-units=16'],
  ['-Copt-level=1', '-Ccodegen-units=1'],
  ['-Copt-level=3', '-Clto=fat'],
  ['-Copt-level=s', '-Clto=thin'],
  ['-O', '-Cpanic=abort', '--cfg', 'no_unwinding'],
];
const WORDS = ['the', 'cat', 'and', 'the', 'dog'];
const COUNTED = 'words, most frequent first\n2 the\n1 and\n1 cat\n1 dog\n';

/** Each call once, so that there is one right answer. */
const PICTURE = `
mod north { pub fn same(x: i32) -> i32 { x + 1 } }
mod south { pub fn same(x: i32) -> i32 { x + 2 } }
trait Animal { fn noise(&self) -> i32; }
struct Dog; struct Cat;
impl Animal for Dog { fn noise(&self) -> i32 { north::same(1) } }
impl Animal for Cat { fn noise(&self) -> i32 { south::same(1) } }
fn generic<T: Animal>(a: &T) -> i32 { a.noise() }
fn worker() { let twice = |x: i32| x * 2; std::process::exit(twice(3)); }
fn main() {
    let sum = generic(&Dog) + generic(&Cat);
    std::thread::spawn(worker as fn()).join().unwrap();
    std::process::exit(sum);
}
`;

describe.skipIf(compilers.length === 0)('needs a Rust with LLVM 22 (Debian: rustc-web and cargo-web)', () => {
  test.each(compilers)('a program of one file by %s at every level, as in a regular build', (compiler) => {
    const folder = workspace('cargo');
    const env = { AUTOJIT_RUSTC: compiler, AUTOJIT_STORE: path.join(folder, '.autojit'), RUST_BACKTRACE: '0' };
    const source = 'test/builds/inputs/language.rs';
    succeed(folder, ['cp', path.resolve(source), 'language.rs']);
    // The others differ from the first in their version; one look each at debug and release will do.
    for (const flags of compiler === compilers[0] ? LEVELS : LEVELS.slice(0, 2)) {
      succeed(folder, [compiler, '--edition', '2021', ...flags, '-o', 'regular', 'language.rs']);
      const compiled = succeed(folder, [rustc, '--edition', '2021', ...flags, '-o', 'lazy', 'language.rs'], env);
      expect(compiled, flags.join(' ')).toMatchObject({ stdout: '', stderr: '' });
      const [expected, cold, warm] = ['./regular', './lazy', './lazy'].map((program) => run(folder, [program], env));
      expect(expected?.status).toBe(0);
      expect(cold, flags.join(' ')).toEqual(expected);
      expect(warm, flags.join(' ')).toEqual(expected);
      expect(functionsOf(folder, 'lazy').lazy, flags.join(' ')).toBeGreaterThan(10);
    }
  });

  test('Cargo: debug and release, build scripts stay regular, the project’s own rustflags stay', () => {
    const folder = workspace('cargo');
    mkdirSync(path.join(folder, '.cargo'));
    writeFileSync(path.join(folder, '.cargo/config.toml'), '[build]\nrustflags = ["--cfg", "own_flag"]\n');
    const main = path.join(folder, 'src/main.rs');
    appendFileSync(main, '\n#[cfg(not(own_flag))]\ncompile_error!("flags are gone");\n');
    for (const [profile, program] of [
      [[], 'target/debug/frequency'],
      [['--release'], 'target/release/frequency'],
    ] as const) {
      expect(remarks(build(folder, ['cargo', 'build', '--offline', ...profile]))).toEqual([]);
      expect(succeed(folder, [program, ...WORDS]).stdout).toBe(COUNTED);
      expect(succeed(folder, [program, '--panic']).stdout).toBe('guard dropped\ncaught: true\n');
      const { lazy, eager } = functionsOf(folder, program);
      expect(lazy).toBeGreaterThan(100);
      expect(eager).toBe(0);
    }
    const script = succeed(folder, ['find', 'target/debug/build', '-name', 'build-script-build']).stdout.trim();
    expect(succeed(folder, ['readelf', '-SW', script]).stdout).not.toContain('autojit_modules');
  });

  test('Cargo: an edit builds incrementally, and the new code runs', () => {
    const folder = workspace('cargo');
    build(folder, ['cargo', 'build', '--offline']);
    expect(succeed(folder, ['target/debug/frequency', ...WORDS]).stdout).toBe(COUNTED);
    const library = path.join(folder, 'words/src/lib.rs');
    writeFileSync(library, readFileSync(library, 'utf8').replace('str::to_lowercase', 'str::to_uppercase'));
    build(folder, ['cargo', 'build', '--offline']);
    expect(succeed(folder, ['target/debug/frequency', 'the', 'the']).stdout).toBe(
      'words, most frequent first\n2 THE\n',
    );
  });

  test('Cargo: a regular build and one with AutoJIT share a folder and are never mixed', () => {
    const folder = workspace('cargo');
    const isLazy = (): boolean =>
      succeed(folder, ['readelf', '-SW', 'target/debug/frequency']).stdout.includes('autojit_modules');
    succeed(folder, ['cargo', 'build', '--offline']);
    expect(isLazy()).toBe(false);
    build(folder, ['cargo', 'build', '--offline']);
    expect(isLazy()).toBe(true);
    succeed(folder, ['cargo', 'build', '--offline']);
    expect(isLazy()).toBe(false);
  });

  test('its picture starts at its own main, and leads to threads, closures and each instance', () => {
    const folder = emptyFolder('rust-picture');
    writeFileSync(path.join(folder, 'main.rs'), PICTURE);
    succeed(folder, [rustc, '--edition', '2021', '-g', 'main.rs', '-o', 'prog']);
    const options = ['--own', '--depth', '9', '--format', 'json'];
    const { stdout } = succeed(folder, [autojitCommand, 'graph', 'prog', ...options]);
    const { nodes, edges, root = '' } = JSON.parse(stdout) as GraphSlice;
    const labels = new Map(nodes.map(({ id, label }) => [id, label]));
    expect(labels.get(root)).toBe('main::main');
    const calls = edges.map(({ from, kind, to }) => `${labels.get(from) ?? '?'} ${kind} ${labels.get(to) ?? '?'}`);
    expect(calls.sort()).toEqual([
      'Cat::noise direct south::same',
      'Dog::noise direct north::same',
      'main::generic::<Cat> direct Cat::noise',
      'main::generic::<Dog> direct Dog::noise',
      'main::main direct main::generic::<Cat>',
      'main::main direct main::generic::<Dog>',
      'main::main passes main::worker',
      'main::worker direct worker::{closure#0}',
    ]);
  });

  test('static programs are refused in one line', () => {
    const folder = workspace('cargo');
    const result = run(folder, [rustc, '-Ctarget-feature=+crt-static', '--edition', '2021', 'build.rs']);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/^autojit: a static program \(\+crt-static\) cannot load the engine .*\n$/);
  });
});

test('a rustc with another LLVM is refused in one line, by the drop-in and for Cargo', () => {
  const folder = workspace('cargo');
  const old = path.join(folder, 'rustc-old');
  writeFileSync(old, '#!/bin/sh\necho "rustc 1.85.0"\necho "LLVM version: 19.1.7"\n', { mode: 0o755 });
  const message = `autojit: ${old} has LLVM 19.1.7, AutoJIT needs LLVM 22: use Rust 1.95 or another with that LLVM (rustc -vV says), or build with AUTOJIT_DISABLE=1\n`;
  expect(run(folder, [rustc, 'build.rs'], { AUTOJIT_RUSTC: old })).toEqual({ status: 1, stdout: '', stderr: message });
  expect(run(folder, [rustc, old, '-vV'])).toEqual({ status: 1, stdout: '', stderr: message });
  renameSync(old, path.join(folder, 'rustc'));
  const cargo = tryBuild(folder, [rustc, path.join(folder, 'rustc'), '-vV']);
  expect(cargo.stderr).toContain('has LLVM 19.1.7');
});
