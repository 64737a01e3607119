// How the language server and the graph page do on a program of 100,000 functions, asked as an editor asks them.
import fs from 'node:fs';
import path from 'node:path';
import { cache } from '../tooling/paths.mjs';
import { benchActivation } from './activation.mjs';
import { benchClangd } from './clangd.mjs';
import {
  EditorServer,
  firstPicture,
  frames,
  hierarchy,
  lenses,
  mapSeen,
  overview,
  QUERY,
  slices,
  typescript,
} from './editor-server.mjs';
import { timed } from './language-server.mjs';
import { spread } from './measure.mjs';

const SHAPE = { functions: 100_000, calls: 500_000 };
/** What clangd indexes while one waits. */
const SMALLER = { functions: 10_000, calls: 50_000 };

/** Of one module, there and back. */
const EDITS = 5;

/** Limits that the project set itself; of frames it is the least. */
const GOALS = {
  'start of the extension, processor time': { limit: 100, unit: 'ms' },
  'index, cold': { limit: 3000, unit: 'ms' },
  'server memory after the index': { limit: 300, unit: 'MB' },
  'one changed module, seen in the graph (median of 5)': { limit: 50, unit: 'ms' },
  'slice around a function, p95': { limit: 50, unit: 'ms' },
  'first picture, whole program grouped': { limit: 1000, unit: 'ms' },
  'first picture, parts and what enters the program': { limit: 1000, unit: 'ms' },
  'map, from the first question until it is seen': { limit: 1000, unit: 'ms' },
  'frames while the map is dragged': { limit: 30, unit: 'a second', least: true },
  'frames while the map is zoomed': { limit: 30, unit: 'a second', least: true },
  'lenses of 3,000 functions during a run, p95': { limit: 30, unit: 'ms' },
  'lenses of its longest file during a run, p95': { limit: 30, unit: 'ms' },
  '5,000 tests listed for the first time (median of 5)': { limit: 1000, unit: 'ms' },
  'frames while a picture of 500 elements is dragged': { limit: 30, unit: 'a second', least: true },
  'frames while it is zoomed': { limit: 30, unit: 'a second', least: true },
};

/** Every module record names the hash of a manifest. */
function moduleIds(store) {
  const folder = path.join(store, 'modules');
  return fs
    .readdirSync(folder)
    .flatMap((part) => fs.readdirSync(path.join(folder, part)).map((name) => name.slice(0, 64)));
}

/** One step of a call hierarchy both ways, beside clangd's. */
async function besideClangd(writeLargeProgram) {
  const folder = path.join(cache, 'bench', 'editor-small');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const made = writeLargeProgram(folder, { ...SMALLER, sources: true });
  const server = new EditorServer(folder);
  try {
    const index = await server.index(made.program);
    const roots = rootsOf(SMALLER);
    const step = await hierarchy(server, made.program, roots);
    const picture = await slices(server, { ...QUERY, program: made.program, depthOut: 1, depthIn: 1 }, roots);
    return {
      index,
      step,
      picture,
      megabytes: server.megabytes,
      clangd: await benchClangd(`${folder}-c`, SMALLER.functions),
    };
  } finally {
    await server.stop();
  }
}

/** Milliseconds until a program that was built anew is there. */
async function seen(server, program) {
  const [{ builtAt }] = await server.ask('autojit/programs', {});
  let refreshed;
  const took = await timed(async () => {
    const changed = server.heard('autojit/programsChanged', ({ programs }) =>
      programs.some((one) => one.path === program && one.builtAt !== builtAt),
    );
    refreshed = server.ask('autojit/refresh', {});
    await changed;
  });
  // What follows the notification (times of sources, earlier runs) keeps nobody waiting.
  await refreshed;
  return took;
}

/** Milliseconds until the tests of a program are there that nobody has asked for before. */
export async function listed(writeTestProgram, count) {
  const folder = path.join(cache, 'bench', 'editor-tests');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const { program } = writeTestProgram(folder, count);
  const times = [];
  for (let at = 0; at < 5; at += 1) {
    const server = new EditorServer(folder);
    try {
      await server.index(program);
      let tests = [];
      times.push(await timed(async () => (tests = await server.ask('autojit/tests', { program }))));
      if (tests.length !== count) throw new Error(`${tests.length} tests of ${count} are listed.`);
    } finally {
      await server.stop();
    }
  }
  return spread(times);
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
  const server = new EditorServer(folder);
  try {
    onLine('indexing');
    results['index, cold'] = await server.index(made.program);
    results['server memory after the index'] = server.megabytes;
    onLine('slices');
    results['first picture, whole program grouped'] = await firstPicture(server, made.program);
    results['slice around a function, p95'] = await slices(server, { ...QUERY, program: made.program }, rootsOf(SHAPE));
    results['first picture, parts and what enters the program'] = await overview(server, made.program);
    onLine('the map');
    const map = await mapSeen(server, made.program);
    results['map, from the first question until it is seen'] = map.ms;
    results['frames while the map is dragged'] = map.pan;
    results['frames while the map is zoomed'] = map.zoom;
    onLine('a run');
    results['lenses of 3,000 functions during a run, p95'] = await lenses(server, {
      program: made.program,
      modules: made.moduleIds.map((id) => ({ id, slots: 40 })),
      source: made.longSource,
      text: made.longText,
    });
    onLine('a changed module');
    const times = [];
    for (let at = 0; at < EDITS; at += 1) {
      writeLargeProgram(folder, { ...SHAPE, edited: at % 2 === 0 });
      times.push(await seen(server, made.program));
    }
    results['one changed module, seen in the graph (median of 5)'] = spread(times).median;
    onLine('frames in the browser');
    // 160 functions have about 340 calls among each other.
    const { pan, zoom } = await frames(server, made.program, 160);
    results['frames while a picture of 500 elements is dragged'] = pan;
    results['frames while it is zoomed'] = zoom;
  } finally {
    await server.stop();
  }
  return { made, results };
}

/** 200 functions from all over the program. */
export const rootsOf = ({ functions }) =>
  Array.from({ length: 200 }, (_, at) => (at === 0 ? 'main' : nameOf((at * 7919) % functions)));

const nameOf = (index) => (index === 0 ? 'main' : `_ZN4part6Module8functionEv${index}`);

const number = (value) => value.toFixed(value < 10 ? 1 : 0);

/** A row for each thing that was measured and has a goal. */
export function judged(results) {
  return Object.entries(GOALS)
    .filter(([name]) => results[name] !== undefined)
    .map(([name, { limit, unit, least }]) => {
      const met = least ? results[name] >= limit : results[name] <= limit;
      const goal = `${least ? 'at least' : 'at most'} ${limit} ${unit}: ${met ? 'met' : 'missed'}`;
      return [name, `${number(results[name])} ${unit}`, goal];
    });
}

/** Measures, and returns what to print and to write: a title and rows for each table. */
export async function benchEditor(onLine) {
  const { writeLargeProgram } = await typescript('server/testing/large-program.ts');
  const { made, results } = await measureLarge(onLine, writeLargeProgram);
  onLine('5,000 tests');
  const { writeTestProgram } = await typescript('server/testing/test-program.ts');
  results['5,000 tests listed for the first time (median of 5)'] = (await listed(writeTestProgram, 5000)).median;
  onLine('beside clangd');
  const { clangd, ...ours } = await besideClangd(writeLargeProgram);
  return [
    {
      title: `A program of ${SHAPE.functions.toLocaleString('en')} functions in ${made.moduleIds.length.toLocaleString('en')} modules, ${made.calls.toLocaleString('en')} calls`,
      columns: ['', 'measured', 'goal'],
      rows: judged(results),
    },
    {
      title: `Call hierarchy of ${SMALLER.functions.toLocaleString('en')} functions, beside VS Code's own on clangd (C sources of the same shape)`,
      columns: ['', 'AutoJIT', 'clangd'],
      rows: [
        ['index, cold', `${number(ours.index)} ms`, `${number(clangd.index)} ms`],
        ['callers and callees of a function, p95', `${number(ours.step)} ms`, `${number(clangd.step)} ms`],
        ['the same as a picture, p95', `${number(ours.picture)} ms`, 'none'],
        ['memory of the server', `${number(ours.megabytes)} MB`, `${number(clangd.megabytes)} MB`],
      ],
    },
  ];
}
