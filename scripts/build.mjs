// Builds everything into dist/: the toolchain (CMake) and the TypeScript parts (esbuild). What is up to date stays.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { flags } from './lib/arguments.mjs';
import { run } from './lib/exec.mjs';
import { root, shown } from './lib/paths.mjs';
import { main, say, step } from './lib/steps.mjs';

const usage = `usage: node scripts/build.mjs [--preset NAME]

Builds the toolchain into dist/toolchain and the extension, language server and command into dist.
  --preset NAME   CMake preset of the toolchain: release (the default), debug or asan (these two into build/)`;

const source = path.join(root, 'toolchain');
export const buildFolder = (preset) => path.join(root, 'build', preset);

/** CMake looks after its own files, but not after the presets. */
function isConfigured(folder) {
  const ninja = path.join(folder, 'build.ninja');
  return (
    fs.existsSync(ninja) && fs.statSync(ninja).mtimeMs > fs.statSync(path.join(source, 'CMakePresets.json')).mtimeMs
  );
}

async function buildToolchain(preset) {
  const folder = buildFolder(preset);
  if (!isConfigured(folder)) {
    await step(
      `Configuring the toolchain (${preset})`,
      `toolchain-configure-${preset}`,
      'if a package is missing, run `node scripts/setup.mjs`; else read the log.',
      (io) => run('cmake', ['--preset', preset], { cwd: source, ...io }),
    );
  }
  await step(
    `Building the toolchain (${preset})`,
    `toolchain-build-${preset}`,
    'read the first error in the log, mend it and run `npm run build`.',
    async (io) => {
      await run('cmake', ['--build', folder], io);
      await run('cmake', ['--install', folder], io);
    },
  );
}

async function buildTypeScript() {
  await step(
    'Bundling the extension, the language server and the command',
    'bundle',
    'read the first error in the log, mend it and run `npm run build`.',
    (io) => run(process.execPath, [path.join(root, 'scripts', 'bundle.mjs')], { cwd: root, ...io }),
  );
}

export async function build() {
  await buildToolchain('release');
  await buildTypeScript();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = flags(usage, { preset: { type: 'string', default: 'release' } });
  if (options) {
    await main(async () => {
      if (options.preset !== 'release') return buildToolchain(options.preset);
      await build();
      say(`Built into ${shown(path.join(root, 'dist'))}.`);
      return 0;
    });
  }
}
