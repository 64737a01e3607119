import type * as vscode from 'vscode';
import * as z from 'zod';
import type { Runs } from '../run/runs.js';
import { type ConfigurationProvider, RUN_KEY } from './configuration.js';

/** As much as autojit-record keeps of a terminal's. */
const KEPT_HALF = 512 << 10;

const Exited = z.object({ event: z.literal('exited'), body: z.object({ exitCode: z.int().nonnegative() }) });
const Output = z.object({
  event: z.literal('output'),
  body: z.object({ category: z.enum(['stdout', 'stderr']), output: z.string() }),
});

/** Beginning and end of what a program wrote to the debug console. */
class KeptOutput {
  private beginning = '';
  private end = '';
  private omitted = 0;

  add(text: string): void {
    const room = KEPT_HALF - this.beginning.length;
    this.beginning += text.slice(0, room);
    this.end += text.slice(room);
    const surplus = this.end.length - KEPT_HALF;
    // Rarely, because each time copies the rest.
    if (surplus < KEPT_HALF) return;
    this.end = this.end.slice(surplus);
    this.omitted += surplus;
  }

  get text(): string {
    const between = this.omitted > 0 ? `\n[autojit: ${this.omitted} characters in the middle are not kept]\n` : '';
    return this.beginning + between + this.end;
  }
}

/** Notes that a debugged run began, what it wrote, and how it ended. */
export function trackRun(
  session: vscode.DebugSession,
  provider: ConfigurationProvider,
  runs: Runs,
): vscode.DebugAdapterTracker {
  const run: unknown = session.configuration[RUN_KEY];
  if (typeof run !== 'string') return {};
  let exitCode: number | undefined;
  const kept = new KeptOutput();
  provider.sessionStarted(run);
  runs.sessionStarted(run, session);
  return {
    onDidSendMessage(message: unknown) {
      const output = Output.safeParse(message);
      if (output.success) kept.add(output.data.body.output);
      const exited = Exited.safeParse(message);
      if (exited.success) exitCode = exited.data.body.exitCode;
    },
    onWillStopSession: () => {
      runs.sessionEnded(run);
      provider.finish(run, {
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(kept.text === '' ? {} : { output: kept.text }),
      });
    },
  };
}
