import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { describeSystemError } from '../support/problem.js';

export interface Command {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

/** `failure`: it could not be started. */
export interface ProcessEnd {
  exitCode: number | null;
  signal: string | null;
  failure?: string;
}

/** Told line by line; both of its outputs as they come. Ends with all that it started when `stop` says so. */
export function runProcess(
  { program, args, cwd, env }: Command,
  onLine: (line: string) => void,
  stop: AbortSignal,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    // A group of its own: a test may start processes, and is to leave with them.
    const child = spawn(program, args, {
      ...{ cwd, env: { ...process.env, ...env }, detached: true },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has left by itself.
      }
    };
    const outputs = [child.stdout, child.stderr].map((stream) => linesOf(onLine, (feed) => stream.on('data', feed)));
    if (stop.aborted) kill();
    else stop.addEventListener('abort', kill);
    const settle = (end: ProcessEnd): void => {
      stop.removeEventListener('abort', kill);
      for (const finish of outputs) finish();
      resolve(end);
    };
    child.once('error', (error) =>
      settle({ exitCode: null, signal: null, failure: `Cannot start ${program}: ${describeSystemError(error)}.` }),
    );
    // After both outputs are closed, so that no line is lost.
    child.once('close', (exitCode, signal) => settle({ exitCode, signal }));
  });
}

/** Cuts what comes into lines; the answer tells the rest at the end. */
function linesOf(onLine: (line: string) => void, listen: (feed: (bytes: Buffer) => void) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  listen((bytes) => {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  return () => {
    if (rest !== '') onLine(rest);
    rest = '';
  };
}
