import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.js';

export interface TestWorkspace {
  folder: string;
  program: string;
  name: string;
  /** Where `main` is, and what it certainly calls in a run with `args`. */
  mainSource: string;
  /** 1-based line of its definition. */
  mainLine: number;
  args: string[];
  runs: { fn: string; source: string; line: number; caller: string };
  /** A function that a run with `args` never reaches. */
  neverRuns: string;
  remove(): void;
}

interface Sample {
  make: string[];
  mainSource: string;
  args: string[];
  /** A function that the run reaches through several others, the text of its definition, and a statement in it. */
  fn: string;
  source: string;
  statement: string;
  caller: string;
  neverRuns: string;
}

const SAMPLES: Record<string, Sample> = {
  bzip2: {
    make: ['CFLAGS=-Wall -Winline -O0 -g -D_FILE_OFFSET_BITS=64', 'bzip2'],
    mainSource: 'bzip2.c',
    args: ['-k', '-f', 'input.txt'],
    fn: 'BZ2_compressBlock',
    source: 'compress.c',
    statement: 'if (s->nblock > 0) {',
    caller: 'handle_compress',
    neverRuns: 'BZ2_decompress',
  },
  pack: {
    make: ['pack'],
    mainSource: 'main.c',
    args: ['-m', 'rle', 'input.txt'],
    fn: 'buffer_append_u32',
    source: 'buffer.c',
    statement: 'buffer_append(buffer,',
    caller: 'pack',
    neverRuns: 'unpack',
  },
};

/** A copy of a sample's sources, built by the `autojit` command as a person would build it. Belongs to one test file. */
export function makeWorkspace(purpose: string): TestWorkspace {
  // The second is there where no source package of bzip2 can be had; the variable chooses one of the two.
  const wanted = process.env['AUTOJIT_TEST_SAMPLE'];
  const name = Object.keys(SAMPLES).find(
    (one) => (wanted ?? one) === one && fs.existsSync(path.join(root, '.cache/workspaces', one)),
  );
  const sample = name === undefined ? undefined : SAMPLES[name];
  if (name === undefined || !sample) throw new Error('No sample program is there. Run "node scripts/prepare.mjs".');
  const origin = path.join(root, '.cache/workspaces', name);
  const folder = path.join(root, '.cache', 'test-workspaces', `${name}-${purpose}-${process.pid}`);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const file of fs.readdirSync(origin)) {
    if (/\.[ch]$|^Makefile$|^words/.test(file)) fs.copyFileSync(path.join(origin, file), path.join(folder, file));
  }
  fs.writeFileSync(path.join(folder, 'input.txt'), 'a line that is compressed\n'.repeat(4000));
  const build = [path.join(root, 'bin/autojit'), 'build', '--', 'make', ...sample.make];
  execFileSync(process.execPath, build, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  writeSettings(folder, name, sample);
  return {
    folder,
    program: path.join(folder, name),
    name,
    mainSource: sample.mainSource,
    mainLine: lineOf(folder, sample.mainSource, /^\w+\s+main\s*\(/),
    args: sample.args,
    runs: {
      fn: sample.fn,
      source: sample.source,
      line: lineOf(folder, sample.source, sample.statement),
      caller: sample.caller,
    },
    neverRuns: sample.neverRuns,
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function writeSettings(folder: string, name: string, { args, make }: Sample): void {
  const program = `\${workspaceFolder}/${name}`;
  const configuration = {
    type: 'autojit',
    request: 'launch',
    name: `Debug ${name} lazily`,
    program,
    args,
    cwd: '${workspaceFolder}',
  };
  fs.mkdirSync(path.join(folder, '.vscode'));
  const write = (file: string, content: object) =>
    fs.writeFileSync(path.join(folder, '.vscode', file), `${JSON.stringify(content, null, 2)}\n`);
  write('launch.json', { version: '0.2.0', configurations: [configuration] });
  write('settings.json', { 'autojit.buildCommand': `make ${make.map((word) => `'${word}'`).join(' ')}` });
}

function lineOf(folder: string, file: string, what: string | RegExp): number {
  const lines = fs.readFileSync(path.join(folder, file), 'utf8').split('\n');
  const index = lines.findIndex((text) => (typeof what === 'string' ? text.includes(what) : what.test(text)));
  if (index < 0) throw new Error(`${String(what)} is not in ${file} any more.`);
  return index + 1;
}
