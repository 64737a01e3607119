// The Debian packages that AutoJIT needs, each with its reason.
import { which } from './exec.mjs';

/** To build programs and the toolchain, and to debug. */
const toolchain = {
  'clang-22': 'compiles programs, with our plugin',
  'llvm-22-dev': 'the libraries of plugin and engine',
  'llvm-19-dev': 'the plugin for programs that clang 19 compiles',
  'clang-19': "the toolchain's tests (the older compiler)",
  'llvm-22-tools': "the toolchain's tests (lit, FileCheck)",
  'lld-22': 'links programs',
  'lldb-22': 'the debugger and its adapter, lldb-dap',
  gdb: 'the other debugger, for the tests',
  'qemu-user': "the toolchain's tests (programs in an emulator)",
  valgrind: "the toolchain's tests (programs under memcheck and callgrind)",
  'libclang-rt-22-dev': 'sanitizer runs',
  'libomp-22-dev': "the toolchain's tests (OpenMP)",
  'libobjc-12-dev': "the toolchain's tests (Objective-C)",
  'libc++-22-dev': "the toolchain's tests (the other C++ library)",
  'libc++abi-22-dev': "the toolchain's tests (the same)",
  'libunwind-22-dev': "the toolchain's tests (the other unwinder)",
  'clang-format-22': 'the format check of C and C++',
  'libc6-dev': 'headers of the C library',
  'libzstd-dev': 'linked by LLVM',
  'libtomlplusplus-dev': 'the plugin reads autojit.toml with it',
  'zlib1g-dev': 'linked by LLVM',
  cmake: 'builds the toolchain',
  'ninja-build': 'builds the toolchain',
  'g++': 'the C++ library, and native modules of code-server',
  make: 'builds bzip2, and native modules of code-server',
};
/** VS Code in the browser. */
const editor = {
  'libkrb5-dev': 'a native module of code-server',
  'pkg-config': 'native modules of code-server',
  python3: 'native modules of code-server, and lit',
};
/** The end-to-end tests look at the editor as a person does. */
const browser = {
  chromium: 'runs the end-to-end tests',
  'fonts-dejavu-core': 'text in their screenshots',
  lcov: 'reads exported coverage (genhtml)',
  // Not beside another Go.
  ...(which('go') ? {} : { 'golang-go': 'reads exported profiles (go tool pprof)' }),
};

/** Not beside another Rust: Debian's packages exclude each other, and who has rustup means its compilers. */
const rust = which('rustc') ? {} : { 'rustc-web': 'Rust programs in tests', 'cargo-web': 'the same' };
/** The tests of builds: every build system and compiler that works with AutoJIT. */
const builds = {
  autoconf: 'the tests of builds (autotools)',
  automake: 'the tests of builds (the same)',
  ccache: 'the tests of builds',
  sccache: 'the tests of builds',
  meson: 'the tests of builds',
  'flang-22': 'the tests of builds (Fortran)',
  'nginx-light': 'the tests of the team cache (a plain server; Debian starts it as a service too)',
  'redis-tools': 'the tests of the team cache (the program of the Redis server, without the service)',
  'libgtest-dev': 'the tests of lenses above tests',
  catch2: 'the tests of the Test Explorer',
  ...rust,
};

export const needs = { toolchain, editor, browser, builds, rust };
