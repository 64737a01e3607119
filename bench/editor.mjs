// How the language server does on a program of 100,000 functions, asked as an editor asks it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { cache, root, toolchain } from '../scripts/lib/paths.mjs';

const SHAPE = { functions: 100_000, calls: 500_000 };
const EVENTS_A_SECOND = 5000;
const LENS_SECONDS = 5;

/** Limits that the project set itself. */
const GOALS = {
  'index, cold': { limit: 3000, unit: 'ms' },
  'server memory after the index': { limit: 300, unit: 'MB' },
  'one changed module, seen in the graph': { limit: 50, unit: 'ms' },
  'slice around a function, p95': { limit: 50, unit: 'ms' },
  'first picture, whole program grouped': { limit: 1000, unit: 'ms' },
  'lenses of 3,000 functions during a run, p95': { limit: 30, unit: 'ms' },
};

async function generator() {
  const outfile = path.join(cache, 'bench', 'large-program.cjs');
  await esbuild.build({
    entryPoints: [path.join(root, 'server/testing/large-program.ts')],
    ...{ outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' },
  });
  return import(pathToFileURL(outfile).href);
}

/** The messages below are checked where they come in; this only says that they are meant for this server. */
function protocolVersion() {
  const source = fs.readFileSync(path.join(root, 'protocol/lsp.ts'), 'utf8');
  return Number(/^export const PROTOCOL_VERSION = (\d+);/m.exec(source)?.[1]);
}

class Server {
  constructor(folder) {
    const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = createRequire(import.meta.url)(
      'vscode-jsonrpc/node',
    );
    this.child = spawn(process.execPath, [path.join(root, 'dist/server.js'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.folder = folder;
    this.listeners = new Set();
    this.connection.onNotification('autojit/programsChanged', ({ programs }) => {
      for (const listener of this.listeners) listener(programs);
    });
    this.connection.listen();
  }

  ask(method, params) {
    return this.connection.sendRequest(method, params);
  }

  async start() {
    const uri = pathToFileURL(this.folder).href;
    await this.ask('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri, name: 'large' }],
      initializationOptions: {
        ...{ protocolVersion: protocolVersion(), toolchain, trusted: true },
        settings: { eagerDiagnostics: false, codeLens: true },
      },
    });
    await this.connection.sendNotification('initialized', {});
  }

  /** The program in a state that `good` accepts. */
  program(good) {
    return new Promise((resolve) => {
      const listener = (programs) => {
        const found = programs.find(good);
        if (!found) return;
        this.listeners.delete(listener);
        resolve(found);
      };
      this.listeners.add(listener);
    });
  }

  get megabytes() {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  }

  /** As an editor does it. */
  async stop() {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    await this.ask('shutdown');
    await this.connection.sendNotification('exit');
    await gone;
    this.connection.dispose();
  }
}

const p95 = (values) => values.sort((a, b) => a - b)[Math.floor(values.length * 0.95)];

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const QUERY = { view: 'regular', depthOut: 2, depthIn: 2, externals: false, group: 'module', limit: 1500 };

async function slices(server, program, functions) {
  const times = [];
  for (let at = 0; at < 200; at += 1) {
    const query = { ...QUERY, program, root: at === 0 ? 'main' : nameOf((at * 7919) % functions) };
    times.push(await timed(() => server.ask('autojit/graph', query)));
  }
  return p95(times);
}

const nameOf = (index) => (index === 0 ? 'main' : `_ZN4part6Module8functionEv${index}`);

/** A run streams while the editor asks for lenses again and again. */
async function lenses(server, made) {
  const { env } = await server.ask('autojit/prepareRun', { program: made.program, args: [] });
  const trace = fs.openSync(env.AUTOJIT_TRACE, 'a');
  const line = (body) => fs.writeSync(trace, `${JSON.stringify({ v: 1, pid: process.pid, t: 1, ...body })}\n`);
  line({ event: 'start', program: made.program, args: [], cwd: '/', wall: Date.now() });
  const modules = await server.ask('autojit/modules', { program: made.program });
  const ids = made.moduleIds;
  let sent = 0;
  const timer = setInterval(() => {
    for (let one = 0; one < EVENTS_A_SECOND / 50; one += 1, sent += 1) {
      const module = ids[sent % ids.length];
      line({
        event: 'materialized',
        module,
        slot: Math.floor(sent / ids.length) % 40,
        tid: 1,
        ns: 300_000,
        bytes: 200,
      });
    }
  }, 20);
  const uri = pathToFileURL(made.longSource).href;
  await server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'cpp', version: 1, text: made.longText },
  });
  const times = [];
  const end = performance.now() + LENS_SECONDS * 1000;
  while (performance.now() < end) {
    times.push(await timed(() => server.ask('textDocument/codeLens', { textDocument: { uri } })));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  clearInterval(timer);
  fs.closeSync(trace);
  return { p95: p95(times), modules: modules.length };
}

/** Every module record names the hash of a manifest. */
function moduleIds(store) {
  const folder = path.join(store, 'modules');
  return fs
    .readdirSync(folder)
    .flatMap((part) => fs.readdirSync(path.join(folder, part)).map((name) => name.slice(0, 64)));
}

/** Measures, and returns lines to print. */
export async function benchEditor(onLine) {
  const folder = path.join(cache, 'bench', 'editor');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const { writeLargeProgram } = await generator();
  onLine('writing the program');
  const made = writeLargeProgram(folder, SHAPE);
  made.moduleIds = moduleIds(made.store);
  const results = {};
  const server = new Server(folder);
  try {
    onLine('indexing');
    const indexed = server.program(({ path: file }) => file === made.program);
    results['index, cold'] = await timed(async () => {
      await server.start();
      await indexed;
    });
    results['server memory after the index'] = server.megabytes;
    onLine('slices');
    const whole = { ...QUERY, program: made.program, whole: true, group: 'folder' };
    results['first picture, whole program grouped'] = await timed(() => server.ask('autojit/graph', whole));
    results['slice around a function, p95'] = await slices(server, made.program, SHAPE.functions);
    onLine('a run');
    results['lenses of 3,000 functions during a run, p95'] = (await lenses(server, made)).p95;
    onLine('a changed module');
    const { builtAt } = (await server.ask('autojit/programs', {}))[0];
    writeLargeProgram(folder, { ...SHAPE, edited: true });
    results['one changed module, seen in the graph'] = await timed(async () => {
      const seen = server.program((one) => one.path === made.program && one.builtAt !== builtAt);
      await server.ask('autojit/refresh', {});
      await seen;
    });
  } finally {
    await server.stop();
  }
  const lines = Object.entries(GOALS).map(([name, { limit, unit }]) => {
    const value = results[name];
    const verdict = value <= limit ? 'within' : 'ABOVE';
    return `${name.padEnd(46)} ${value.toFixed(value < 10 ? 1 : 0).padStart(7)} ${unit}   ${verdict} the goal of ${limit} ${unit}`;
  });
  return [
    `A program of ${SHAPE.functions} functions in ${made.moduleIds.length} modules, ${made.calls} calls`,
    ...lines,
  ];
}
