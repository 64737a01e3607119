// How the language server and the graph page do on a program of 100,000 functions, asked as an editor asks them.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { cache, root, toolchain } from '../scripts/lib/paths.mjs';
import { benchActivation } from './activation.mjs';
import { benchClangd } from './clangd.mjs';
import { LanguageServer, p95, timed } from './language-server.mjs';

const SHAPE = { functions: 100_000, calls: 500_000 };
/** What clangd indexes while one waits. */
const SMALLER = { functions: 10_000, calls: 50_000 };
const EVENTS_A_SECOND = 5000;
const LENS_SECONDS = 5;

/** Limits that the project set itself; of frames it is the least. */
const GOALS = {
  'start of the extension, processor time': { limit: 100, unit: 'ms' },
  'index, cold': { limit: 3000, unit: 'ms' },
  'server memory after the index': { limit: 300, unit: 'MB' },
  'one changed module, seen in the graph': { limit: 50, unit: 'ms' },
  'slice around a function, p95': { limit: 50, unit: 'ms' },
  'first picture, whole program grouped': { limit: 1000, unit: 'ms' },
  'lenses of 3,000 functions during a run, p95': { limit: 30, unit: 'ms' },
  'frames while a picture of 500 elements is dragged': { limit: 30, unit: 'a second', least: true },
  'frames while it is zoomed': { limit: 30, unit: 'a second', least: true },
};

/** A part of the project that is written in TypeScript. */
async function typescript(entry) {
  // Beside what it needs: packages are found from there.
  const outfile = path.join(root, 'dist', 'bench', `${path.basename(entry, '.ts')}.cjs`);
  await esbuild.build({
    entryPoints: [path.join(root, entry)],
    ...{ outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' },
    external: ['playwright-core'],
  });
  return import(pathToFileURL(outfile).href);
}

/** The messages below are checked where they come in; this only says that they are meant for this server. */
function protocolVersion() {
  const source = fs.readFileSync(path.join(root, 'protocol/lsp.ts'), 'utf8');
  return Number(/^export const PROTOCOL_VERSION = (\d+);/m.exec(source)?.[1]);
}

class Server extends LanguageServer {
  constructor(folder) {
    super(process.execPath, [path.join(root, 'dist/server.js'), '--stdio']);
    this.folder = folder;
  }

  async start() {
    await this.ask('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: 'large' }],
      initializationOptions: {
        ...{ protocolVersion: protocolVersion(), toolchain, trusted: true },
        settings: { eagerDiagnostics: false, codeLens: ['run', 'debug', 'states'] },
      },
    });
    await this.tell('initialized', {});
  }

  /** Starts it, and returns how long it took until the program was there. */
  index(program) {
    const indexed = this.heard('autojit/programsChanged', ({ programs }) =>
      programs.some((one) => one.path === program),
    );
    return timed(async () => {
      await this.start();
      await indexed;
    });
  }
}

const QUERY = { view: 'regular', depthOut: 2, depthIn: 2, externals: false, group: 'module', limit: 1500 };

async function slices(server, query, functions) {
  const times = [];
  for (let at = 0; at < 200; at += 1) {
    const root = at === 0 ? 'main' : nameOf((at * 7919) % functions);
    times.push(await timed(() => server.ask('autojit/graph', { ...query, root })));
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
  await server.tell('textDocument/didOpen', {
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
  return p95(times);
}

/** Every module record names the hash of a manifest. */
function moduleIds(store) {
  const folder = path.join(store, 'modules');
  return fs
    .readdirSync(folder)
    .flatMap((part) => fs.readdirSync(path.join(folder, part)).map((name) => name.slice(0, 64)));
}

/** Pictures of the program as the page draws them, in the browser. */
async function frames(server, made) {
  const { measureFrames } = await typescript('test/page/frames.ts');
  const filter = { text: '', states: [], linkages: [], calls: ['direct'], tests: 'show', hubs: 'show' };
  const query = {
    ...QUERY,
    ...{ program: made.program, root: 'main', depthOut: 12, depthIn: 0, group: 'none', filter },
  };
  // 160 functions have about 340 calls among each other.
  const slice = await server.ask('autojit/graph', { ...query, limit: 160 });
  const [program] = await server.ask('autojit/programs', {});
  return measureFrames(slice, program);
}

/** One step of a call hierarchy both ways, beside clangd's. */
async function besideClangd(writeLargeProgram) {
  const folder = path.join(cache, 'bench', 'editor-small');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const made = writeLargeProgram(folder, SMALLER);
  const server = new Server(folder);
  try {
    const index = await server.index(made.program);
    const query = { ...QUERY, program: made.program, depthOut: 1, depthIn: 1 };
    const step = await slices(server, query, SMALLER.functions);
    return { index, step, megabytes: server.megabytes, clangd: await benchClangd(`${folder}-c`, SMALLER.functions) };
  } finally {
    await server.stop();
  }
}

async function measureLarge(onLine, writeLargeProgram) {
  const folder = path.join(cache, 'bench', 'editor');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  onLine('writing the program');
  const made = writeLargeProgram(folder, SHAPE);
  made.moduleIds = moduleIds(made.store);
  onLine('starting the extension');
  const results = { 'start of the extension, processor time': benchActivation() };
  const server = new Server(folder);
  try {
    onLine('indexing');
    results['index, cold'] = await server.index(made.program);
    results['server memory after the index'] = server.megabytes;
    onLine('slices');
    const whole = { ...QUERY, program: made.program, whole: true, group: 'folder' };
    results['first picture, whole program grouped'] = await timed(() => server.ask('autojit/graph', whole));
    results['slice around a function, p95'] = await slices(
      server,
      { ...QUERY, program: made.program },
      SHAPE.functions,
    );
    onLine('a run');
    results['lenses of 3,000 functions during a run, p95'] = await lenses(server, made);
    onLine('a changed module');
    const { builtAt } = (await server.ask('autojit/programs', {}))[0];
    const after = [];
    writeLargeProgram(folder, { ...SHAPE, edited: true });
    results['one changed module, seen in the graph'] = await timed(async () => {
      const seen = server.heard('autojit/programsChanged', ({ programs }) =>
        programs.some((one) => one.path === made.program && one.builtAt !== builtAt),
      );
      // What follows the notification (times of sources, earlier runs) keeps nobody waiting.
      const refreshed = server.ask('autojit/refresh', {});
      await seen;
      after.push(refreshed);
    });
    await Promise.all(after);
    onLine('frames in the browser');
    const { pan, zoom } = await frames(server, made);
    results['frames while a picture of 500 elements is dragged'] = pan;
    results['frames while it is zoomed'] = zoom;
  } finally {
    await server.stop();
  }
  return { made, results };
}

const number = (value) => value.toFixed(value < 10 ? 1 : 0);

/** Measures, and returns what to print and to write: a title and rows for each table. */
export async function benchEditor(onLine) {
  const { writeLargeProgram } = await typescript('server/testing/large-program.ts');
  const { made, results } = await measureLarge(onLine, writeLargeProgram);
  onLine('beside clangd');
  const { clangd, ...ours } = await besideClangd(writeLargeProgram);
  return [
    {
      title: `A program of ${SHAPE.functions.toLocaleString('en')} functions in ${made.moduleIds.length.toLocaleString('en')} modules, ${made.calls.toLocaleString('en')} calls`,
      columns: ['', 'measured', 'goal'],
      rows: Object.entries(GOALS).map(([name, { limit, unit, least }]) => {
        const met = least ? results[name] >= limit : results[name] <= limit;
        const goal = `${least ? 'at least' : 'at most'} ${limit} ${unit}: ${met ? 'met' : 'missed'}`;
        return [name, `${number(results[name])} ${unit}`, goal];
      }),
    },
    {
      title: `Call hierarchy of ${SMALLER.functions.toLocaleString('en')} functions, beside VS Code's own on clangd (C sources of the same shape)`,
      columns: ['', 'AutoJIT', 'clangd'],
      rows: [
        ['index, cold', `${number(ours.index)} ms`, `${number(clangd.index)} ms`],
        ['callers and callees of a function, p95', `${number(ours.step)} ms`, `${number(clangd.step)} ms`],
        ['memory of the server', `${number(ours.megabytes)} MB`, `${number(clangd.megabytes)} MB`],
      ],
    },
  ];
}
