import type { GraphQuery, GraphSlice } from '../../protocol/graph.js';
import type { RunTimeline } from '../../protocol/lsp.js';
import type { ToHost } from '../../protocol/webview.js';
import { ToPage } from '../../protocol/webview.js';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

type Answer = Extract<ToPage, { type: 'slice' | 'timeline' }>;

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/** The page's end of the wire: every message is validated on the way in, and queries are answered by number. */
export class Host {
  private readonly api = acquireVsCodeApi();
  private readonly waiting = new Map<number, Waiting>();
  private nextRequest = 1;

  constructor(onMessage: (message: ToPage) => void) {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const parsed = ToPage.safeParse(event.data);
      if (!parsed.success) {
        this.post({
          type: 'problem',
          message: `The graph page got a message it does not understand: ${parsed.error.message}`,
        });
        return;
      }
      if (!this.settle(parsed.data)) onMessage(parsed.data);
    });
    window.addEventListener('error', (event) => this.post({ type: 'problem', message: event.message }));
    window.addEventListener('unhandledrejection', (event) =>
      this.post({ type: 'problem', message: String(event.reason) }),
    );
  }

  post(message: ToHost): void {
    this.api.postMessage(message);
  }

  async query(query: GraphQuery): Promise<GraphSlice> {
    const answer = await this.ask((request) => ({ type: 'query', request, query }));
    if (answer.type !== 'slice') throw new Error('The graph page got another answer than it asked for.');
    return answer.slice;
  }

  async timeline(program: string, run: string | undefined): Promise<RunTimeline | null> {
    const answer = await this.ask((request) => ({
      type: 'timeline',
      request,
      program,
      ...(run !== undefined && { run }),
    }));
    if (answer.type !== 'timeline') throw new Error('The graph page got another answer than it asked for.');
    return answer.timeline;
  }

  private ask(message: (request: number) => ToHost): Promise<Answer> {
    const request = this.nextRequest++;
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      this.post(message(request));
    });
  }

  get state(): unknown {
    return this.api.getState();
  }

  set state(state: unknown) {
    this.api.setState(state);
  }

  private settle(message: ToPage): boolean {
    if (message.type !== 'slice' && message.type !== 'timeline' && message.type !== 'failed') return false;
    const waiting = this.waiting.get(message.request);
    this.waiting.delete(message.request);
    if (message.type === 'failed') waiting?.reject(new Error(message.message));
    else waiting?.resolve(message);
    return true;
  }
}
