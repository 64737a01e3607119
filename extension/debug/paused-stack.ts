import * as vscode from 'vscode';
import * as z from 'zod';
import type { ServerClient } from '../model/client.js';
import { withoutMark } from './obsolete-frames.js';

/** Deeper than this nobody looks; a recursion may be millions deep. */
const MOST_FRAMES = 200;

const StackTrace = z.object({
  stackFrames: z.array(
    z.object({
      name: z.string(),
      line: z.int(),
      source: z.object({ path: z.string().optional() }).optional(),
    }),
  ),
});

export interface Stack {
  program: string;
  /** Innermost first. */
  ids: string[];
}

/** Tells in which functions the program stands that is debugged, and that it stands no more. */
export class PausedStack implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  private turn = 0;
  private last = '';
  /** Where the program stands now. */
  current: Stack | undefined;

  constructor(
    private readonly client: Pick<ServerClient, 'request'>,
    private readonly onStack: (stack: Stack | undefined) => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.debug.onDidChangeActiveStackItem((item) => this.look(item)),
      vscode.debug.onDidTerminateDebugSession(() => this.look(vscode.debug.activeStackItem)),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private look(item: vscode.DebugThread | vscode.DebugStackFrame | undefined): void {
    const turn = ++this.turn;
    this.stackOf(item).then(
      (stack) => {
        if (turn === this.turn) this.tell(stack);
      },
      (error: unknown) => {
        // A program that went on or ended while it was asked has no stack any more.
        if (turn === this.turn) this.tell(undefined);
        this.onError(error);
      },
    );
  }

  private async stackOf(item: vscode.DebugThread | vscode.DebugStackFrame | undefined): Promise<Stack | undefined> {
    // A thread without a frame runs.
    if (!item || !('frameId' in item)) return undefined;
    const { session, threadId } = item;
    const answer: unknown = await session.customRequest('stackTrace', { threadId, startFrame: 0, levels: MOST_FRAMES });
    const { program } = z.object({ program: z.string().optional() }).catch({}).parse(session.configuration);
    const frames = StackTrace.parse(answer).stackFrames.map(({ name, line, source }) => ({
      name: withoutMark(name),
      ...(source?.path !== undefined && line > 0 && { file: source.path, line }),
    }));
    return (await this.client.request('stack', { frames, ...(program !== undefined && { program }) })) ?? undefined;
  }

  private tell(stack: Stack | undefined): void {
    const now = JSON.stringify(stack);
    if (now === this.last) return;
    this.last = now;
    this.current = stack;
    this.onStack(stack);
  }
}
