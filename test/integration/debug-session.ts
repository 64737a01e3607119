import * as vscode from 'vscode';
import { until } from './support.js';

export interface Frame {
  id: number;
  name: string;
  line: number;
  source?: { path?: string };
}

interface Stop {
  threadId: number;
  reason: string;
  text?: string;
}

/** What adapters say, by session, and what tests ask them. */
export class Sessions {
  readonly started: vscode.DebugSession[] = [];
  private readonly stops = new Map<string, Stop[]>();
  private readonly ended = new Set<string>();
  private readonly subscriptions: vscode.Disposable[] = [
    vscode.debug.onDidStartDebugSession((session) => {
      this.started.push(session);
      // A session that is restarted keeps its name.
      this.ended.delete(session.id);
    }),
    vscode.debug.onDidTerminateDebugSession(({ id }) => this.ended.add(id)),
    vscode.debug.registerDebugAdapterTrackerFactory('autojit', {
      createDebugAdapterTracker: ({ id }) => ({
        onDidSendMessage: (message: { type: string; event?: string; body?: Stop }) => {
          if (message.type === 'event' && message.event === 'stopped' && message.body) this.of(id).push(message.body);
        },
      }),
    }),
  ];

  async start(configuration: Partial<vscode.DebugConfiguration>): Promise<vscode.DebugSession> {
    const known = this.started.length;
    const full = { type: 'autojit', request: 'launch', name: 'test', console: 'internalConsole', ...configuration };
    // As from launch.json: tasks before it are looked for in its folder.
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!(await vscode.debug.startDebugging(folder, full))) throw new Error('The session did not start.');
    return until('the session started', () => this.started[known], 120_000);
  }

  /** The n-th stop of a session, from 0. */
  stop({ id }: vscode.DebugSession, n = 0): Promise<Stop> {
    return until(`stop ${n} comes`, () => this.of(id)[n], 120_000);
  }

  count({ id }: vscode.DebugSession): number {
    return this.of(id).length;
  }

  async end({ id }: vscode.DebugSession): Promise<void> {
    await until('the session is over', () => this.ended.has(id), 120_000);
  }

  async stack(session: vscode.DebugSession, threadId: number): Promise<Frame[]> {
    const answer = (await session.customRequest('stackTrace', { threadId })) as { stackFrames: Frame[] };
    return answer.stackFrames.map((frame) => ({ ...frame, name: frame.name.replace(/\(.*/, '') }));
  }

  /** Goes on and waits for the next stop. */
  async go(session: vscode.DebugSession, threadId: number, command = 'continue'): Promise<Stop> {
    const before = this.count(session);
    await session.customRequest(command, { threadId });
    return this.stop(session, before);
  }

  async dispose(): Promise<void> {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    for (const session of this.started) {
      if (this.ended.has(session.id)) continue;
      await vscode.debug.stopDebugging(session);
      await this.end(session);
    }
    await vscode.debug.stopDebugging();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private of(id: string): Stop[] {
    const known = this.stops.get(id) ?? [];
    this.stops.set(id, known);
    return known;
  }
}
