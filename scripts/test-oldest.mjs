// The integration tests in the oldest VS Code that package.json's `engines` claims: code-server carries it, from npm.
import path from 'node:path';
import { installCodeServer } from '../tooling/code-server.mjs';
import { run } from '../tooling/exec.mjs';
import { flags } from '../tooling/flags.mjs';
import { root } from '../tooling/paths.mjs';
import { prepare } from '../tooling/prepare.mjs';
import { main } from '../tooling/steps.mjs';
import { build } from './build.mjs';
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
