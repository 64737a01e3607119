// VS Code in the browser with the extension loaded: the VS Code server inside code-server, on 127.0.0.1, behind a secret token.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeServerNode, vscodeServer } from './code-server.mjs';
import { Failure } from './exec.mjs';
import { cache, logs, root } from './paths.mjs';

const home = path.join(cache, 'vscode');

/** A profile of our own; what a person changes in it stays. */
const settings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  // The workspace lies in a clone of ours, which is nothing to greet anybody with.
  'git.openRepositoryInParentFolders': 'never',
};

function prepareProfile() {
  const file = path.join(home, 'data', 'User', 'settings.json');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  }
  // The extension is this clone itself, so that a rebuild and a reload of the page are enough to see a change.
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const extensions = path.join(home, 'extensions');
  fs.rmSync(extensions, { recursive: true, force: true });
  fs.mkdirSync(extensions, { recursive: true });
  fs.symlinkSync(root, path.join(extensions, `${publisher}.${name}-${version}`), 'dir');
  return extensions;
}

/** Other users of this machine can reach the port, but not what is behind it. */
function writeToken() {
  const token = crypto.randomBytes(16).toString('hex');
  const file = path.join(home, 'token');
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, token, { mode: 0o600 });
  return { token, file };
}

/** Starts the server; resolves with its URL once it answers. `ended` settles with its exit code. */
export async function startBrowserEditor(folder) {
  const extensions = prepareProfile();
  const { token, file } = writeToken();
  const data = path.join(home, 'data');
  const log = path.join(logs, 'vscode-server.log');
  fs.mkdirSync(logs, { recursive: true });
  const output = fs.openSync(log, 'w');
  // A range that hardly moves keeps what the browser remembers for this address.
  const args = [
    vscodeServer,
    '--host',
    '127.0.0.1',
    '--port',
    '8417-8499',
    '--connection-token-file',
    file,
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
    '--disable-telemetry',
    '--disable-workspace-trust',
    '--user-data-dir',
    data,
    '--server-data-dir',
    data,
    '--extensions-dir',
    extensions,
  ];
  // Without a gallery it asks nobody for extensions.
  const child = spawn(codeServerNode, args, {
    env: { ...process.env, EXTENSIONS_GALLERY: '{}' },
    stdio: ['ignore', output, output],
  });
  fs.closeSync(output);
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? `signal ${signal}`)));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  };
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && !over;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const port = /listening on (\d+)/.exec(fs.readFileSync(log, 'utf8'))?.[1];
    if (!port) continue;
    const url = `http://127.0.0.1:${port}/?tkn=${token}&folder=${encodeURIComponent(folder)}`;
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    if (answer && answer.status < 400) return { url, ended, stop };
  }
  if (!over) await stop();
  throw new Failure(over ? 'the VS Code server ended at once.' : 'the VS Code server did not answer within a minute.', {
    log,
  });
}
