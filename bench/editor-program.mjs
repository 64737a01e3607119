// The same measures on a program that somebody has built with AutoJIT.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../tooling/exec.mjs';
import { cache } from '../tooling/paths.mjs';
import { EditorServer, firstPicture, frames, lenses, QUERY, slices, typescript } from './editor-server.mjs';
import { judged } from './editor.mjs';

/** Functions that a slice is asked around. */
const ROOTS = 200;
/** Functions in the picture that is moved; the title says how many elements that makes. */
const DRAWN = 160;

/** Returns a title and rows as `benchEditor` does. */
export async function benchProgram(file, onLine) {
  const { readProgramFile } = await typescript('server/program/program-file.ts');
  const read = await readProgramFile(file);
  if (!read || read.modules.length === 0)
    throw new Failure(`${file} was not built with AutoJIT.`, { next: 'name a program that `autojit build` made.' });
  const program = read.path;
  const server = new EditorServer(folderOf(program));
  const results = {};
  try {
    onLine('indexing');
    results['index, cold'] = await server.index(program);
    results['server memory after the index'] = server.megabytes;
    onLine('slices');
    results['first picture, whole program grouped'] = await firstPicture(server, program);
    const modules = await server.ask('autojit/modules', { program });
    const functions = modules.flatMap((module) => module.functions);
    results['slice around a function, p95'] = await slices(server, { ...QUERY, program }, rootsAmong(functions));
    const source = longestFile(functions);
    if (source) {
      onLine('a run');
      results['lenses of its longest file during a run, p95'] = await lenses(server, {
        program,
        modules: read.modules.filter(({ slots }) => slots > 0),
        source: source.file,
        text: fs.readFileSync(source.file, 'utf8'),
      });
    }
    onLine('frames in the browser');
    const { pan, zoom, elements } = await frames(server, program, DRAWN);
    results['frames while a picture of 500 elements is dragged'] = pan;
    results['frames while it is zoomed'] = zoom;
    return {
      title:
        `${path.basename(program)}, a real program of ${count(functions.length)} functions in ${count(modules.length)} modules; ` +
        `${source ? `its longest file has ${count(source.functions)} of them` : 'built without `-g`, so no file has lenses'}; ` +
        `the picture that is moved has ${count(elements)} elements`,
      columns: ['', 'measured', 'goal'],
      rows: judged(results),
    };
  } finally {
    await server.stop();
  }
}

const count = (value) => value.toLocaleString('en');

/** A workspace with this program alone: it may have been built beside others. */
function folderOf(program) {
  const folder = path.join(cache, 'bench', 'editor-program');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(program, path.join(folder, path.basename(program)));
  return folder;
}

function rootsAmong(functions) {
  const step = Math.max(1, Math.floor(functions.length / ROOTS));
  return ['main', ...functions.filter((_, at) => at % step === 0).map(({ id }) => id)].slice(0, ROOTS);
}

/** Undefined where no function says where it stands, or its sources are gone. */
function longestFile(functions) {
  const files = new Map();
  for (const { file } of functions) if (file && fs.existsSync(file)) files.set(file, (files.get(file) ?? 0) + 1);
  const [longest] = [...files].sort((a, b) => b[1] - a[1]);
  return longest && { file: longest[0], functions: longest[1] };
}
