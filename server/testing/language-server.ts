import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { type LensKind, PROTOCOL_VERSION, Requests, type StateLenses } from '../../protocol/lsp.js';
import { bundle } from './bundle.js';
import { writeProgram } from './elf.js';
import { manifest, writeManifest } from './manifests.js';
import { temporaryFolder, until } from './temporary.js';

/** The server as the editor has it: its bundle, over stdio. */

export const SOURCE = [
  'int f(int x) {',
  '  return x;',
  '}',
  'int naked(void);',
  'int main(void) {',
  '  return f(1);',
  '}',
].join('\n');

let folder = '';
let server = '';
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'autojit-server-'));
  server = bundle('server/main.ts', folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const app = (directory: string) =>
  manifest(
    'app.c',
    [
      { name: 'main', line: 5, calls: ['f:6', 'puts'], type: 'i32 ()' },
      { name: 'f', line: 1, type: 'i32 (i32)' },
      { name: 'naked', line: 4, eager: 'naked' },
    ],
    { directory },
  );

interface Options {
  trusted?: boolean;
  protocolVersion?: number;
  env?: NodeJS.ProcessEnv;
  lenses?: LensKind[];
  states?: StateLenses;
  /** Where it was compiled, when that was not here. */
  compiledIn?: string;
  /** The editor opened the folder by another name. */
  linkedAs?: string;
}

export async function connect(
  root: string,
  { trusted = true, protocolVersion = PROTOCOL_VERSION, env = {}, lenses, states }: Options = {},
) {
  const child = spawn(process.execPath, [server, '--stdio'], { env: { ...process.env, ...env } });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  onTestFinished(() => {
    connection.dispose();
    child.kill();
  });
  const received: { method: string; params: unknown }[] = [];
  connection.onNotification((method, params) => void received.push({ method, params }));
  const registered: unknown[] = [];
  connection.onRequest((method, params) => {
    if (method === 'client/registerCapability') registered.push(params);
    return null;
  });
  connection.listen();
  const initialized = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { codeLens: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
    },
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'root' }],
    initializationOptions: {
      protocolVersion,
      toolchain: '/nowhere',
      trusted,
      settings: {
        eagerDiagnostics: true,
        codeLens: lenses ?? ['run', 'debug'],
        stateLenses: states ?? 'all',
        thirdParty: [],
        symbolsByStateOnly: false,
        sourceMap: {},
      },
    },
  });
  await connection.sendNotification('initialized', {});
  const ask = <K extends keyof typeof Requests>(name: K, params: object) =>
    connection
      .sendRequest(Requests[name].method, params)
      .then((answer) => Requests[name].result.parse(answer) as ReturnType<(typeof Requests)[K]['result']['parse']>);
  return { connection, initialized, received, registered, ask };
}

export async function opened(options: Options = {}) {
  const root = temporaryFolder();
  const store = join(root, '.autojit');
  const value = app(options.compiledIn ?? root);
  writeManifest(store, value);
  writeFileSync(join(root, 'app.c'), SOURCE);
  const program = join(root, 'app');
  writeProgram(program, { modules: [{ id: value.module, source: 'app.c', slots: 2 }], store });
  const shown = options.linkedAs === undefined ? root : join(temporaryFolder(), options.linkedAs);
  if (shown !== root) symlinkSync(root, shown);
  const client = await connect(shown, options);
  const uri = pathToFileURL(join(shown, 'app.c')).href;
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'c', version: 1, text: SOURCE },
  });
  await until('the program is found', () => client.received.some(({ method }) => method === 'autojit/programsChanged'));
  const titles = async () => {
    const lenses = await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    return (lenses as { range: { start: { line: number } }; command: { title: string } }[])
      .map((lens) => `${String(lens.range.start.line)} ${lens.command.title}`)
      .sort();
  };
  return { ...client, root, shown, program, uri, titles, module: value.module };
}
