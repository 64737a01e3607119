// The language server and the map on a program of a million functions: nothing fails, and what it takes is said.
import fs from 'node:fs';
import path from 'node:path';
import { cache } from '../tooling/paths.mjs';
import { EditorServer, firstPicture, mapSeen, overview, QUERY, slices, typescript } from './editor-server.mjs';
import { timed } from './language-server.mjs';

const SHAPE = { functions: 1_000_000, calls: 5_000_000 };

const number = (value) => value.toFixed(value < 10 ? 1 : 0);

/** Returns a title and rows as `benchEditor` does. */
export async function benchMillion(onLine, rootsOf) {
  const folder = path.join(cache, 'bench', 'editor-million');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  onLine('writing a program of a million functions');
  const { writeLargeProgram } = await typescript('server/testing/large-program.ts');
  const { program, calls } = writeLargeProgram(folder, SHAPE);
  const server = new EditorServer(folder);
  try {
    const rows = [];
    const row = (name, value, unit = 'ms') => rows.push([name, `${number(value)} ${unit}`]);
    onLine('indexing a million functions');
    row('index, cold', await server.index(program));
    row('server memory after the index', server.megabytes, 'MB');
    onLine('pictures of a million functions');
    row('first picture, parts and what enters the program', await overview(server, program));
    row('first picture, whole program grouped', await firstPicture(server, program));
    row('slice around a function, p95', await slices(server, { ...QUERY, program }, rootsOf(SHAPE)));
    row('search', await timed(() => server.ask('autojit/search', { program, text: 'function99' })));
    const map = await mapSeen(server, program);
    row('map, in the server', map.asked);
    row('map, from the first question until it is seen', map.ms);
    row('frames while the map is dragged', map.pan, 'a second');
    row('frames while the map is zoomed', map.zoom, 'a second');
    row('server memory after all this', server.megabytes, 'MB');
    return {
      title: `A program of 1,000,000 functions, ${calls.toLocaleString('en')} calls`,
      columns: ['', 'measured'],
      rows,
    };
  } finally {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
