// Times two ways of doing one thing, in turns, so that whatever else the machine does hits both.
import { spawn } from 'node:child_process';
import { Failure, commandLine } from '../scripts/lib/exec.mjs';

/** Wall-clock milliseconds of one run; output is thrown away. */
export async function time(command, args, options = {}) {
  const start = process.hrtime.bigint();
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  const end = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (end)
    throw new Failure(`\`${commandLine(command, args)}\` ${end}.`, { next: 'run it by hand and see what it says.' });
  return milliseconds;
}

export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), samples };
}

/** `runs` rounds of both, after one round that warms the file cache and does not count; who goes first alternates. */
export async function interleave(runs, regular, autojit, progress) {
  const samples = { regular: [], autojit: [] };
  const sides = [
    ['regular', regular],
    ['autojit', autojit],
  ];
  for (let round = 0; round <= runs; round++) {
    progress(round === 0 ? 'warm-up' : `round ${round} of ${runs}`);
    for (const [side, work] of round % 2 ? sides : [...sides].reverse()) {
      const sample = await work();
      if (round > 0) samples[side].push(sample);
    }
  }
  return { regular: spread(samples.regular), autojit: spread(samples.autojit) };
}
