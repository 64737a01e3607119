// The fuzzers of everything that reads foreign bytes: libFuzzer's of preset fuzz, and test/fuzz for the readers in TypeScript. Each starts from what is
// kept in toolchain/fuzz/corpus/<name>; what fails is left in .cache/fuzz/findings, and its bytes in the log: the machine it failed on may be gone.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from './exec.mjs';
import { cache, logs, root, shown } from './paths.mjs';
import { tail } from './steps.mjs';
import { buildFolder, buildPreset } from './toolchain.mjs';

const NATIVE = [
  'image',
  'log',
  'entries',
  'record',
  'body',
  'answer',
  'name',
  'question',
  'daemon-log',
  'link-input',
  'link-state',
  'link-words',
];
const TYPESCRIPT = ['program', 'manifest', 'trace', 'team', 'wire'];
const AT_ONCE = 2;

const work = path.join(cache, 'fuzz');
const findings = path.join(work, 'findings');
const corpusOf = (name) => path.join(root, 'toolchain', 'fuzz', 'corpus', name);
const runner = path.join(work, 'main.mjs');

/** Seconds for each fuzzer: what is kept, and a taste of what its changes bring. */
const fuzzSeconds = (env) => Number(env.AUTOJIT_FUZZ_SECONDS) || 10;

/** Where the inputs' changes start. The same each time, so that a test that fails fails for what was changed; another one to hunt. */
function fuzzSeed(env) {
  const chosen = Number(env.AUTOJIT_FUZZ_SEED);
  return chosen > 0 ? chosen : 1;
}

async function fuzzNative(name, { seconds, seed }, io) {
  // What it learns goes to a folder of its own; the kept inputs are only read.
  const learned = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-fuzz-'));
  const limits = [
    `-max_total_time=${seconds}`,
    `-seed=${seed}`,
    '-max_len=4096',
    '-timeout=10',
    '-rss_limit_mb=1024',
    '-print_final_stats=1',
  ];
  const places = [`-artifact_prefix=${path.join(findings, `${name}-`)}`, learned, corpusOf(name)];
  try {
    return await run(path.join(buildFolder('fuzz'), 'fuzz', name), [...limits, ...places], { anyExit: true, ...io });
  } finally {
    fs.rmSync(learned, { recursive: true, force: true });
  }
}

const fuzzTypeScript = (name, { seconds, seed }, io) =>
  // A reader that hangs cannot notice it itself.
  run(
    'timeout',
    [`${seconds + 60}`, process.execPath, runner, name, corpusOf(name), `${seconds}`, `${seed}`, findings],
    { cwd: root, anyExit: true, ...io },
  );

/** What was found, so that it can be had again from the log alone. */
function describeFindings(name, since) {
  const files = fs.readdirSync(findings).filter((file) => file.startsWith(`${name}-`));
  const places = files.map((file) => path.join(findings, file)).filter((file) => fs.statSync(file).mtimeMs >= since);
  return places.map((file) => `${shown(file)}, in base64: ${fs.readFileSync(file).toString('base64')}`);
}

/** One fuzzer, with a log of its own: two run at once. The common log gets a line of it, or the end of what it said. */
async function fuzz({ name, start }, options, { log, onLine }) {
  const own = path.join(logs, `fuzz-${name}.log`);
  fs.writeFileSync(own, '');
  const started = fs.statSync(own).mtimeMs;
  const status = await start(name, options, { log: own, onLine });
  const passed = status === 0;
  const words = passed
    ? [`${name}: nothing found`]
    : [`${name} ended with exit code ${status}:`, ...tail(own, 50), ...describeFindings(name, started)];
  fs.appendFileSync(log, `${words.join('\n')}\n`);
  return passed;
}

/** Builds and runs all of them; how many found nothing, and how many found something. */
export async function fuzzAll(io) {
  await buildPreset('fuzz', io);
  fs.mkdirSync(findings, { recursive: true });
  // Set-up installs it, and this file is read before.
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: [path.join(root, 'test', 'fuzz', 'main.ts')],
    outfile: runner,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const options = { seconds: fuzzSeconds(process.env), seed: fuzzSeed(process.env) };
  const waiting = [
    ...NATIVE.map((name) => ({ name, start: fuzzNative })),
    ...TYPESCRIPT.map((name) => ({ name, start: fuzzTypeScript })),
  ];
  const counts = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      counts[(await fuzz(next, options, io)) ? 'passed' : 'failed']++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}
