import { type ChildProcess, spawn } from 'node:child_process';
import * as vscode from 'vscode';
import type { Message } from 'vscode-jsonrpc/node';
import * as z from 'zod';
import type * as Streams from '../model/language-client.js';
import { t } from '../window/text.js';
import type { DebuggedRun } from './debugged-run.js';
import { GoingOn } from './going-on.js';
import { markObsolete, questionAbout, readStack } from './obsolete-frames.js';

/** The command of extension/debug/lldb/autojit_lldb.py. */
const STEP_IN = 'autojit-step-in';

/** Our own requests to the adapter; VS Code's count up from 1 and never get here. */
const OWN_SEQUENCE = 1_000_000_000;

const StepIn = z.object({
  seq: z.int(),
  type: z.literal('request'),
  command: z.literal('stepIn'),
  arguments: z.object({
    threadId: z.int(),
    targetId: z.int().optional(),
    granularity: z.string().optional(),
  }),
});
type StepIn = z.infer<typeof StepIn>;
/** What lldb-dap says of breakpoints: in an answer, or when one changes. */
const Breakpoint = z.looseObject({ verified: z.boolean(), message: z.string().optional() });
const Breakpoints = z.looseObject({
  type: z.literal('response'),
  command: z.enum(['setBreakpoints', 'setFunctionBreakpoints']),
  body: z.looseObject({ breakpoints: z.array(Breakpoint) }),
});
/** Its own restart would go on in the trace of the run before; without it VS Code starts a session that is a run of its own. */
const Restarts = z.looseObject({ supportsRestartRequest: z.boolean() });
const Capabilities = z.union([
  z.looseObject({ type: z.literal('response'), command: z.literal('initialize'), body: Restarts }),
  z.looseObject({
    type: z.literal('event'),
    event: z.literal('capabilities'),
    body: z.looseObject({ capabilities: Restarts }),
  }),
]);
const UNBOUND = t('Binds when its function is first called; until then there is no code to stop in.');

const Launch = z.looseObject({ seq: z.int(), command: z.literal('launch'), arguments: z.unknown() });
const Response = z.object({ type: z.literal('response'), request_seq: z.int(), success: z.boolean() });
interface Answer {
  message: object;
  success: boolean;
}

/**
 * LLVM's debug adapter with five things changed. Step Into runs our command, which goes through a stub into the function that it
 * leads to; where that does not work, it is LLDB's own. Breakpoints without code say why. Restart is VS Code's. Frames whose code a reload has
 * replaced are called obsolete. Frames that are gone have no variables. Everything else passes as it is.
 */
export class AdapterProxy implements vscode.DebugAdapter {
  private readonly messages = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.messages.event;
  private readonly adapter: ChildProcess;
  private readonly writer: Streams.StreamMessageWriter;
  /** What is to be done with answers to our own requests, by their number. */
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly goingOn = new GoingOn();
  private nextSequence = OWN_SEQUENCE;
  private ended = false;

  constructor(
    file: string,
    { StreamMessageReader, StreamMessageWriter }: Pick<typeof Streams, 'StreamMessageReader' | 'StreamMessageWriter'>,
    private readonly log: vscode.LogOutputChannel,
    private readonly run: DebuggedRun | undefined,
  ) {
    this.adapter = spawn(file, [], { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.adapter;
    if (!stdin || !stdout) throw new Error(t('{0} could not be started.', file));
    this.writer = new StreamMessageWriter(stdin);
    new StreamMessageReader(stdout).listen((message) => this.fromAdapter(message));
    stderr?.on('data', (text: Buffer) => log.warn(`lldb-dap: ${text.toString().trimEnd()}`));
    this.adapter.on('error', (error) => this.end(t('lldb-dap could not be started: {0}', error.message)));
    this.adapter.on('exit', (code, signal) => {
      const how = signal ?? code ?? 'unknown';
      this.end(code === 0 || this.ended ? undefined : t('lldb-dap ended unexpectedly ({0}).', how));
    });
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.run?.asked(message);
    const gone = this.goingOn.asked(message);
    if (gone) return this.messages.fire(gone);
    const launch = Launch.safeParse(message);
    if (launch.success && this.run) return this.launch(launch.data, this.run);
    const step = StepIn.safeParse(message);
    // A step of one instruction, or into one of several calls, is not what our plan does.
    const plain = step.success && step.data.arguments.targetId === undefined;
    if (!plain || step.data.arguments.granularity === 'instruction') return this.toAdapter(message);
    this.evaluate(`\`${STEP_IN} ${step.data.arguments.threadId}`, (answer) => this.stepped(step.data, answer));
  }

  dispose(): void {
    this.ended = true;
    this.run?.end();
    this.adapter.kill();
    this.messages.dispose();
  }

  /** A command of LLDB's, as a person types it in the debug console. */
  private evaluate(expression: string, then: (answer: Answer) => void): void {
    const seq = this.nextSequence++;
    this.waiting.set(seq, then);
    this.toAdapter({ seq, type: 'request', command: 'evaluate', arguments: { expression, context: 'repl' } });
  }

  private stepped(step: StepIn, { message, success }: Answer): void {
    if (success) {
      this.messages.fire({ ...message, request_seq: step.seq, command: 'stepIn', body: undefined });
      return;
    }
    // An LLDB without Python: it steps as it always did, over stubs.
    this.log.warn('This LLDB cannot step through stubs (its Python scripting is missing); it steps over them.');
    this.toAdapter(step);
  }

  private launch(request: z.infer<typeof Launch>, run: DebuggedRun): void {
    run.begin(request.arguments).then(
      (changed) => this.toAdapter({ ...request, arguments: changed }),
      (error: unknown) => {
        const format = error instanceof Error ? error.message : String(error);
        this.messages.fire({
          ...{ seq: 0, type: 'response', request_seq: request.seq, command: 'launch', success: false, message: format },
          body: { error: { id: 1, format, showUser: true } },
        });
      },
    );
  }

  private fromAdapter(message: object): void {
    this.run?.hear(message);
    this.goingOn.hear(message);
    const capabilities = Capabilities.safeParse(message);
    if (capabilities.success) {
      const { body } = capabilities.data;
      Object.assign('capabilities' in body ? (body.capabilities as object) : body, { supportsRestartRequest: false });
      this.messages.fire(capabilities.data);
      return;
    }
    const breakpoints = Breakpoints.safeParse(message);
    if (breakpoints.success) {
      for (const one of breakpoints.data.body.breakpoints) if (!one.verified) one.message ??= UNBOUND;
      this.messages.fire(breakpoints.data);
      return;
    }
    const stack = readStack(message);
    const question = stack && questionAbout(stack);
    if (stack && question !== undefined) {
      // An LLDB without Python answers nothing: then no frame is called obsolete.
      this.evaluate(question, (answer) => this.messages.fire(markObsolete(stack, answer.message)));
      return;
    }
    const response = Response.safeParse(message);
    const then = response.success ? this.waiting.get(response.data.request_seq) : undefined;
    if (!response.success || !then) {
      this.messages.fire(message);
      return;
    }
    this.waiting.delete(response.data.request_seq);
    then({ message, success: response.data.success });
  }

  private toAdapter(message: object): void {
    this.writer
      .write(message as Message)
      .catch((error: unknown) => this.end(t('lldb-dap does not listen: {0}', String(error))));
  }

  private end(problem: string | undefined): void {
    if (this.ended) return;
    this.ended = true;
    this.run?.end();
    if (problem !== undefined) {
      this.log.error(problem);
      this.messages.fire({
        seq: 0,
        type: 'event',
        event: 'output',
        body: { category: 'important', output: `${problem}\n` },
      });
    }
    this.messages.fire({ seq: 0, type: 'event', event: 'terminated' });
  }
}
