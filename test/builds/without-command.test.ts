import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../harness/paths.js';
import { functionsOf, succeed, toolchain, workspace } from './support.js';

/** The README's table "Without the command" and the files that docs/builds.md gives for editors, each run as it stands there. */

const SQUARE = 'square 4.00\nsum 4.00\n';

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8').replaceAll('<toolchain>', toolchain);
}

/** What the table has for `what`: its code, one entry for each piece. */
function row(what: string): string[] {
  const section = read('README.md').split('## Without the command\n')[1]?.split('\n## ')[0] ?? '';
  const line = section.split('\n').find((candidate) => candidate.startsWith(`| ${what} |`)) ?? '';
  return [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
}

/** The one block of `language` in the section of docs/builds.md for editors. */
function block(language: string): string {
  const section = read('docs/builds.md').split('## From CMake Tools and rust-analyzer\n')[1]?.split('\n## ')[0] ?? '';
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section)?.[1] ?? '';
}

function shell(folder: string, command: string): void {
  succeed(folder, ['sh', '-c', command], { AUTOJIT_STORE: path.join(folder, '.autojit') });
}

test('the drop-in compilers, named to make, configure and Meson', () => {
  const [compilers = 'exit 1'] = row('make, autotools, Meson, scripts');
  const pack = workspace('pack');
  shell(pack, `make ${compilers}`);
  expect(functionsOf(pack, 'pack').lazy).toBe(26);
  const tally = workspace('autotools');
  shell(tally, `autoreconf -i && ./configure ${compilers} && make`);
  expect(functionsOf(tally, 'tally').lazy).toBe(7);
  const rot = workspace('meson');
  shell(rot, `${compilers} meson setup build && meson compile -C build`);
  expect(functionsOf(rot, 'build/rot').lazy).toBe(6); // two of its own, four of its library
});

test('clang with the config file', () => {
  const [compiler = 'exit 1'] = row('clang of your own');
  const folder = workspace('autotools');
  shell(folder, `autoreconf -i && ${compiler} ./configure && make`);
  expect(functionsOf(folder, 'tally').lazy).toBe(7);
  expect(succeed(folder, ['./tally', '2', '4']).stdout).toBe('2 numbers, mean 3, deviation 1.000\n');
});

test('the toolchain file of CMake', () => {
  const [configure = 'exit 1'] = row('CMake');
  const folder = workspace('cmake');
  shell(folder, `${configure} && cmake --build build`);
  expect(functionsOf(folder, 'build/shapes').lazy).toBeGreaterThan(100);
  expect(succeed(folder, ['./build/shapes', 'box:2x2']).stdout).toBe(SQUARE);
});

test('the presets for CMake Tools have the table’s line, and work with CMake alone', () => {
  const [line = 'nothing'] = row('CMake presets');
  const presets = block('json');
  expect(presets).toContain(line);
  const folder = workspace('cmake');
  writeFileSync(path.join(folder, 'CMakePresets.json'), presets);
  succeed(folder, ['cmake', '--preset', 'autojit']);
  succeed(folder, ['cmake', '--build', '--preset', 'autojit']);
  expect(functionsOf(folder, 'build/shapes').lazy).toBeGreaterThan(100);
  expect(succeed(folder, ['./build/shapes', 'box:2x2']).stdout).toBe(SQUARE);
});

const isRustHere = /^LLVM version: 22\./m.test(spawnSync('rustc', ['-vV'], { encoding: 'utf8' }).stdout ?? '');

describe.skipIf(!isRustHere)('needs a Rust with LLVM 22 (Debian: rustc-web and cargo-web)', () => {
  test('the drop-in rustc', () => {
    const [compile = 'exit 1'] = row('rustc');
    const folder = workspace('cargo');
    writeFileSync(path.join(folder, 'main.rs'), 'fn main() { println!("{}", 6 * 7); }\n');
    shell(folder, compile);
    expect(functionsOf(folder, 'main').lazy).toBeGreaterThan(0);
    expect(succeed(folder, ['./main']).stdout).toBe('42\n');
  });

  test('the lines for Cargo and rust-analyzer', () => {
    const [, section = 'nothing', line = 'nothing'] = row('Cargo');
    const lines = block('toml');
    expect(lines).toContain(`${section}\n${line}\n`);
    const folder = workspace('cargo');
    mkdirSync(path.join(folder, '.cargo'));
    writeFileSync(path.join(folder, '.cargo/config.toml'), lines);
    // Without the command and without a variable: the store is the one that the file names.
    succeed(folder, ['cargo', 'build', '--offline']);
    succeed(folder, ['cargo', 'check', '--offline']);
    succeed(folder, ['ls', '.autojit/modules']);
    expect(functionsOf(folder, 'target/debug/frequency').lazy).toBeGreaterThan(100);
    expect(succeed(folder, ['cargo', 'run', '--offline', '-q', '--', 'the', 'the']).stdout).toBe(
      'words, most frequent first\n2 the\n',
    );
  });
});
