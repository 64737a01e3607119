import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { describeSystemError, errorCode } from '../../server/support/problem.js';
import { ExitCode, Failure } from './failure.js';

export interface ChildEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** Starts a command with our own stdio. Ctrl-C reaches it from the terminal; other signals are handed on. */
export async function startChild(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Child> {
  // The program runs before `spawn` is back, and whoever sees that may send us a signal: without a handler it would end us alone.
  let child: ChildProcess | undefined = undefined;
  const stopForwarding = forwardSignals((signal) => child?.kill(signal));
  child = spawn(command, args, { stdio: 'inherit', env });
  const end = new Promise<ChildEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      stopForwarding();
      resolve({ exitCode, signal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', (error) => {
      stopForwarding();
      const code = errorCode(error) === 'ENOENT' ? ExitCode.notFound : ExitCode.notExecutable;
      reject(new Failure(`Cannot start ${command}: ${describeSystemError(error)}.`, code));
    });
  });
  return { end };
}

export interface Child {
  end: Promise<ChildEnd>;
}

/** Ends this process the way the child ended. */
export function endLike({ exitCode, signal }: ChildEnd): void {
  if (signal === null) {
    process.exitCode = exitCode ?? ExitCode.failed;
    return;
  }
  process.exitCode = 128 + constants.signals[signal];
  // A shell must see that Ctrl-C ended us, or a loop around us goes on. A crash is only reported: ours would dump core.
  if (signal === 'SIGINT' || signal === 'SIGTERM' || signal === 'SIGHUP') process.kill(process.pid, signal);
}

function forwardSignals(forwarded: (signal: NodeJS.Signals) => void): () => void {
  const ignored = (): void => undefined;
  process.on('SIGINT', ignored).on('SIGQUIT', ignored).on('SIGTERM', forwarded).on('SIGHUP', forwarded);
  return () => {
    process.off('SIGINT', ignored).off('SIGQUIT', ignored).off('SIGTERM', forwarded).off('SIGHUP', forwarded);
  };
}
