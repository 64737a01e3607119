// Runs other programs; their output goes to a log, and what fails says so in one line.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A failure that is already in words for people: what happened, and what to do next. */
export class Failure extends Error {
  constructor(message, { next, log } = {}) {
    super(message);
    this.next = next;
    this.log = log;
  }
}

const running = new Set();
/** Ctrl-C ends what we started before it ends us. */
export function endChildren(signal = 'SIGTERM') {
  for (const child of running) child.kill(signal);
}

const describeEnd = (code, signal) => (signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
export const commandLine = (command, args) => [command, ...args].map(quoted).join(' ');

/** Exit status of a child, as a shell would give it. */
const status = (code, signal) => (signal ? 128 + os.constants.signals[signal] : code);

/**
 * Runs a program to its end. With `log` both streams go to that file, and each line to `onLine`; without, they go to our own.
 * `title` names the command in messages where it would be too long; `stdout` may be a file descriptor that gets standard output instead. Throws unless it ended with 0 or `anyExit` is set; returns the exit status.
 */
export async function run(
  command,
  args,
  { cwd, env, log, onLine, stdin = 'ignore', stdout, anyExit = false, title = commandLine(command, args) } = {},
) {
  const output = log ? fs.createWriteStream(log, { flags: 'a' }) : undefined;
  output?.write(`$ ${commandLine(command, args)}\n`);
  const streams = log ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [stdin, stdout ?? streams, streams],
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text) => {
      output?.write(text);
      const lines = (rest + text).split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onLine?.(line.trim());
    });
  }
  try {
    const { code, signal, error } = await new Promise((resolve) => {
      child.once('error', (cause) => resolve({ error: cause }));
      child.once('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
    });
    if (error)
      throw new Failure(
        `\`${title}\` could not be started: ${error.code === 'ENOENT' ? `${command} is not there` : error.message}.`,
        { log },
      );
    if (status(code, signal) !== 0 && !anyExit)
      throw new Failure(`\`${title}\` ${describeEnd(code, signal)}.`, { log });
    return status(code, signal);
  } finally {
    running.delete(child);
    if (output) await new Promise((resolve) => output.end(resolve));
  }
}

/** What a quick program prints; undefined when it is not there or fails. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  return result.status === 0 ? result.stdout : undefined;
}

/** Full path of a program on PATH. */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    if (folder === '') continue;
    const file = path.join(folder, name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (fs.statSync(file).isFile()) return file;
    } catch {
      continue; // not in this folder
    }
  }
  return undefined;
}
