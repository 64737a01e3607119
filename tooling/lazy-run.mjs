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

/** Packs and unpacks the sample both ways; returns what the lazy run said of itself, and the sizes. */
export async function compareRuns({ lazyProgram, regularProgram, lazy, sample, pack, unpack }, io) {
  const summary = [];
  const lazily = (args, file, onLine) =>
    runInto(path.join(outputs, file), process.execPath, [autojit, 'run', '--', lazyProgram, ...args], {
      cwd: lazy,
      ...io,
      onLine,
    });
  const packed = await lazily(pack(sample), 'lazy.packed', (line) => summary.push(line));
  const expected = await runInto(path.join(outputs, 'regular.packed'), regularProgram, pack(sample), io);
  insist(sameBytes(packed, expected), packed, expected);
  const unpacked = await lazily(unpack(packed), 'lazy.unpacked');
  insist(sameBytes(unpacked, sample), unpacked, sample);
  return { summary, from: fs.statSync(sample).size, to: fs.statSync(packed).size };
}

/** The last comparison, if neither program nor the sample has changed since; so a second start is there in seconds. */
export async function compareRunsOnce(workspace, io) {
  const file = path.join(outputs, `${workspace.name}.json`);
  const key = [workspace.lazyProgram, workspace.regularProgram, workspace.sample].map((name) => {
    const { size, mtimeMs } = fs.statSync(name);
    return [name, size, mtimeMs];
  });
  const last = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
  if (JSON.stringify(last?.key) === JSON.stringify(key)) return { ...last.result, reused: true };
  const result = await compareRuns(workspace, io);
  fs.writeFileSync(file, JSON.stringify({ key, result }));
  return result;
}
