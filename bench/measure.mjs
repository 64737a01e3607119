// Times several ways of doing one thing, in turns, so that whatever else the machine does hits all of them.
import { spawn } from 'node:child_process';
import { Failure, commandLine } from '../tooling/exec.mjs';

const SECONDS = 1000;
/** bash knows the processor time of what it started, which Node does not tell. Prints user and system time, start and end in seconds. */
const SCRIPT =
  'TIMEFORMAT="%U %S"; start=$EPOCHREALTIME; time "$@" >/dev/null 2>&1; code=$?; echo "$start $EPOCHREALTIME" >&2; exit $code';

async function run(words, options) {
  const child = spawn(words[0], words.slice(1), {
    ...options,
    env: { ...process.env, ...options.env, LC_ALL: 'C' },
    stdio: [options.input ?? 'ignore', 'ignore', 'pipe'],
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
  if (problem) throw new Failure(`\`${commandLine(options.command, options.arguments)}\` ${problem}.`, { next });
  return said.trim();
}

/** Milliseconds of one run, by the clock on the wall and of processor time; output is thrown away. `input`: a descriptor to read from. */
export async function time(command, args, options = {}) {
  const said = await run(['bash', '-c', SCRIPT, 'bash', command, ...args], { ...options, command, arguments: args });
  const [user, system, start, end] = said.split(/\s+/).map(Number);
  return { wall: (end - start) * SECONDS, cpu: (user + system) * SECONDS };
}

/** The most memory that one run had at once, in bytes, as the kernel counts it. */
export async function memory(command, args, options = {}) {
  const said = await run(['time', '-f', '%M', command, ...args], { ...options, command, arguments: args });
  return Number(said.split('\n').at(-1)) * 1024;
}

export const sum = (a, b) => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu });

export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), samples };
}

/**
 * The samples of `rounds` rounds of all `ways` ({ name: work }), after one round that warms the file cache and does not count; the order is turned
 * round each time.
 */
export async function interleave(rounds, ways, progress) {
  const samples = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  const inOrder = Object.entries(ways);
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? 'warm-up' : `round ${round} of ${rounds}`);
    for (const [way, work] of round % 2 ? inOrder : [...inOrder].reverse()) {
      const sample = await work();
      if (round > 0) samples[way].push(sample);
    }
  }
  return samples;
}

/** How much the second number grows with the first, where it does not fall: what is given back once in a while does not count. */
export function rise(points) {
  let [x, y] = [0, 0];
  for (const [at, [nextX, nextY]] of points.slice(1).entries()) {
    const [lastX, lastY] = points[at];
    if (nextY < lastY) continue;
    x += nextX - lastX;
    y += nextY - lastY;
  }
  return y / x;
}
