// The integration tests in the oldest VS Code that package.json's `engines` claims: code-server carries it, from npm.
import path from 'node:path';
import { flags } from './lib/arguments.mjs';
import { installCodeServer } from './lib/code-server.mjs';
import { run } from './lib/exec.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/steps.mjs';
import { build } from './build.mjs';
import { prepare } from './prepare.mjs';
import { setup } from './setup.mjs';

const usage = `usage: npm run test:oldest

Installs a second code-server (800 MB, some minutes) with the oldest VS Code that is supported, and runs the integration
tests and those of the packed extension in it.`;

async function testOldest() {
  await setup({ editor: true, browser: true, builds: false });
  await installCodeServer('oldest');
  await build();
  await prepare();
  const options = { cwd: root, anyExit: true, env: { AUTOJIT_CODE_SERVER: 'oldest' } };
  const integration = await run(process.execPath, [path.join(root, 'test', 'run-integration.mjs')], options);
  const packed = await run(process.execPath, [path.join(root, 'test', 'run-e2e.mjs'), 'packed'], options);
  return integration === 0 && packed === 0 ? 0 : 1;
}

if (flags(usage, {})) await main(testOldest);
