import { constants } from 'node:os';
import * as z from 'zod';
import type { ReportedEnd } from '../../protocol/lsp.js';

const Exited = z.object({ event: z.literal('exited'), body: z.object({ exitCode: z.int().nonnegative() }) });
const Stopped = z.object({
  event: z.literal('stopped'),
  body: z.object({ reason: z.string(), description: z.string().optional() }),
});
const NotStarted = z.object({
  type: z.literal('response'),
  command: z.literal('launch'),
  success: z.literal(false),
});
/** How VS Code ends a session: its stop and restart buttons, and what closes a window. */
const Leave = z.object({
  command: z.enum(['disconnect', 'terminate']),
  arguments: z.object({ terminateDebuggee: z.boolean().optional() }).optional(),
});

/** Signals after which a program that does not handle them is gone, and that nobody sends to pause one. */
const ENDING = ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSYS', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPIPE'];
/** Those that are a fault of the program's own. */
const FAULTS = ENDING.slice(0, 6);

/**
 * How a debugged program ended, from what is said between VS Code and the adapter. LLDB tells the number of the signal
 * that killed a program as its exit code; the stop before it tells which of the two it is.
 */
export class ProgramEnd {
  private exitCode: number | undefined;
  /** Of the last stop, if that was one. */
  private signal: string | undefined;
  private left = false;
  private started = true;

  /** A message of the adapter. */
  hear(message: object): void {
    const stopped = Stopped.safeParse(message);
    if (stopped.success) {
      const { reason, description = '' } = stopped.data.body;
      this.signal = reason === 'exception' ? /^signal (SIG[A-Z]+)/.exec(description)?.[1] : undefined;
    }
    if (NotStarted.safeParse(message).success) this.started = false;
    const exited = Exited.safeParse(message);
    // What it says after the person's wish is how the debugger fulfilled it.
    if (exited.success && !this.left) this.exitCode = exited.data.body.exitCode;
  }

  /** A request to the adapter. */
  ask(message: object): void {
    const leave = Leave.safeParse(message);
    if (!leave.success || leave.data.arguments?.terminateDebuggee === false) return;
    // VS Code also closes a session that never began, or whose program is over.
    if (this.started && this.exitCode === undefined) this.left = true;
  }

  get reported(): ReportedEnd {
    const { signal, exitCode } = this;
    if (this.left) {
      // It was over before the person closed the session.
      return signal !== undefined && FAULTS.includes(signal) ? { signal, certain: true } : { stopped: true };
    }
    if (exitCode === undefined) return {};
    if (signal !== undefined && ENDING.includes(signal) && numberOf(signal) === exitCode)
      return { signal, certain: true };
    // SIGKILL comes without a stop.
    return { exitCode, certain: exitCode !== constants.signals.SIGKILL };
  }
}

const numberOf = (signal: string): number | undefined => (constants.signals as Record<string, number>)[signal];
