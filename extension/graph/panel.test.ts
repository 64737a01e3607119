import { beforeEach, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { ServerClient } from '../model/client.js';
import type { Model } from '../model/model.js';
import { EventEmitter } from '../testing/emitter.js';
import { GraphPanel } from './panel.js';

interface Message {
  type: string;
  request?: number;
  message?: string;
}

const page = vi.hoisted(() => ({
  visible: true,
  seen: [] as (() => void)[],
  says: undefined as unknown as (message: object) => void,
  heard: [] as Message[],
}));

vi.mock('vscode', async () => {
  const { EventEmitter: Emitter } = await import('../testing/emitter.js');
  const none = () => ({ dispose: () => undefined });
  return {
    ...(await import('../testing/vscode.js')),
    EventEmitter: Emitter,
    ThemeIcon: class {},
    ViewColumn: { Active: 1, Beside: 2, One: 1 },
    Uri: { joinPath: () => ({}) },
    Disposable: { from: none },
    commands: {},
    workspace: { isTrusted: true },
    CancellationTokenSource: class {
      readonly token = { isCancellationRequested: false };
      cancel(): void {
        this.token.isCancellationRequested = true;
      }
      dispose = none;
    },
    window: {
      activeTextEditor: undefined,
      onDidChangeTextEditorSelection: none,
      onDidChangeActiveTextEditor: none,
      registerWebviewPanelSerializer: none,
      createWebviewPanel: () => ({
        get visible() {
          return page.visible;
        },
        onDidDispose: none,
        onDidChangeViewState: (listener: () => void) => page.seen.push(listener),
        webview: {
          asWebviewUri: () => '',
          onDidReceiveMessage: (listener: (message: object) => void) => (page.says = listener),
          postMessage: (message: Message) => Promise.resolve(page.heard.push(message)),
        },
      }),
    },
  };
});

type Token = { isCancellationRequested: boolean };

let asked: { name: string; token: Token | undefined; answer: (value: unknown) => void; fail: (why: Error) => void }[];
let states: EventEmitter<object>;
let logged: string[];

beforeEach(() => {
  Object.assign(page, { visible: true, seen: [], heard: [] });
  [asked, logged, states] = [[], [], new EventEmitter()];
  const client = {
    request: (name: string, _: object, token?: Token) =>
      new Promise((answer, fail) => asked.push({ name, token, answer, fail })),
  };
  const model = {
    state: 'ready',
    reason: '',
    programs: [],
    runs: [],
    likely: [],
    onDidChange: new EventEmitter().event,
  };
  const panel = new GraphPanel(
    {} as vscode.Uri,
    client as unknown as ServerClient,
    { ...model, onDidChangeStates: states.event } as unknown as Model,
    { error: (text: string) => logged.push(text) } as unknown as vscode.LogOutputChannel,
  );
  panel.show();
  page.says({ type: 'ready' });
  page.heard = [];
});

const overview = (request: number) =>
  page.says({ type: 'overview', request, query: { program: '/w/prog', opened: [] } });

test('a picture is not made any more when a newer one of its kind is asked for, and nobody is told that it failed', async () => {
  overview(1);
  page.says({ type: 'map', request: 2, query: { program: '/w/prog' } });
  overview(3);
  expect(asked.map(({ name, token }) => `${name} ${String(token?.isCancellationRequested)}`)).toEqual([
    'overview true',
    'map false',
    'overview false',
  ]);
  asked[0]?.fail(new Error('Canceled'));
  asked[1]?.fail(new Error('its store is gone'));
  await vi.waitFor(() => expect(page.heard).toHaveLength(2));
  expect(page.heard).toEqual([
    { type: 'failed', request: 1, message: 'Canceled' },
    { type: 'failed', request: 2, message: 'its store is gone' },
  ]);
  expect(logged).toEqual(['its store is gone']);
});

test('a page that nobody sees hears of a run when it begins and ends, and of all at once when it is seen again', () => {
  const change = (status: string) =>
    states.fire({ program: '/w/prog', run: { id: 'r', status }, changes: [], counts: {} });
  const heard = () => page.heard.splice(0).map(({ type }) => type);
  change('running');
  expect(heard()).toEqual(['states']);
  page.visible = false;
  for (let tenth = 0; tenth < 50; tenth += 1) change('running');
  expect(heard()).toEqual([]);
  change('exited');
  expect(heard()).toEqual(['states']);
  page.visible = true;
  for (const listener of page.seen) listener();
  expect(heard()).toEqual(['problem', 'programs']);
  for (const listener of page.seen) listener();
  expect(heard(), 'once').toEqual([]);
});
