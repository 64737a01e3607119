import type { GraphNode, GraphQuery, GraphSlice } from '../../protocol/graph.js';
import type { Overview, OverviewQuery } from '../../protocol/overview.js';
import type { RunTimeline } from '../../protocol/lsp.js';
import type { SearchQuery, SearchResult } from '../../protocol/search.js';
import { unpackMap } from '../../protocol/packed-map.js';
import type { ProgramMap, RunTree, ViewQuery } from '../../protocol/views.js';
import type { ToHost } from '../../protocol/webview.js';
import { ToPage } from '../../protocol/webview.js';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const ANSWERS = ['slice', 'overview', 'timeline', 'runTree', 'map', 'found', 'labels', 'function'] as const;
type AnswerName = (typeof ANSWERS)[number];
type Answer = Extract<ToPage, { type: AnswerName }>;

const isAnswer = (message: ToPage): message is Answer => ANSWERS.some((name) => name === message.type);

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
    return (await this.ask('slice', (request) => ({ type: 'query', request, query }))).slice;
  }

  async runTree(query: ViewQuery): Promise<RunTree> {
    return (await this.ask('runTree', (request) => ({ type: 'runTree', request, query }))).tree;
  }

  async map(query: ViewQuery): Promise<ProgramMap> {
    return unpackMap((await this.ask('map', (request) => ({ type: 'map', request, query }))).map);
  }

  async search(query: SearchQuery): Promise<SearchResult> {
    return (await this.ask('found', (request) => ({ type: 'search', request, query }))).result;
  }

  async labels(program: string, ids: string[]): Promise<string[]> {
    return (await this.ask('labels', (request) => ({ type: 'labels', request, program, ids }))).labels;
  }

  async lookUp({ program, run }: ViewQuery, id: string): Promise<GraphNode | null> {
    const question = { type: 'lookUp' as const, program, id, ...(run !== undefined && { run }) };
    return (await this.ask('function', (request) => ({ ...question, request }))).node;
  }

  async overview(query: OverviewQuery): Promise<Overview> {
    return (await this.ask('overview', (request) => ({ type: 'overview', request, query }))).overview;
  }

  async timeline(program: string, run: string | undefined): Promise<RunTimeline | null> {
    const answer = await this.ask('timeline', (request) => ({
      type: 'timeline',
      request,
      program,
      ...(run !== undefined && { run }),
    }));
    return answer.timeline;
  }

  private async ask<N extends AnswerName>(
    name: N,
    message: (request: number) => ToHost,
  ): Promise<Extract<Answer, { type: N }>> {
    const request = this.nextRequest++;
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      this.post(message(request));
    });
    if (answer.type !== name) throw new Error('The graph page got another answer than it asked for.');
    return answer as Extract<Answer, { type: N }>;
  }

  get state(): unknown {
    return this.api.getState();
  }

  set state(state: unknown) {
    this.api.setState(state);
  }

  private settle(message: ToPage): boolean {
    if (message.type !== 'failed' && !isAnswer(message)) return false;
    const waiting = this.waiting.get(message.request);
    this.waiting.delete(message.request);
    if (message.type === 'failed') waiting?.reject(new Error(message.message));
    else waiting?.resolve(message);
    return true;
  }
}
