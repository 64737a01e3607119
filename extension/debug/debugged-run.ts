import type * as vscode from 'vscode';
import * as z from 'zod';
import type { ServerClient } from '../model/client.js';
import type { Runs } from '../run/runs.js';
import { t } from '../window/text.js';
import { ProgramEnd } from './program-end.js';

/** As much as autojit-record keeps of a terminal's. */
const KEPT_HALF = 512 << 10;

const Output = z.object({
  event: z.literal('output'),
  body: z.object({ category: z.enum(['stdout', 'stderr']), output: z.string() }),
});
const LaunchArguments = z.looseObject({
  program: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
});

/**
 * The run of one launch of a debug session: announced to the server, with what it wrote and how it ended. VS Code restarts a
 * session with the configuration that it resolved before, so the run begins here, with the launch, and not in a resolver.
 */
export class DebuggedRun {
  private id: string | undefined;
  private over = false;
  private readonly ending = new ProgramEnd();
  private readonly kept = new KeptOutput();

  constructor(
    private readonly session: vscode.DebugSession,
    private readonly client: ServerClient,
    private readonly runs: Runs,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The arguments of the launch, with an environment that has the program write its trace. */
  async begin(launch: unknown): Promise<object> {
    const { env, ...rest } = LaunchArguments.parse(launch);
    const prepared = await this.client.request('prepareRun', {
      // What a person debugs with stands in launch.json, or is a test's.
      ...{ program: rest.program, args: rest.args, once: true },
      ...this.runs.restarted(this.session),
    });
    this.id = prepared.run;
    if (this.over) {
      this.end();
      throw new Error(t('The session was closed before the program was started.'));
    }
    this.runs.sessionStarted(prepared.run, this.session);
    return { ...rest, env: { ...env, ...prepared.env } };
  }

  hear(message: object): void {
    const output = Output.safeParse(message);
    if (output.success) this.kept.add(output.data.body.output);
    this.ending.hear(message);
  }

  /** What VS Code asks of the adapter. */
  asked(message: object): void {
    this.ending.ask(message);
  }

  end(): void {
    this.over = true;
    const run = this.id;
    if (run === undefined) return;
    this.id = undefined;
    this.runs.sessionEnded(run);
    const { text } = this.kept;
    this.client
      .request('finishRun', { run, ...this.ending.reported, ...(text === '' ? {} : { output: text }) })
      .catch((error: unknown) => this.log.error(String(error)));
  }
}

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
