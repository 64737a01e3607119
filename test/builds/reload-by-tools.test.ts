import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ReloadProgram } from './reload-program.js';
import { autojitCommand, toolchain } from './support.js';
import path from 'node:path';

/** Every build tool: a reload that a person asks for after a build, and those of saves. */

const C = {
  'include/limits.h': '#define LIMIT 10\n',
  'include/more.h': 'int more(int a);\n',
  'src/main.c': `#include "limits.h"
#include "more.h"
#include <stdio.h>
#include <unistd.h>
static void step(void) { printf("more %d limit %d\\n", more(4), LIMIT); fflush(stdout); }
int main(void) { for (;;) { step(); usleep(20000); } }
`,
  'src/parts/more.c': '#include "more.h"\nint more(int a) { return a * 2; }\n',
};
const RUST = {
  'Cargo.toml':
    '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nparts = { path = "parts" }\n',
  'parts/Cargo.toml': '[package]\nname = "parts"\nversion = "1.0.0"\nedition = "2021"\n',
  'parts/src/lib.rs': 'pub mod limits;\npub fn more(a: i32) -> i32 { a * 2 }\n',
  'parts/src/limits.rs': 'pub const LIMIT: i32 = 10;\n',
  'src/main.rs': `use std::io::Write;
fn step() { println!("more {} limit {}", parts::more(4), parts::limits::LIMIT); std::io::stdout().flush().unwrap(); }
fn main() { loop { step(); std::thread::sleep(std::time::Duration::from_millis(20)); } }
`,
};
const CMAKE = `cmake_minimum_required(VERSION 3.20)
project(app C)
set(CMAKE_BUILD_TYPE Debug)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
add_executable(app src/main.c src/parts/more.c)
target_include_directories(app PRIVATE include)
`;
const MAKEFILE = `CFLAGS = -g -MMD -Iinclude
app: src/main.o src/parts/more.o
	$(CC) $^ -o $@
-include src/main.d src/parts/more.d
`;
const MESON = `project('app', 'c', default_options: ['buildtype=debug'])
executable('app', 'src/main.c', 'src/parts/more.c', include_directories: 'include')
`;
const DATABASE_OBJECTS = ['main', 'parts/more'].map((name) => `build/CMakeFiles/app.dir/src/${name}.c.o`).join(' ');

interface Tool {
  title: string;
  files: Record<string, string>;
  configure?: string;
  build: string;
  program: string;
  more: string;
  limits: string;
}

const ofC = { more: 'src/parts/more.c', limits: 'include/limits.h' };
const TOOLS: Tool[] = [
  {
    title: 'CMake with Ninja',
    files: { ...C, 'CMakeLists.txt': CMAKE },
    configure: 'cmake -G Ninja -S . -B build',
    ...{ build: 'cmake --build build', program: 'build/app', ...ofC },
  },
  { title: 'make', files: { ...C, Makefile: MAKEFILE }, build: 'make', program: './app', ...ofC },
  {
    title: 'Meson',
    files: { ...C, 'meson.build': MESON },
    configure: 'meson setup build',
    ...{ build: 'meson compile -C build', program: 'build/app', ...ofC },
  },
  {
    title: 'compile_commands.json',
    files: { ...C, 'CMakeLists.txt': CMAKE },
    configure: 'cmake -S . -B build',
    build: `${autojitCommand} build --compile-commands build/compile_commands.json && cc ${DATABASE_OBJECTS} -o app`,
    ...{ program: './app', ...ofC },
  },
  {
    title: 'Cargo',
    files: RUST,
    build: 'cargo build',
    program: 'target/debug/app',
    more: 'parts/src/lib.rs',
    limits: 'parts/src/limits.rs',
  },
];

const hasRust = spawnSync(path.join(toolchain, 'bin', 'autojit-rustc'), ['-vV']).status === 0;

test.each(TOOLS.filter(({ files }) => files !== RUST || hasRust))(
  '$title: a build that a person makes, and those of saves',
  async ({ files, configure, build, program: app, more, limits }) => {
    const first = configure === undefined ? build : `${configure} && ${build}`;
    const program = new ReloadProgram(files, ['sh', '-c', first], app);
    await program.start();
    program.edit([['a * 2', 'a * 3']], more);
    program.rebuild();
    expect(program.reload().says).toMatch(/^reloaded 1 function: (?:parts::)?more$/);
    await program.lineLike(/^more 12 limit 10$/);
    program.stop();

    await program.startAndWatch(build);
    program.edit([['a * 3', 'a * 4']], more);
    await program.lineLike(/^more 16 limit 10$/);
    // A header, or a module, without a function.
    program.edit([['10', '11']], limits);
    await program.lineLike(/^more 16 limit 11$/);
  },
);
