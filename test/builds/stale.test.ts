import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Freshness } from '../../protocol/lsp.js';
import { freshnessOf } from '../../server/program/freshness.js';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readAutojitProgram } from '../../server/program/program-file.js';
import { Program } from '../../server/program/program.js';
import { build, emptyFolder, run, succeed, toolchain } from './support.js';

/** A program is stale after an edit of whatever it was made of, whether that has functions or not. */

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

async function opened(file: string, cache = new ManifestCache()): Promise<Program> {
  return Program.load(await readAutojitProgram(file), cache);
}

/** What is said after each of the files, in the folder, has a later time than the program, one at a time. */
async function afterEditsOf(folder: string, file: string, names: string[]): Promise<Record<string, Freshness>> {
  const answers: Record<string, Freshness> = {};
  for (const name of names) {
    const edited = path.join(folder, name);
    const { atime, mtime } = statSync(edited);
    const program = await opened(file);
    expect(await freshnessOf(program, [folder])).toEqual({ stale: null, unsure: null });
    const later = new Date(program.file.builtAt + 60_000);
    utimesSync(edited, later, later);
    answers[name] = await freshnessOf(program, [folder]);
    utimesSync(edited, atime, mtime);
  }
  return answers;
}

const stale = (name: string): Freshness => ({
  stale: `${path.basename(name)} changed after this build.`,
  unsure: null,
});
const allStale = (names: string[]): Record<string, Freshness> =>
  Object.fromEntries(names.map((name) => [name, stale(name)]));

const C_FILES = {
  'src/main.c':
    '#include "config.h"\n#include "deep/list.h"\n#define NAME(n) n,\nstatic const int all[] = {\n#include "all.def"\n};\n' +
    'extern const int more[];\nint main(void) { return all[0] + more[SIZE] - (int)sizeof(struct list); }\n',
  'src/table.c': 'const int more[] = {1, 2, 3};\n',
  'src/config.h': '#include "../include/size.h"\n',
  'include/size.h': '#define SIZE 2\n',
  'include/deep/list.h': '#include <stddef.h>\nstruct list { struct list *next; size_t count; };\n',
  'src/all.def': 'NAME(1) NAME(2)\n',
  'include/unused.h': '#define UNUSED 1\n',
  'README.md': 'words\n',
};

test.each(['', '-g', '-O2 -save-temps'])('C, as %j: macros, types and lists that are included', async (flags) => {
  const folder = emptyFolder('stale-c');
  write(folder, C_FILES);
  build(folder, ['cc', ...flags.split(' ').filter(Boolean), '-Iinclude', 'src/main.c', 'src/table.c', '-o', 'prog']);
  const names = ['src/main.c', 'src/config.h', 'include/size.h', 'include/deep/list.h', 'src/all.def'];
  const answers = await afterEditsOf(folder, path.join(folder, 'prog'), [...names, 'include/unused.h', 'README.md']);
  const fresh = { stale: null, unsure: null };
  expect(answers).toEqual({ ...allStale(names), 'include/unused.h': fresh, 'README.md': fresh });
});

test('C: an object without functions, and how the program is built, may have a part', async () => {
  const folder = emptyFolder('stale-data');
  write(folder, { ...C_FILES, Makefile: 'prog:\n\tcc -Iinclude src/main.c src/table.c -o prog\n' });
  build(folder, ['make']);
  const answers = await afterEditsOf(folder, path.join(folder, 'prog'), ['src/table.c', 'Makefile', 'README.md']);
  expect(answers).toMatchObject({
    'src/table.c': { stale: null, unsure: { message: 'table.c changed after this build and may have a part in it.' } },
    Makefile: { stale: null, unsure: { message: 'Makefile changed after this build and may have a part in it.' } },
    'README.md': { stale: null, unsure: null },
  });
});

test('C++: constants, templates that nothing uses, and precompiled headers, which may be of anything', async () => {
  const folder = emptyFolder('stale-cxx');
  write(folder, {
    'main.cpp':
      '#include <vector>\n#include "constants.hpp"\nint main() { return std::vector<int>(limits::most).size() - 3; }\n',
    'constants.hpp': '#pragma once\n#include "unused.hpp"\nnamespace limits { constexpr int most = 3; }\n',
    'unused.hpp': 'template <class T> T twice(T value) { return value + value; }\n',
    'other.cpp': '#include "all.hpp"\nint main() { return limits::most - 3; }\n',
    'all.hpp': '#include "constants.hpp"\n',
  });
  const names = ['main.cpp', 'constants.hpp', 'unused.hpp'];
  build(folder, ['c++', '-g', 'main.cpp', '-o', 'prog']);
  expect(await afterEditsOf(folder, path.join(folder, 'prog'), names)).toEqual(allStale(names));

  build(folder, ['sh', '-c', 'c++ -x c++-header all.hpp -o all.hpp.pch && c++ -include all.hpp other.cpp -o other']);
  expect(await afterEditsOf(folder, path.join(folder, 'other'), ['other.cpp', 'constants.hpp'])).toMatchObject({
    'other.cpp': stale('other.cpp'),
    'constants.hpp': {
      stale: null,
      unsure: { message: 'constants.hpp changed after this build and may have a part in it.' },
    },
  });
});

test('what is included now counts, also where the code is the same as before', async () => {
  const folder = emptyFolder('stale-same');
  write(folder, {
    'main.c': '#include "before.h"\nint main(void) { return VALUE; }\n',
    'before.h': '#define VALUE 0\n',
    'after.h': '#define VALUE 0\n',
  });
  build(folder, ['cc', 'main.c', '-o', 'prog']);
  const cache = new ManifestCache();
  const file = path.join(folder, 'prog');
  const first = await opened(file, cache);
  write(folder, { 'main.c': '#include "after.h"\nint main(void) { return VALUE; }\n' });
  build(folder, ['cc', 'main.c', '-o', 'prog']);
  const second = await opened(file, cache);
  expect(second.file.modules).toEqual(first.file.modules);
  const later = new Date(second.file.builtAt + 60_000);
  utimesSync(path.join(folder, 'before.h'), later, later);
  expect(await freshnessOf(second, [folder])).toEqual({ stale: null, unsure: null });
  utimesSync(path.join(folder, 'after.h'), later, later);
  expect(await freshnessOf(second, [folder])).toEqual(stale('after.h'));
});

test('a checkout that changes a header of macros alone makes the program stale, and one that leaves it does not', async () => {
  const folder = emptyFolder('stale-git');
  write(folder, { 'main.c': '#include "value.h"\nint main(void) { return VALUE; }\n', 'value.h': '#define VALUE 0\n' });
  const git = (...args: string[]): void => {
    succeed(folder, ['git', '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args]);
  };
  git('init', '-q', '-b', 'main');
  git('add', 'main.c', 'value.h');
  git('commit', '-q', '-m', 'one');
  git('branch', 'same');
  git('checkout', '-q', '-b', 'other');
  write(folder, { 'value.h': '#define VALUE 4\n' });
  git('commit', '-q', '-a', '-m', 'two');
  git('checkout', '-q', 'main');
  build(folder, ['cc', 'main.c', '-o', 'prog']);
  const program = await opened(path.join(folder, 'prog'));
  git('checkout', '-q', 'same');
  expect(await freshnessOf(program, [folder])).toEqual({ stale: null, unsure: null });
  git('checkout', '-q', 'other');
  expect(await freshnessOf(program, [folder])).toEqual(stale('value.h'));
  build(folder, ['cc', 'main.c', '-o', 'prog']);
  expect(await freshnessOf(await opened(path.join(folder, 'prog')), [folder])).toEqual({ stale: null, unsure: null });
  expect(run(folder, ['./prog']).status).toBe(4);
});

const RUST_FILES = {
  'src/main.rs':
    'const TEXT: &str = include_str!("text.txt");\ninclude!("table.inc");\nfn main() { println!("{TEXT}{}", TABLE[0]); }\n',
  'src/text.txt': 'text',
  'src/table.inc': 'const TABLE: [i32; 1] = [1];\n',
};

test('Rust, by Cargo: files that are included, and what a build script says it reads', async () => {
  const folder = emptyFolder('stale cargo');
  write(folder, {
    ...RUST_FILES,
    'Cargo.toml': '[package]\nname = "prog"\nversion = "0.1.0"\nedition = "2021"\n',
    'build.rs': 'fn main() { println!("cargo:rerun-if-changed=data/in put.csv"); }\n',
    'data/in put.csv': '1,2\n',
  });
  build(folder, ['cargo', 'build', '--offline', '--quiet']);
  const names = [...Object.keys(RUST_FILES), 'data/in put.csv'];
  const answers = await afterEditsOf(folder, path.join(folder, 'target/debug/prog'), [...names, 'Cargo.toml']);
  expect(answers).toMatchObject({
    ...allStale(names),
    'Cargo.toml': {
      stale: null,
      unsure: { message: 'Cargo.toml changed after this build and may have a part in it.' },
    },
  });
});

test('Rust, by its compiler alone: whatever it may include may have a part', async () => {
  const folder = emptyFolder('stale-rustc');
  write(folder, RUST_FILES);
  const rustc = path.join(toolchain, 'bin', 'autojit-rustc');
  succeed(folder, [rustc, '-g', 'src/main.rs', '-o', 'prog'], { AUTOJIT_STORE: path.join(folder, '.autojit') });
  const answers = await afterEditsOf(folder, path.join(folder, 'prog'), Object.keys(RUST_FILES));
  expect(answers).toMatchObject({
    'src/main.rs': stale('main.rs'),
    'src/text.txt': {
      stale: null,
      unsure: { message: 'text.txt changed after this build and may have a part in it.' },
    },
    'src/table.inc': {
      stale: null,
      unsure: { message: 'table.inc changed after this build and may have a part in it.' },
    },
  });
});
