// Steps that a person can follow: each has a name, a log, a line of progress, and a way on when it fails.
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Failure, endChildren } from './exec.mjs';
import { logs, shown } from './paths.mjs';

const terminal = process.stdout.isTTY === true;
const paint = (code, text) => (terminal && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = (text) => paint(1, text);
const dim = (text) => paint(2, text);

export const say = (text = '') => process.stdout.write(`${text}\n`);
const seconds = (since) => (Date.now() - since) / 1000;
const duration = (s) =>
  s < 9.95 ? `${s.toFixed(1)} s` : s < 100 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;

/** What runs now, and what it said last. */
const running = new Set();

function draw() {
  const width = (process.stdout.columns ?? 80) - 1;
  const each = [...running].map(({ name, started, last }) => `${name}  ${duration(seconds(started))}  ${last}`);
  process.stdout.write(`\r\u001b[K${`  … ${each.join(' · ')}`.slice(0, width)}`);
}

/** On a terminal one line that is redrawn, also for several at once; elsewhere a line now and then, so that a watchdog sees life. */
function progress(name, started) {
  const own = { name, started, last: '' };
  running.add(own);
  const tick = terminal ? draw : () => say(`  … ${name}, ${duration(seconds(started))}`);
  const timer = setInterval(tick, terminal ? 200 : 60_000);
  return {
    line: (text) => {
      own.last = text;
    },
    end: () => {
      clearInterval(timer);
      running.delete(own);
      if (terminal) process.stdout.write('\r\u001b[K');
    },
  };
}

/** Shows progress while `work` runs with `{ log, onLine }`, which are for `run`. */
export async function timed(name, id, work) {
  fs.mkdirSync(logs, { recursive: true });
  const log = path.join(logs, `${id}.log`);
  fs.writeFileSync(log, '');
  const started = Date.now();
  const display = progress(name, started);
  try {
    const value = await work({ log, onLine: display.line });
    return { value, log, took: dim(duration(seconds(started))) };
  } catch (error) {
    if (!(error instanceof Failure)) fs.appendFileSync(log, `${error.stack}\n`);
    throw Object.assign(new Failure(error.message), {
      next: error.next,
      log: error.log ?? log,
      took: dim(duration(seconds(started))),
    });
  } finally {
    display.end();
  }
}

/**
 * Runs one named step; `work` may return a few words about the outcome.
 * A failure leaves with the step's name, its log and the next thing to do.
 */
export async function step(name, id, next, work) {
  try {
    const { value, took } = await timed(name, id, work);
    say(`  ✓ ${name}${typeof value === 'string' ? `: ${value}` : ''}  ${took}`);
  } catch (error) {
    throw Object.assign(error, { step: name, next: error.next ?? next });
  }
}

/** The last lines of a log, without what only moves a cursor. */
export function tail(log, count) {
  const text = fs.existsSync(log) ? stripVTControlCharacters(fs.readFileSync(log, 'utf8')) : '';
  const lines = text.split('\n').map((line) => line.split('\r').pop().trimEnd());
  return lines.filter(Boolean).slice(-count);
}

function report(failure) {
  const lines = [`✗ ${failure.step ?? 'This command'} failed: ${failure.message}`];
  if (failure.log) {
    const last = tail(failure.log, 15);
    if (last.length > 0) lines.push('', '  The end of its log:', ...last.map((line) => `    ${line}`), '');
    lines.push(`  Log: ${shown(failure.log)}`);
  }
  if (failure.next) lines.push(`  Next: ${failure.next}`);
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** The outermost call of every script: turns what went wrong into words and an exit code. */
export async function main(work) {
  let ended = false;
  const end = (signal, code) => {
    if (ended) return;
    ended = true;
    endChildren();
    process.stderr.write(`\nStopped by ${signal}.\n`);
    process.exit(code);
  };
  // `npm test | head` closes our output early: nobody reads on, so nothing is left to do.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    endChildren();
    process.exit(141);
  });
  process.once('SIGINT', () => end('Ctrl-C', 130));
  process.once('SIGTERM', () => end('SIGTERM', 143));
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (error instanceof Failure) {
      report(error);
    } else {
      fs.mkdirSync(logs, { recursive: true });
      const log = path.join(logs, 'internal-error.log');
      fs.writeFileSync(log, `${error.stack}\n`);
      report(
        new Failure(`${error.message} (a mistake in these scripts).`, {
          log: undefined,
          next: `report it with ${shown(log)}.`,
        }),
      );
    }
    process.exitCode = 1;
  }
}
