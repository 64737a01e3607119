// Runs a program lazily and as usual on the same input, and insists on the same output.
import fs from 'node:fs';
import path from 'node:path';
import { Failure, run } from './exec.mjs';
import { autojit, cache, shown } from './paths.mjs';

const outputs = path.join(cache, 'outputs');

/** Standard output of a run in a file, so that 20 MB need no memory. */
async function runInto(file, command, args, options) {
  fs.mkdirSync(outputs, { recursive: true });
  const stdout = fs.openSync(file, 'w');
  try {
    await run(command, args, { ...options, stdout });
  } finally {
    fs.closeSync(stdout);
  }
  return file;
}

export function sameBytes(a, b) {
  return fs.statSync(a).size === fs.statSync(b).size && fs.readFileSync(a).equals(fs.readFileSync(b));
}

function insist(same, lazy, regular) {
  if (!same)
    throw new Failure(`the lazy run and the regular run wrote different bytes: ${shown(lazy)} and ${shown(regular)}.`, {
      next: 'this is a bug in AutoJIT: please report it with both files.',
    });
}

/** Packs and unpacks the sample both ways; returns the sizes, for people. */
export async function compareRuns({ lazyProgram, regularProgram, lazy, sample, pack, unpack }, io) {
  const lines = [];
  const lazily = (args, file, onLine) =>
    runInto(path.join(outputs, file), process.execPath, [autojit, 'run', '--', lazyProgram, ...args], {
      cwd: lazy,
      ...io,
      onLine,
    });
  const regularly = (args, file) => runInto(path.join(outputs, file), regularProgram, args, io);
  const packed = await lazily(pack(sample), 'lazy.packed', (line) => lines.push(line));
  const expected = await regularly(pack(sample), 'regular.packed');
  insist(sameBytes(packed, expected), packed, expected);
  const unpacked = await lazily(unpack(packed), 'lazy.unpacked');
  insist(sameBytes(unpacked, sample), unpacked, sample);
  return { summary: lines, from: fs.statSync(sample).size, to: fs.statSync(packed).size };
}
