// The language server on one program, asked as an editor asks it, and its pictures in the real browser.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { root, toolchain } from '../tooling/paths.mjs';
import { LanguageServer, p95, timed } from './language-server.mjs';

const EVENTS_A_SECOND = 5000;
const LENS_SECONDS = 5;

/** A part of the project that is written in TypeScript. */
export async function typescript(entry) {
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

export class EditorServer extends LanguageServer {
  constructor(folder) {
    super(process.execPath, [path.join(root, 'dist/server.js'), '--stdio']);
    this.folder = folder;
  }

  async start() {
    await this.ask('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: 'bench' }],
      initializationOptions: {
        ...{ protocolVersion: protocolVersion(), toolchain, trusted: true },
        settings: {
          ...{ eagerDiagnostics: false, codeLens: ['run', 'debug'], stateLenses: 'all' },
          ...{ thirdParty: [], sourceMap: {}, symbolsByStateOnly: false },
        },
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

export const QUERY = { view: 'regular', depthOut: 2, depthIn: 2, externals: false, group: 'module', limit: 1500 };

/** Milliseconds of a slice around each of these functions, p95. */
export async function slices(server, query, roots) {
  const times = [];
  for (const root of roots) times.push(await timed(() => server.ask('autojit/graph', { ...query, root })));
  return p95(times);
}

/** Milliseconds of one step of the editor's call hierarchy both ways, p95: what it asks for when a person opens one. */
export async function hierarchy(server, program, roots) {
  const times = [];
  for (const id of roots)
    times.push(
      await timed(async () => {
        for (const direction of ['callers', 'callees'])
          await server.ask('autojit/relatedCalls', { program, id, direction });
      }),
    );
  return p95(times);
}

/** Milliseconds of the first picture: all of the program, by folder. */
export const firstPicture = (server, program) =>
  timed(() => server.ask('autojit/graph', { ...QUERY, program, whole: true, group: 'folder' }));

/** Milliseconds of what a program opens on: its parts, and what enters it. */
export const overview = (server, program) => timed(() => server.ask('autojit/overview', { program, opened: [] }));

/** Milliseconds from the first question about the map until it is seen, and frames a second while it is moved. */
export async function mapSeen(server, program) {
  const { measureMap } = await typescript('test/page/frames.ts');
  let map;
  const asked = await timed(async () => (map = await server.ask('autojit/map', { program })));
  const slice = await server.ask('autojit/graph', { ...QUERY, program, root: 'main', depthOut: 1 });
  const [summary] = await server.ask('autojit/programs', {});
  const { ms, pan, zoom } = await measureMap(map, slice, summary);
  return { asked, ms: asked + ms, pan, zoom };
}

/**
 * Milliseconds of the lenses of a file while a run streams, p95. The run materializes one function after the other of
 * `modules`, each with its id and number of slots.
 */
export async function lenses(server, { program, modules, source, text }) {
  const { env } = await server.ask('autojit/prepareRun', { program, args: [] });
  const trace = fs.openSync(env.AUTOJIT_TRACE, 'a');
  const line = (body) => fs.writeSync(trace, `${JSON.stringify({ v: 1, pid: process.pid, t: 1, ...body })}\n`);
  line({ event: 'start', program, args: [], cwd: '/', wall: Date.now() });
  const next = functionsOf(modules);
  const timer = setInterval(() => {
    for (let one = 0; one < EVENTS_A_SECOND / 50; one += 1)
      line({ event: 'materialized', ...next(), tid: 1, ns: 300_000, bytes: 200 });
  }, 20);
  const uri = pathToFileURL(source).href;
  await server.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'cpp', version: 1, text } });
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

/** Round after round a further function of each module; a module that has no more begins anew. */
function functionsOf(modules) {
  let given = 0;
  return () => {
    const { id, slots } = modules[given % modules.length];
    const slot = Math.floor(given / modules.length) % slots;
    given += 1;
    return { module: id, slot };
  };
}

/** Frames a second of a picture of about 500 elements around `main`, dragged and zoomed. */
export async function frames(server, program, limit) {
  const { measureFrames } = await typescript('test/page/frames.ts');
  const filter = { text: '', states: [], linkages: [], calls: ['direct'], tests: 'show', hubs: 'show' };
  const query = { ...QUERY, program, root: 'main', depthOut: 12, depthIn: 0, group: 'none', filter, limit };
  const slice = await server.ask('autojit/graph', query);
  const [summary] = await server.ask('autojit/programs', {});
  return measureFrames(slice, summary);
}
