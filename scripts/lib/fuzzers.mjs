// The fuzzers of everything that reads foreign bytes: libFuzzer's of preset fuzz, and test/fuzz for the readers in TypeScript. Each starts from what is
// kept in toolchain/fuzz/corpus/<name>; what fails is left in .cache/fuzz/findings.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from './exec.mjs';
import { cache, root } from './paths.mjs';
import { buildFolder, buildPreset } from './toolchain.mjs';

const NATIVE = [
  'image',
  'log',
  'record',
  'body',
  'answer',
  'question',
  'daemon-log',
  'link-input',
  'link-state',
  'link-words',
];
const TYPESCRIPT = ['program', 'manifest', 'trace'];
const AT_ONCE = 2;

const work = path.join(cache, 'fuzz');
const findings = path.join(work, 'findings');
const corpusOf = (name) => path.join(root, 'toolchain', 'fuzz', 'corpus', name);
const runner = path.join(work, 'main.mjs');

/** Seconds for each fuzzer: half a minute in CI, a taste of it elsewhere. */
export function fuzzSeconds(env = process.env) {
  const chosen = Number(env.AUTOJIT_FUZZ_SECONDS);
  if (chosen > 0) return chosen;
  return env.CI === 'true' ? 30 : 10;
}

async function fuzzNative(name, seconds, io) {
  // What it learns goes to a folder of its own; the kept inputs are only read.
  const learned = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-fuzz-'));
  const limits = [`-max_total_time=${seconds}`, '-max_len=4096', '-timeout=10', '-rss_limit_mb=1024'];
  const places = [`-artifact_prefix=${path.join(findings, `${name}-`)}`, learned, corpusOf(name)];
  try {
    return await run(path.join(buildFolder('fuzz'), 'fuzz', name), [...limits, ...places], { anyExit: true, ...io });
  } finally {
    fs.rmSync(learned, { recursive: true, force: true });
  }
}

const fuzzTypeScript = (name, seconds, io) =>
  // A reader that hangs cannot notice it itself.
  run('timeout', [`${seconds + 60}`, process.execPath, runner, name, corpusOf(name), `${seconds}`, findings], {
    cwd: root,
    anyExit: true,
    ...io,
  });

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
  const seconds = fuzzSeconds();
  const waiting = [
    ...NATIVE.map((name) => () => fuzzNative(name, seconds, io)),
    ...TYPESCRIPT.map((name) => () => fuzzTypeScript(name, seconds, io)),
  ];
  const counts = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) counts[(await next()) === 0 ? 'passed' : 'failed']++;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}
