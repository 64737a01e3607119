// Builds a program both ways at a level, runs its tests both ways, and compares.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fetchUpstream } from '../tooling/debian-source.mjs';
import { capture, run } from '../tooling/exec.mjs';
import { toolchainStamp } from '../tooling/workspaces.mjs';
import { compare } from './compare.mjs';
import { countFunctions, readTrace } from './functions.mjs';
import { createSide, levels } from './side.mjs';

/** The tar balls of a program's sources; the first is the program itself. What else it needs from elsewhere, its `fetch` gets. */
export async function fetchSources(program, io) {
  const tarballs = [];
  for (const { name, version } of program.sources) tarballs.push(await fetchUpstream(name, version, io));
  await program.fetch?.(tarballs, io);
  return tarballs;
}

const unpackInto = (folder) => async (tarball, io) => {
  fs.mkdirSync(folder, { recursive: true });
  await run('tar', ['-xf', tarball, '-C', folder, '--strip-components=1', '--no-same-owner'], io);
};

/** What is counted beside the results; another number whenever that changes. */
const COUNTS = 2;

/** All that results depend on beside the toolchain: sources, compiler, and every file of this folder that has a part in them. */
function keyOf(program, level) {
  const hash = crypto.createHash('sha256');
  for (const name of fs.readdirSync(import.meta.dirname, { recursive: true }).sort()) {
    const file = path.join(import.meta.dirname, name);
    const shared = /^(side|ctest|sample)\.mjs$/.test(name);
    const own = name.split(path.sep).some((part) => part.replace(/\.mjs$/, '') === program.name);
    if ((shared || own) && fs.statSync(file).isFile()) hash.update(name).update(fs.readFileSync(file));
  }
  const compiler = capture('clang-22', ['--version']);
  return hash.update(JSON.stringify([program.sources, level, levels[level], compiler])).digest('hex');
}

async function runSide(program, level, kind, tarballs, io, expected) {
  const side = createSide({ name: program.name, level, kind, io, expected });
  fs.rmSync(side.folder, { recursive: true, force: true });
  fs.mkdirSync(side.folder, { recursive: true });
  await (program.unpack ?? (([tarball], folder) => unpackInto(folder)(tarball, io)))(tarballs, side.source, io);
  await program.build?.(side);
  return program.test(side);
}

/** What `make` wrote into `folder` when the key was the same; made now otherwise. */
async function kept(folder, key, make) {
  const [file, keyFile] = ['kept.json', 'key'].map((name) => path.join(folder, name));
  if (fs.existsSync(keyFile) && fs.readFileSync(keyFile, 'utf8') === key)
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  const made = await make();
  fs.writeFileSync(file, JSON.stringify(made, undefined, 1));
  fs.writeFileSync(keyFile, key);
  return made;
}

/**
 * The row of `program` at `level`. Regular results are kept until what made them changes, those under AutoJIT until the toolchain changes too;
 * `fresh` runs the tests under AutoJIT in any case.
 */
export async function runProgram(program, level, tarballs, { fresh = false, ...io }) {
  const key = keyOf(program, level);
  const folder = (kind) => createSide({ name: program.name, level, kind, io }).folder;
  const regular = await kept(folder('regular'), key, () => runSide(program, level, 'regular', tarballs, io));
  const expected = new Map(regular.map((result) => [result.name, result]));
  const place = folder('autojit');
  if (fresh) fs.rmSync(path.join(place, 'key'), { force: true });
  const { results, functions, trace, date } = await kept(place, `${key} ${toolchainStamp()} ${COUNTS}`, async () => ({
    results: await runSide(program, level, 'autojit', tarballs, io, expected),
    functions: countFunctions(path.join(place, 'store')),
    trace: await readTrace(path.join(place, 'trace')),
    date: new Date().toISOString().slice(0, 10),
  }));
  const { version } = program.sources[0];
  return compare({ program: program.name, version, level, date, regular, autojit: results, functions, trace });
}
