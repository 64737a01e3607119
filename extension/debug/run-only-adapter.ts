import * as vscode from 'vscode';
import type { Runs, StartedRun } from '../run/runs.js';
import { report } from '../window/messages.js';
import { readLaunch } from './launch.js';

interface Request {
  seq: number;
  type: string;
  command: string;
}

/** "Run without debugging": the session's buttons work, and the program runs as it does from "run lazily", without a debugger. */
export class RunOnlyAdapter implements vscode.DebugAdapter {
  private readonly messages = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.messages.event;
  private sequence = 1;
  private run: string | undefined;
  private left = false;

  constructor(
    private readonly runs: Runs,
    private readonly session: vscode.DebugSession,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  handleMessage(message: vscode.DebugProtocolMessage): void {
    const request = message as unknown as Request;
    if (request.type !== 'request') return;
    switch (request.command) {
      case 'initialize':
        this.respond(request, { supportsTerminateRequest: true });
        this.event('initialized');
        return;
      case 'launch':
        this.launch(request).catch((error: unknown) => this.refuse(request, error));
        return;
      case 'terminate':
      case 'disconnect':
        this.stop(request).catch((error: unknown) => this.refuse(request, error));
        return;
      case 'threads':
        this.respond(request, { threads: [] });
        return;
      default:
        this.respond(request);
    }
  }

  dispose(): void {
    this.messages.dispose();
  }

  private async stop(request: Request): Promise<void> {
    this.left = true;
    if (this.run !== undefined) await this.runs.stop(this.run);
    this.respond(request);
  }

  private async launch(request: Request): Promise<void> {
    const { configuration } = this.session;
    const { program, args, env } = await readLaunch(configuration);
    const cwd: unknown = configuration['cwd'];
    const started = await this.runs.start({
      ...{ program, args, env, ...(typeof cwd === 'string' ? { cwd } : {}) },
      ...this.runs.restarted(this.session),
    });
    this.run = started.id;
    this.runs.remember(started.id, this.session);
    // Who changed their mind while it was prepared has no session to stop any more.
    if (this.left) await this.runs.stop(started.id);
    this.respond(request);
    this.untilEnd(started.ended).catch((error: unknown) => report(error, this.log));
  }

  /** Also where nobody can be told how it ended: a session without a program could not be closed by it. */
  private async untilEnd(ended: StartedRun['ended']): Promise<void> {
    try {
      const exitCode = await ended;
      if (exitCode !== undefined) this.event('exited', { exitCode });
    } finally {
      this.event('terminated');
    }
  }

  private respond(request: Request, body?: object): void {
    this.send({ type: 'response', request_seq: request.seq, command: request.command, success: true, body });
  }

  private refuse(request: Request, error: unknown): void {
    const format = error instanceof Error ? error.message : String(error);
    const body = { error: { id: 1, format, showUser: true } };
    this.send({
      type: 'response',
      request_seq: request.seq,
      command: request.command,
      success: false,
      message: format,
      body,
    });
  }

  private event(event: string, body: object = {}): void {
    this.send({ type: 'event', event, body });
  }

  private send(message: object): void {
    this.messages.fire({ seq: this.sequence++, ...message });
  }
}
