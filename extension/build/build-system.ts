import { t } from '../window/text.js';

/** The build systems that the task `autojit: build` knows, told by the files in the workspace folder. */

export type TaskKind = 'build' | 'rebuild regular' | 'clean';

export interface BuildSystem {
  /** As people call it. */
  name: string;
  /** The first of these that is there tells the system. */
  files: readonly string[];
  /** Shell commands. `build` runs with AutoJIT's compilers in reach; a system without `clean` has nothing that cleans. */
  commands: Partial<Record<TaskKind, string>> & { build: string };
}

/** CMake and Meson keep the compiler of a build folder: the regular build has one of its own. */
const cmake = (folder: string): string => `cmake -S . -B ${folder} -DCMAKE_BUILD_TYPE=Debug && cmake --build ${folder}`;
const meson = (folder: string): string => `(test -d ${folder} || meson setup ${folder}) && meson compile -C ${folder}`;
const CONFIGURE = '(test -x configure || autoreconf -i) && (test -f Makefile || ./configure)';

/** In this order: a project that has files of several is built by the first. */
const SYSTEMS: readonly BuildSystem[] = [
  {
    name: 'CMake',
    files: ['CMakeLists.txt'],
    commands: {
      build: cmake('build'),
      'rebuild regular': cmake('build-regular'),
      clean: 'cmake --build build --target clean',
    },
  },
  {
    name: 'Meson',
    files: ['meson.build'],
    commands: {
      build: meson('build'),
      'rebuild regular': meson('build-regular'),
      clean: 'meson compile -C build --clean',
    },
  },
  {
    name: 'Cargo',
    files: ['Cargo.toml'],
    commands: { build: 'cargo build', 'rebuild regular': 'cargo build', clean: 'cargo clean' },
  },
  {
    name: 'autotools',
    files: ['configure', 'configure.ac'],
    // What was configured with our compiler goes on to use it: it is told to compile as usual.
    commands: {
      build: `${CONFIGURE} && make`,
      'rebuild regular': `${CONFIGURE} && make clean && AUTOJIT_DISABLE=1 make`,
      clean: 'make clean',
    },
  },
  {
    name: 'make',
    files: ['Makefile', 'GNUmakefile', 'makefile'],
    commands: { build: 'make', 'rebuild regular': 'make clean && make', clean: 'make clean' },
  },
  { name: 'a script', files: ['build.sh'], commands: { build: 'sh ./build.sh' } },
];

/** `names`: the files in the folder. */
export function detectBuildSystem(names: readonly string[]): BuildSystem | undefined {
  const here = new Set(names);
  return SYSTEMS.find(({ files }) => files.some((file) => here.has(file)));
}

/** Debian's packages of the tools that builds start first. */
const PACKAGES: Readonly<Record<string, string>> = {
  cmake: 'cmake',
  meson: 'meson',
  ninja: 'ninja-build',
  cargo: 'cargo',
  make: 'make',
  autoreconf: 'autoconf automake libtool',
};

/** Why a build command failed, where that is because it starts a tool that is not there. */
export function missingTool(command: string, isThere: (tool: string) => boolean): string | undefined {
  const started = [...command.matchAll(/(?:^|[;&|(])\s*([^\s;&|()]+)/g)].map(([, word]) => word ?? '');
  const missing = started.find((tool) => Object.hasOwn(PACKAGES, tool) && !isThere(tool));
  if (missing === undefined) return undefined;
  return t(
    '{0}, which builds this folder, is not on PATH. Install it with "apt-get install {1}".',
    missing,
    PACKAGES[missing] ?? missing,
  );
}

/** The best known file of each build system, for messages. */
const KNOWN_FILES = SYSTEMS.map(({ files }) => files[0]);

const NAMED_FOLDERS = 3;

/** Why nothing is built, and what to do; `below`: folders one level down that have what was looked for. */
export function nothingDetected(below: readonly string[]): string {
  const files = KNOWN_FILES.join(', ');
  if (below.length === 0)
    return t(
      'No build command was detected: the workspace folder contains none of {0}. Set "autojit.buildCommand".',
      files,
    );
  const named = below.slice(0, NAMED_FOLDERS).join(', ') + (below.length > NAMED_FOLDERS ? ' …' : '');
  return t(
    'No build command was detected: the workspace folder contains none of {0}. A folder inside it does ({1}): open that folder, or set "autojit.buildCommand".',
    files,
    named,
  );
}
