import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { codeServerEntry, codeServerNode } from './paths.js';

const HOST = '127.0.0.1';
/** Lines of each log that are shown after a failure. */
const NOTES = 15;

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'security.workspace.trust.startupPrompt': 'never',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
};

export interface CodeServer {
  port: number;
  /** Address that opens a folder with the extension under development. */
  url(folder: string, payload?: [string, string][]): string;
  /** A file on the server, as the workbench names it. */
  remote(file: string): string;
  log(): string;
  /** The last lines that VS Code and the extension wrote to their logs. */
  notes(): string;
  /** Where extensions are installed. */
  extensions: string;
  stop(): Promise<void>;
}

interface Options {
  settings?: Record<string, unknown>;
  /** Settings of the machine that the server runs on. Paths belong here: VS Code drops them from a person's own settings in a remote window. */
  machineSettings?: Record<string, unknown>;
  /** True: nobody is asked and everything is trusted. False: restricted mode until someone trusts. */
  trusted?: boolean;
  /** Variables added to those of the editor. */
  env?: Record<string, string>;
  /** A packed extension to install, as a person would. */
  vsix?: string;
}

/** VS Code's server with a throw-away profile and nothing from the network. */
export async function startCodeServer({
  settings = {},
  machineSettings = {},
  trusted = true,
  env = {},
  vsix,
}: Options = {}): Promise<CodeServer> {
  if (!fs.existsSync(codeServerEntry)) {
    throw new Error(`code-server is not at ${codeServerEntry}. Run "node scripts/setup.mjs --editor" or "npm test".`);
  }
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-profile-'));
  writeSettings(path.join(profile, 'User'), { ...SETTINGS, ...settings });
  writeSettings(path.join(profile, 'Machine'), machineSettings);
  fs.writeFileSync(path.join(profile, 'config.yaml'), '');
  const port = await freePort();
  const extensions = path.join(profile, 'extensions');
  const folders = [
    ...['--config', path.join(profile, 'config.yaml'), '--user-data-dir', profile],
    ...['--extensions-dir', extensions],
  ];
  if (vsix !== undefined) {
    execFileSync(codeServerNode, [codeServerEntry, ...folders, '--install-extension', vsix], { stdio: 'pipe' });
  }
  const flags = [
    ...[...folders, '--auth', 'none', '--bind-addr', `${HOST}:${port}`],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    // Without this VS Code ignores the extension and the tests that the URL names.
    ...['--vscode-option', 'enable-smoke-test-driver'],
    ...(trusted ? ['--disable-workspace-trust'] : []),
  ];
  const child = spawn(codeServerNode, [codeServerEntry, ...flags], {
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout.on('data', (data: Buffer) => (log += data.toString()));
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  await healthy(port, child, () => log);
  const remote = (file: string) => `vscode-remote://${HOST}:${port}${file}`;
  return {
    port,
    remote,
    extensions,
    url: (folder, payload = []) =>
      `http://${HOST}:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    log: () => log,
    notes: () => lastNotes(path.join(profile, 'logs')),
    stop: async () => {
      await end(child);
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function writeSettings(folder: string, settings: Record<string, unknown>): void {
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
}

/** Each window has an extension host, and that a folder of logs with one of our extension's: those of the newest. */
function lastNotes(folder: string): string {
  if (!fs.existsSync(folder)) return '';
  const hosts = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'remoteexthost.log')
    .map((file) => path.dirname(path.join(folder, file)))
    .sort((a, b) => fs.statSync(a).birthtimeMs - fs.statSync(b).birthtimeMs);
  const newest = hosts.at(-1);
  if (newest === undefined) return '';
  return fs
    .readdirSync(newest, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(exthost|AutoJIT)\.log$/.test(file))
    .map((file) => {
      const lines = fs.readFileSync(path.join(newest, file), 'utf8').split('\n').filter(isTelling);
      return [`    ${path.basename(file)}:`, ...lines.slice(-NOTES).map((line) => `      ${line}`)].join('\n');
    })
    .join('\n');
}

/** What went wrong, and what concerns us, without stacks and what VS Code says of its own settings all the time. */
function isTelling(line: string): boolean {
  return (
    /\[(warning|error)\]|autojit/i.test(line) &&
    !/^\s+at |resource scoped configuration|navigator is now a global|vscode\.lock/.test(line)
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

async function healthy(port: number, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`http://${HOST}:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`code-server did not start:\n${log()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}
