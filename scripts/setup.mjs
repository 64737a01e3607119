// Makes a machine ready: Debian packages, npm packages, code-server. A second run finds all of it and is done at once.
import { pathToFileURL } from 'node:url';
import { installPackages } from '../tooling/apt.mjs';
import { installCodeServer } from '../tooling/code-server.mjs';
import { Failure } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { installNpmPackages } from '../tooling/npm.mjs';
import { needs } from '../tooling/packages.mjs';
import { installReaders } from '../tooling/readers.mjs';
import { main, say } from '../tooling/steps.mjs';

const usage = `usage: node scripts/setup.mjs [--no-editor] [--no-browser] [--no-builds]

Installs what building, testing and starting AutoJIT needs and is not here yet.
  --no-editor    without code-server (VS Code in the browser)
  --no-browser   without Chromium and speedscope, which only the end-to-end tests need
  --no-builds    without ccache, Meson, autotools, Fortran and Rust, which only the tests of builds need`;

export async function setup({ editor, browser, builds }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Failure(`AutoJIT runs on Linux on x86-64; this is ${process.platform} on ${process.arch}.`, {
      next: 'use a Debian 12 machine or container on x86-64.',
    });
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Failure(`Node ${process.versions.node} is too old.`, { next: 'install Node 20.19 or later.' });
  }
  await installPackages({
    ...needs.toolchain,
    ...(editor && needs.editor),
    ...(browser && needs.browser),
    ...(builds && needs.builds),
  });
  await installNpmPackages();
  if (browser) await installReaders();
  if (editor) await installCodeServer();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = flags(usage, {
    'no-editor': { type: 'boolean' },
    'no-browser': { type: 'boolean' },
    'no-builds': { type: 'boolean' },
  });
  if (options) {
    await main(async () => {
      await setup({ editor: !options['no-editor'], browser: !options['no-browser'], builds: !options['no-builds'] });
      say('Everything that AutoJIT needs is here.');
    });
  }
}
