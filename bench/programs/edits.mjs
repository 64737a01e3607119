// One function edited in a program of about 100 modules, built again by make, by CMake with Ninja and by Cargo, and run: to its first output, and the
// link alone.
import fs from 'node:fs';
import path from 'node:path';
import { Failure, capture, which } from '../../tooling/exec.mjs';
import { cache, toolchain } from '../../tooling/paths.mjs';
import { interleave, time } from '../measure.mjs';

const MODULES = 100;
const FUNCTIONS = 20;
const EDITED = MODULES >> 1;
const LINKED = 'linked';

/** What stands in for the linker driver: notes how long it took. */
const TIMED = `#!/bin/bash
start=$EPOCHREALTIME
"$EDITS_CC" -fuse-ld=lld "$@"
code=$?
echo "$start $EPOCHREALTIME" > "$EDITS_FOLDER/${LINKED}"
exit $code
`;

const numbers = (count) => Array.from({ length: count }, (_, i) => i);

/** `edit` is what the program prints. */
function cModule(m, edit) {
  const functions = numbers(FUNCTIONS).map(
    (f) => `int m${m}_${f}(int a) { int b = a * ${m + f + 1}; for (int i = 0; i < a; ++i) b ^= b << 1 | i; return b; }`,
  );
  return [...functions, `int m${m}(int a) { return a < 0 ? m${m}_${m % FUNCTIONS}(a) : ${edit}; }`, ''].join('\n');
}

const cMain = `#include <stdio.h>
${numbers(MODULES)
  .map((m) => `int m${m}(int);`)
  .join('\n')}
int main(int count, char **words) {
  int sum = m${EDITED}(count);
  if (count > 1)
    sum += ${numbers(MODULES)
      .map((m) => `m${m}(-sum)`)
      .join(' + ')};
  printf("%d\\n", sum);
  return 0;
}
`;

function writeC(folder) {
  for (const m of numbers(MODULES)) fs.writeFileSync(path.join(folder, `m${m}.c`), cModule(m, 0));
  fs.writeFileSync(path.join(folder, 'main.c'), cMain);
}

const editC = (folder, edit) => fs.writeFileSync(path.join(folder, `m${EDITED}.c`), cModule(EDITED, edit));

function rustModule(m, edit) {
  const functions = numbers(FUNCTIONS).map(
    (f) => `pub fn f${f}(a: i32) -> i32 { (0..a).fold(a.wrapping_mul(${m + f + 1}), |b, i| b ^ (b << 1 | i)) }`,
  );
  return [...functions, `pub fn run(a: i32) -> i32 { if a < 0 { f${m % FUNCTIONS}(a) } else { ${edit} } }`, ''].join(
    '\n',
  );
}

function writeRust(folder) {
  fs.mkdirSync(path.join(folder, 'src'));
  for (const m of numbers(MODULES)) fs.writeFileSync(path.join(folder, 'src', `m${m}.rs`), rustModule(m, 0));
  const modules = numbers(MODULES).map((m) => `mod m${m};`);
  const all = numbers(MODULES).map((m) => `m${m}::run(-sum)`);
  fs.writeFileSync(
    path.join(folder, 'src', 'main.rs'),
    `#![allow(dead_code)]\n${modules.join('\n')}\nfn main() {\n  let count = std::env::args().count() as i32;\n  let mut sum = m${EDITED}::run(count);\n  if count > 1 { sum += ${all.join(' + ')}; }\n  println!("{sum}");\n}\n`,
  );
  fs.writeFileSync(
    path.join(folder, 'Cargo.toml'),
    '[package]\nname = "program"\nversion = "1.0.0"\nedition = "2021"\n',
  );
}

const compilers = { regular: 'clang-22', warm: path.join(toolchain, 'bin', 'autojit-clang') };

const SYSTEMS = {
  make: {
    title: 'make',
    program: 'program',
    write(folder) {
      writeC(folder);
      fs.writeFileSync(
        path.join(folder, 'Makefile'),
        `objects := $(patsubst %.c,%.o,$(wildcard *.c))\nprogram: $(objects)\n\t./timed -o $@ $^\n%.o: %.c\n\t$(EDITS_CC) -g -c -o $@ $<\n`,
      );
    },
    edit: editC,
    build: () => ['make', ['-s']],
  },
  ninja: {
    title: 'CMake and Ninja',
    program: 'build/program',
    write(folder) {
      writeC(folder);
      fs.writeFileSync(
        path.join(folder, 'CMakeLists.txt'),
        `cmake_minimum_required(VERSION 3.20)\nproject(program C)\nfile(GLOB sources *.c)\nadd_executable(program \${sources})\nset(CMAKE_C_LINK_EXECUTABLE "${path.join(folder, 'timed')} <FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")\n`,
      );
    },
    configure: (side) => [
      'cmake',
      ['-G', 'Ninja', '-S', '.', '-B', 'build', '-DCMAKE_BUILD_TYPE=Debug', `-DCMAKE_C_COMPILER=${compilers[side]}`],
    ],
    edit: editC,
    build: () => ['ninja', ['-C', 'build']],
  },
  cargo: {
    title: 'Cargo',
    program: 'target/debug/program',
    isHere: () => which('cargo') && /^LLVM version: 22\./m.test(capture('rustc', ['-vV']) ?? ''),
    write: writeRust,
    edit: (folder, edit) => fs.writeFileSync(path.join(folder, 'src', `m${EDITED}.rs`), rustModule(EDITED, edit)),
    build: () => ['cargo', ['build', '--offline', '--quiet']],
    env: (folder, side) => ({
      CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER: path.join(folder, 'timed'),
      ...(side === 'warm' && { RUSTC_WRAPPER: path.join(toolchain, 'bin', 'autojit-rustc') }),
    }),
  },
};

function optionsFor(system, side, folder) {
  const env = { EDITS_CC: compilers[side], EDITS_FOLDER: folder, AUTOJIT_STORE: path.join(folder, '.autojit') };
  return { cwd: folder, env: { ...env, ...system.env?.(folder, side) } };
}

async function prepare(name, system, side) {
  const folder = path.join(cache, 'bench', 'edits', name, side);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'timed'), TIMED, { mode: 0o755 });
  system.write(folder);
  const options = optionsFor(system, side, folder);
  if (system.configure) await time(...system.configure(side), options);
  await time(...system.build(), options);
  await time(path.join(folder, system.program), [], options);
  return folder;
}

/** Milliseconds of the last link, by the script that stands in for it. */
function linkTime(folder) {
  const file = path.join(folder, LINKED);
  const [start, end] = fs.readFileSync(file, 'utf8').trim().split(' ').map(Number);
  fs.rmSync(file);
  return (end - start) * 1000;
}

/** Sleeps until the clock of file systems has gone on: make takes what is of the same tick for up to date. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

/** An edit to something that was not there before, the build, and the run to its output, which must be the edit's. */
async function afterEdit(system, side, folder, edit) {
  const options = optionsFor(system, side, folder);
  fs.rmSync(path.join(folder, LINKED), { force: true });
  await tick();
  system.edit(folder, edit);
  const built = await time(...system.build(), options);
  const link = linkTime(folder);
  const program = path.join(folder, system.program);
  const ran = await time(program, [], options);
  const said = capture(program, [], { ...options, env: { ...process.env, ...options.env } })?.trim();
  if (said !== String(edit))
    throw new Failure(`\`${program}\` printed ${said} after an edit that makes it print ${edit}.`);
  return { wall: built.wall + ran.wall, link };
}

/** Both cases of one build system are of the same rounds. */
function measured(name, system) {
  let samples;
  const measure = async (rounds, progress) => {
    const sides = Object.keys(compilers);
    const folders = {};
    for (const side of sides) folders[side] = await prepare(name, system, side);
    let edits = 0;
    const ways = sides.map((side) => [side, () => afterEdit(system, side, folders[side], ++edits)]);
    return interleave(rounds, Object.fromEntries(ways), progress);
  };
  return (rounds, progress) => (samples ??= measure(rounds, progress));
}

export function edits() {
  return Object.entries(SYSTEMS)
    .filter(([, { isHere }]) => isHere === undefined || isHere())
    .flatMap(([name, system]) => {
      const measure = measured(name, system);
      const title = `${system.title}, ${MODULES} modules, one function edited`;
      return [
        { id: `edits-${name}`, title: `${title}: to the first output`, unit: 'ms', of: ({ wall }) => wall, measure },
        { id: `edits-${name}-link`, title: `${title}: the link alone`, unit: 'ms', of: ({ link }) => link, measure },
      ];
    });
}
