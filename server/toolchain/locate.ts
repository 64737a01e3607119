import { dirname, join } from 'node:path';

/** The LLVM major version that the plugin and the engine are built for. */
export const LLVM_MAJOR = 22;

/** Versions of clang whose bodies the engine reads: there is a plugin for each. */
export const CLANG_MAJORS = [LLVM_MAJOR, 19];

/** The parts of dist/toolchain (docs/architecture.md). */
export interface Toolchain {
  root: string;
  clang: string;
  clangxx: string;
  flang: string;
  /** A drop-in rustc, and what RUSTC_WRAPPER names. */
  rustc: string;
  config: string;
  /** Shows a body to people. */
  body: string;
  lib: string;
  /** Compiler names (`cc`, `gcc`, `clang` …) that lead to ours; first on PATH during `autojit build`. */
  shims: string;
  /** The same for Fortran (`gfortran` …), of use only where there is a flang. */
  fortranShims: string;
}

/** `AUTOJIT_TOOLCHAIN`, else beside the bundle that is running. */
export function locateToolchain(env: NodeJS.ProcessEnv = process.env, bundleFolder = __dirname): Toolchain {
  return toolchainAt(env['AUTOJIT_TOOLCHAIN'] || join(bundleFolder, 'toolchain'));
}

export function toolchainAt(root: string): Toolchain {
  return {
    root,
    clang: join(root, 'bin', 'autojit-clang'),
    clangxx: join(root, 'bin', 'autojit-clang++'),
    flang: join(root, 'bin', 'autojit-flang'),
    rustc: join(root, 'bin', 'autojit-rustc'),
    config: join(root, 'autojit.cfg'),
    body: join(root, 'bin', 'autojit-body'),
    lib: join(root, 'lib'),
    shims: join(root, 'shims'),
    fortranShims: join(root, 'shims', 'fortran'),
  };
}

/** Root of the checkout or of the installed extension, for messages that say where to build. */
export function projectRoot(bundleFolder = __dirname): string {
  return dirname(bundleFolder);
}
