import fs from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { GraphNode, GraphQuery, GraphSlice } from '../../protocol/graph.js';
import type { Overview, OverviewQuery } from '../../protocol/overview.js';
import type { RunTimeline } from '../../protocol/lsp.js';
import type { SearchQuery, SearchResult } from '../../protocol/search.js';
import type { PackedMap } from '../../protocol/packed-map.js';
import type { RunTree } from '../../protocol/views.js';
import { ToHost, type ToPage } from '../../protocol/webview.js';
import { root } from '../harness/paths.js';

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** What the test answers about run tree and map. */
export interface ViewAnswers {
  runTree?: () => RunTree;
  map?: () => PackedMap;
  lookUp?: (id: string) => GraphNode | null;
  labels?: (ids: string[]) => string[];
  overview?: (query: OverviewQuery) => Overview;
  search?: (query: SearchQuery) => SearchResult;
}

/** Code of libraries alone has no first picture: it is drawn function by function. */
function withoutParts({ program }: OverviewQuery): Overview {
  const parts = {
    unit: 'part' as const,
    boxes: [],
    lanes: [],
    hubs: [],
    parts: 0,
    folded: { parts: 0, functions: 0, ran: 0 },
  };
  return { program, builtAt: 0, own: 0, libraries: [], parts, entries: [], moreEntries: 0 };
}

/** The graph page alone in a browser, its host played by the test: for what needs thousands of functions or odd answers. */
export class StubHost {
  readonly received: ToHost[] = [];

  private constructor(
    private readonly page: Page,
    readonly stop: () => Promise<void>,
  ) {}

  static async open(
    page: Page,
    slices: (query: GraphQuery) => GraphSlice | Promise<GraphSlice>,
    first: ToPage,
    timeline: RunTimeline | null = null,
    views: ViewAnswers = {},
  ): Promise<StubHost> {
    const html = `<!doctype html><html><head><link rel="stylesheet" href="/codicon.css"><link rel="stylesheet" href="/graph.css"></head>
      <body class="vscode-dark" data-layout-worker="/layout-worker.js"><script>
      window.acquireVsCodeApi = () => ({ postMessage: (m) => window.toHost(m), getState: () => JSON.parse(sessionStorage.state ?? 'null'), setState: (s) => { sessionStorage.state = JSON.stringify(s); } });
      </script><script src="/graph.js"></script></body></html>`;
    const server = createServer((request, response) => {
      const name = path.basename((request.url ?? '').replace(/\?.*/, ''));
      const file = path.join(root, 'dist/webview', name);
      if (name !== '' && fs.existsSync(file)) {
        response.setHeader('content-type', TYPES[path.extname(name)] ?? 'text/plain');
        response.end(fs.readFileSync(file));
      } else if (request.url === '/') {
        response.setHeader('content-type', 'text/html');
        response.end(html);
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The page has no server.');
    const host = new StubHost(page, async () => {
      await new Promise((resolve) => server.close(resolve));
    });
    await page.exposeFunction('toHost', async (raw: unknown) => {
      const message = ToHost.parse(raw);
      host.received.push(message);
      if (message.type === 'ready') await host.post(first);
      if (message.type === 'timeline') await host.post({ type: 'timeline', request: message.request, timeline });
      const answer = answerTo(message, views);
      if (answer) await host.post(answer);
      if (message.type === 'query')
        await host.post({ type: 'slice', request: message.request, slice: await slices(message.query) });
    });
    await page.goto(`http://127.0.0.1:${address.port}/`);
    return host;
  }

  async post(message: ToPage): Promise<void> {
    await this.page.evaluate((text) => {
      (globalThis as unknown as { postMessage(data: unknown, target: string): void }).postMessage(
        JSON.parse(text),
        '*',
      );
    }, JSON.stringify(message));
  }
}

function answerTo(message: ToHost, views: ViewAnswers): ToPage | undefined {
  const { runTree, map, lookUp, labels, overview = withoutParts, search } = views;
  if (message.type === 'overview')
    return { type: 'overview', request: message.request, overview: overview(message.query) };
  if (message.type === 'runTree' && runTree) return { type: 'runTree', request: message.request, tree: runTree() };
  if (message.type === 'map' && map) return { type: 'map', request: message.request, map: map() };
  if (message.type === 'search')
    return { type: 'found', request: message.request, result: search?.(message.query) ?? { found: 0, hits: [] } };
  if (message.type === 'labels' && labels)
    return { type: 'labels', request: message.request, labels: labels(message.ids) };
  if (message.type === 'lookUp' && lookUp)
    return { type: 'function', request: message.request, node: lookUp(message.id) };
  return undefined;
}
