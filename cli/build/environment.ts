import { delimiter, join } from 'node:path';
import { TIMES_FILE } from '../../server/report/compile-times.js';
import type { Toolchain } from '../../server/toolchain/locate.js';

/** Programs that stand before a compiler in CC and go on to it: what the user chose there stays. */
export const LAUNCHER = /^(.*\/)?(ccache|sccache|distcc|icecc)$/;

interface Surroundings {
  toolchain: Toolchain;
  store: string;
  env: NodeJS.ProcessEnv;
  /** Files `autojit.toml` that the build's sources may heed. */
  choices: readonly string[];
  /** Whether there is a flang to stand in for other Fortran compilers. */
  fortran: boolean;
  /** The same compilers without the plugin. */
  regular: boolean;
}

/** Reaches builds that read CC, CXX, FC and RUSTC_WRAPPER, and by PATH those that name their compiler (make's default is `cc`). */
export function buildEnvironment({
  toolchain,
  store,
  env,
  choices,
  fortran,
  regular,
}: Surroundings): NodeJS.ProcessEnv {
  const shims = [toolchain.shims, ...(fortran ? [toolchain.fortranShims] : [])];
  return {
    ...env,
    CC: behindLauncher(env['CC'], toolchain.clang),
    CXX: behindLauncher(env['CXX'], toolchain.clangxx),
    ...(fortran ? { FC: behindLauncher(env['FC'], toolchain.flang), F77: toolchain.flang } : {}),
    RUSTC_WRAPPER: toolchain.rustc,
    // It knows nothing of the plugin and cannot be told (wrappers.ts).
    SCCACHE_RECACHE: '1',
    AUTOJIT_STORE: store,
    AUTOJIT_TIMES: join(store, TIMES_FILE),
    ...(regular ? { AUTOJIT_DISABLE: '1' } : {}),
    CCACHE_EXTRAFILES: [
      ...(env['CCACHE_EXTRAFILES'] ? [env['CCACHE_EXTRAFILES']] : []),
      ...choices,
      ...ccacheFiles(toolchain, store),
    ].join(delimiter),
    PATH: [...shims, ...(env['PATH'] ? [env['PATH']] : [])].join(delimiter),
  };
}

function behindLauncher(value: string | undefined, compiler: string): string {
  const [first] = value?.trim().split(/\s+/) ?? [];
  return first !== undefined && LAUNCHER.test(first) ? `${first} ${compiler}` : compiler;
}

/**
 * Files whose content ccache takes into account beside the sources. It knows nothing of the plugin, and what it hands out has its bodies in the store that
 * it was compiled into: the config file names the plugin by its content, and a store that is cleared gets another `id`. While there is none yet,
 * ccache hands out and keeps nothing.
 */
function ccacheFiles(toolchain: Toolchain, store: string): string[] {
  return [toolchain.config, join(store, 'id')];
}
