// Packs the extension into dist/autojit-<version>-linux-x64.vsix: `code --install-extension` takes it.
import fs from 'node:fs';
import { flags } from '../tooling/flags.mjs';
import { shown } from '../tooling/paths.mjs';
import { main, step } from '../tooling/steps.mjs';
import { makeVsix } from '../tooling/vsix.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';

const usage = `usage: npm run package -- [--no-build]

Builds everything and packs the extension, minified and with the toolchain inside, into dist/.
  --no-build   the toolchain as it lies in dist/toolchain`;

async function pack(options) {
  if (!options['no-build']) {
    await setup({ editor: false, browser: false, builds: false });
    await build();
  }
  await step(
    'Packing the extension',
    'package',
    'read the first error in the log, mend it and run it again.',
    async (io) => {
      const file = await makeVsix(io);
      return `${shown(file)}, ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`;
    },
  );
  return 0;
}

const options = flags(usage, { 'no-build': { type: 'boolean' } });
if (options) await main(() => pack(options));
