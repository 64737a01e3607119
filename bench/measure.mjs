// Times two ways of doing one thing, in turns, so that whatever else the machine does hits both.
import { spawn } from 'node:child_process';
import { Failure, commandLine } from '../scripts/lib/exec.mjs';

const SECONDS = 1000;
/** bash knows the processor time of what it started, which Node does not tell. Prints user and system time, start and end in seconds. */
const SCRIPT =
  'TIMEFORMAT="%U %S"; start=$EPOCHREALTIME; time "$@" >/dev/null 2>&1; code=$?; echo "$start $EPOCHREALTIME" >&2; exit $code';

/** Milliseconds of one run, by the clock on the wall and of processor time; output is thrown away. */
export async function time(command, args, options = {}) {
  const child = spawn('bash', ['-c', SCRIPT, 'bash', command, ...args], {
    ...options,
    env: { ...process.env, ...options.env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const problem = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be timed: ${error.message}`));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  const next = 'run it by hand and see what it says.';
  if (problem) throw new Failure(`\`${commandLine(command, args)}\` ${problem}.`, { next });
  const [user, system, start, end] = said.trim().split(/\s+/).map(Number);
  return { wall: (end - start) * SECONDS, cpu: (user + system) * SECONDS };
}

export const sum = (a, b) => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu });

export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), samples };
}

/** The samples of `runs` rounds of both, after one round that warms the file cache and does not count; who goes first alternates. */
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
  return samples;
}
