import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { EventEmitter } from '../testing/emitter.js';
import { ReportPanel } from './panel.js';
import type { RegularBuilds } from './regular-build.js';

const page = vi.hoisted(() => ({ visible: true, seen: [] as (() => void)[], ready: (): void => undefined, posts: 0 }));

vi.mock('vscode', async () => ({
  ...(await import('../testing/vscode.js')),
  ThemeIcon: class {},
  ViewColumn: { Active: 1 },
  Disposable: { from: () => ({ dispose: () => undefined }) },
  window: {
    registerWebviewPanelSerializer: () => undefined,
    createWebviewPanel: () => ({
      get visible() {
        return page.visible;
      },
      onDidDispose: () => undefined,
      onDidChangeViewState: (listener: () => void) => page.seen.push(listener),
      reveal: () => undefined,
      webview: {
        onDidReceiveMessage: (listener: (message: object) => void) => (page.ready = () => listener({ type: 'ready' })),
        postMessage: () => Promise.resolve((page.posts += 1)),
      },
    }),
  },
}));

let changed: EventEmitter<void>;
let asked: number;

/** A report that is open, of a program that a run changes ten times a second. */
async function opened(): Promise<void> {
  changed = new EventEmitter();
  asked = 0;
  const client = { request: () => Promise.resolve({ title: 't', style: '', body: String((asked += 1)) }) };
  const model = { find: () => ({}), onDidChange: changed.event };
  const panel = new ReportPanel(
    client as unknown as ServerClient,
    model as unknown as Model,
    { of: () => undefined } as unknown as RegularBuilds,
    { error: vi.fn() } as unknown as vscode.LogOutputChannel,
  );
  panel.show('/w/prog');
  page.ready();
  await vi.advanceTimersByTimeAsync(2000);
}

beforeEach(() => {
  Object.assign(page, { visible: true, seen: [], posts: 0 });
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test('a report is asked for once a second while a run goes on, and once more when it is over', async () => {
  await opened();
  const before = asked;
  for (let tenth = 0; tenth < 50; tenth += 1) {
    changed.fire();
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked - before).toBeGreaterThanOrEqual(5);
  expect(asked - before).toBeLessThanOrEqual(6);
});

test('a report that nobody sees is asked for when it is seen again, once', async () => {
  await opened();
  const before = asked;
  page.visible = false;
  for (let change = 0; change < 50; change += 1) changed.fire();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toBe(before);
  page.visible = true;
  for (const listener of page.seen) listener();
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toBe(before + 1);
});
