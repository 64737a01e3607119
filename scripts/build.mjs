// Builds everything into dist/: the toolchain (CMake) and the TypeScript parts (esbuild). What is up to date stays.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root, shown } from '../tooling/paths.mjs';
import { main, say, step } from '../tooling/steps.mjs';
import { compile, configure, isConfigured } from '../tooling/toolchain.mjs';

const usage = `usage: node scripts/build.mjs [--preset NAME]

Builds the toolchain into dist/toolchain and the extension, language server and command into dist.
  --preset NAME   CMake preset of the toolchain: release (the default); debug, asan, tsan and fuzz go into build/`;

async function buildToolchain(preset) {
  if (!isConfigured(preset)) {
    await step(
      `Configuring the toolchain (${preset})`,
      `toolchain-configure-${preset}`,
      'if a package is missing, run `node scripts/setup.mjs`; else read the log.',
      (io) => configure(preset, io),
    );
  }
  await step(
    `Building the toolchain (${preset})`,
    `toolchain-build-${preset}`,
    'read the first error in the log, mend it and run `npm run build`.',
    (io) => compile(preset, io),
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
