import { beforeEach, expect, test, vi } from 'vitest';
import type { GraphQuery, GraphSlice } from '../protocol/graph.js';
import type { ProgramSummary, RunSummary, StateCounts } from '../protocol/lsp.js';
import type { ToPage } from '../protocol/webview.js';
import { Controller } from './controller.js';
import type { LayoutClient } from './layout/layout-client.js';
import type { Page } from './page.js';
import type { Host } from './state/host.js';
import { defaultSettings } from './state/settings.js';

/** What is decided: which questions are asked, and what of the answers is drawn. Drawing itself has tests in a browser. */

const drawn: string[] = [];
vi.mock('./arranger.js', () => ({
  Arranger: class {
    readonly hasDrawn = true;
    fitNext = vi.fn();
    arrange({ shown, isCurrent }: { shown: GraphSlice[]; isCurrent: () => boolean }): Promise<boolean> {
      if (isCurrent()) drawn.push(shown.at(-1)?.root ?? '');
      return Promise.resolve(isCurrent());
    }
  },
}));
vi.mock('./panels/status.js', () => ({ runText: () => '' }));
beforeEach(() => {
  drawn.length = 0;
});

const counts = { functions: 2 } as StateCounts;
const program = (path: string): ProgramSummary => ({ path, name: path, counts }) as ProgramSummary;
const runOf = (of: string, id: string, more: Partial<RunSummary> = {}): RunSummary =>
  ({ program: of, id, status: 'running', startedAt: 1, ...more }) as RunSummary;
const slice = ({ root = 'main', view }: GraphQuery): GraphSlice =>
  ({
    root,
    view,
    nodes: [{ id: root }, { id: 'seen' }],
    groups: [],
    coverage: { filtered: 0, functions: 2 },
  }) as unknown as GraphSlice;
const programs: ToPage = {
  ...{ type: 'programs', runs: [], program: '/a', trusted: true },
  programs: [program('/a'), program('/b')],
};

/** A page that shows the graph around `f`, with a host whose answers can be held back. */
async function opened(answer: (query: GraphQuery) => Promise<GraphSlice> | GraphSlice = slice) {
  const page = {
    ...{
      busy: vi.fn(),
      pick: vi.fn(),
      showSettings: vi.fn(),
      refreshFocus: vi.fn(),
      announceRun: vi.fn(),
      statesChanged: vi.fn(),
    },
    ...{
      timeline: { patch: vi.fn(), set: vi.fn() },
      content: { patch: vi.fn(), load: vi.fn(() => Promise.resolve()) },
    },
    ...{
      selected: null,
      overview: { shown: false },
      notice: { show: vi.fn(), hide: vi.fn(), element: { hidden: true } },
    },
    ...{
      panes: { visible: [{ view: 'autojit', patch: vi.fn((): string[] => []) }] },
      status: { set: vi.fn(), count: vi.fn() },
    },
  };
  const host = { state: {}, post: vi.fn(), query: vi.fn((query: GraphQuery) => Promise.resolve(answer(query))) };
  host.state = { ...defaultSettings, program: '/a', root: 'f', mode: 'autojit' };
  let order = Promise.resolve();
  const controller = new Controller(host as unknown as Host, {} as LayoutClient, page as unknown as Page, (work) => {
    order = order.then(work);
  });
  await controller.receive(programs);
  return { controller, page, host };
}
const states = (run: RunSummary, of = '/a', more: object = {}): ToPage =>
  ({ type: 'states', program: of, run, changes: [], counts, ...more }) as unknown as ToPage;

/** Questions about `slow` wait for this many answers: of the regular picture, and of the one that is shown. */
function slowly(more: (query: GraphQuery) => GraphSlice = slice) {
  const waiting: { query: GraphQuery; settle: (slice: GraphSlice) => void; fail: (error: Error) => void }[] = [];
  const answer = (query: GraphQuery): Promise<GraphSlice> | GraphSlice =>
    query.root === 'slow' ? new Promise((settle, fail) => void waiting.push({ query, settle, fail })) : more(query);
  return { waiting, answer, asked: () => vi.waitFor(() => expect(waiting).toHaveLength(2)) };
}

test('of two questions the later one is drawn, whatever comes first', async () => {
  const { waiting, answer, asked } = slowly();
  const { controller } = await opened(answer);
  const slow = controller.start('slow');
  await asked();
  await controller.start('quick');
  for (const { query, settle } of waiting) settle(slice(query));
  await slow;
  expect(drawn).toEqual(['f', 'quick']);
});

test('that an old question failed is nobody’s concern; that the last one did is said with a way on', async () => {
  const { waiting, answer, asked } = slowly((query) => {
    if (query.root === 'bad') throw new Error('no such function');
    return slice(query);
  });
  const { controller, page } = await opened(answer);
  const slow = controller.start('slow');
  await asked();
  await controller.start('quick');
  for (const { fail } of waiting) fail(new Error('too late'));
  await slow;
  expect(page.notice.show).not.toHaveBeenCalled();
  await controller.start('bad');
  expect(page.notice.show.mock.lastCall?.[0]).toContain('could not be read. no such function');
  expect(page.notice.show.mock.lastCall?.[1]).toContain('refresh');
});

test('back and forward lead through places; another program has none of them', async () => {
  const { controller } = await opened();
  await controller.start('g');
  await controller.hide('seen');
  await controller.back();
  expect([controller.settings.root, controller.settings.hidden]).toEqual(['g', []]);
  await controller.back();
  await controller.forward();
  expect(controller.settings.root).toBe('g');
  await controller.change({ run: 'r', pinned: ['g'] });
  await controller.change({ program: '/b' });
  expect(controller.settings).toMatchObject({ root: null, run: null, pinned: [], program: '/b' });
  await controller.back();
  expect(controller.settings.root).toBeNull();
});

test('a run that begins is shown, the process that somebody looks at too; one of another program changes nothing', async () => {
  const { controller, host } = await opened();
  await controller.change({ run: 'old' });
  const asked = host.query.mock.calls.length;
  await controller.receive(states(runOf('/b', 'other'), '/b'));
  expect(host.query.mock.calls.length).toBe(asked);
  expect(controller.settings.run).toBe('old');
  await controller.receive(states(runOf('/a', 'new')));
  expect(controller.settings).toMatchObject({ run: null });
  await controller.receive(states(runOf('/a', 'new:7', { process: 7 })));
  expect(controller.settings.run).toBe('new:7');
});

test('beside the regular graph stands the run, where there is one', async () => {
  const { controller } = await opened();
  await controller.change({ mode: 'side-by-side' });
  expect(controller.views).toEqual(['regular', 'autojit']);
  await controller.receive(states(runOf('/b', 'other'), '/b'));
  expect(controller.views).toEqual(['regular', 'autojit']);
  await controller.receive(states(runOf('/a', 'new')));
  expect(controller.views).toEqual(['regular', 'live']);
});

/** Lets time pass as far as anything waits for it, and counts the questions meanwhile. */
async function askedWhile(host: { query: { mock: { calls: unknown[] } } }, what: () => Promise<void>): Promise<number> {
  await vi.runAllTimersAsync();
  const before = host.query.mock.calls.length;
  await what();
  await vi.runAllTimersAsync();
  return host.query.mock.calls.length - before;
}

test('what streams in is drawn at once; a picture is asked for only for what it has not, once, and when the run ends', async () => {
  const { controller, host, page } = await opened();
  vi.useFakeTimers();
  try {
    const run = runOf('/a', 'r');
    await controller.receive(states(run));
    const patch = page.panes.visible[0]?.patch ?? vi.fn();
    const quiet = await askedWhile(host, async () => {
      for (let message = 0; message < 200; message += 1) await controller.receive(states(run));
    });
    expect(patch).toHaveBeenCalledTimes(201);
    expect(quiet).toBe(0);
    // The regular picture, which decides where things stand, and the one that is shown.
    patch.mockReturnValue(['g']);
    const grew = await askedWhile(host, async () => {
      for (let message = 0; message < 20; message += 1) await controller.receive(states(run));
    });
    expect(grew).toBe(2);
    const more = { counts: { functions: 3 } };
    expect(await askedWhile(host, () => controller.receive(states(run, '/a', more)))).toBe(2);
    expect(await askedWhile(host, () => controller.receive(states(run, '/a', more)))).toBe(0);
    const ended = runOf('/a', 'r', { status: 'exited' });
    expect(await askedWhile(host, () => controller.receive(states(ended, '/a', more)))).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

test('where states decide what is drawn, each change asks; the run tree asks for functions that it has not, the map never', async () => {
  const { controller, host, page } = await opened();
  const run = runOf('/a', 'r');
  const of = (...ids: string[]): object => ({
    changes: ids.map((id) => ({ run: 'r', node: { id, state: 'materialized' } })),
  });
  vi.useFakeTimers();
  try {
    await controller.receive(states(run));
    await controller.filter({ states: ['materialized'] });
    expect(await askedWhile(host, () => controller.receive(states(run, '/a', of('f'))))).toBe(2);
    expect(await askedWhile(host, () => controller.receive(states(run)))).toBe(0);
    await controller.filter({ states: [] });
    const { load } = page.content;
    for (const [content, loads] of [
      ['run', 1],
      ['map', 0],
    ] as const) {
      await controller.change({ content });
      await vi.runAllTimersAsync();
      load.mockClear();
      for (let message = 0; message < 9; message += 1)
        await controller.receive(states(run, '/a', of(`${content}-one`, `${content}-two`)));
      await vi.runAllTimersAsync();
      expect(load, content).toHaveBeenCalledTimes(loads);
    }
  } finally {
    vi.useRealTimers();
  }
});

test('a run that ends is announced once', async () => {
  const { controller, page } = await opened();
  for (const status of ['running', 'exited', 'exited'] as const)
    await controller.receive(states(runOf('/a', 'r', { status })));
  expect(page.announceRun).toHaveBeenCalledOnce();
});

test('the cursor selects what is in sight and moves the picture only to what is not, and not where nobody follows', async () => {
  const { controller, page } = await opened();
  const cursor = (id: string): Promise<void> => controller.receive({ type: 'cursor', program: '/a', id });
  await cursor('far');
  expect(page.pick).not.toHaveBeenCalled();
  await controller.change({ follow: true });
  await cursor('seen');
  expect(controller.settings.root).toBe('f');
  await cursor('far');
  expect(controller.settings.root).toBe('far');
  expect(page.pick.mock.calls.map(([id]) => id as string)).toEqual(['seen', 'far']);
});

test('a problem takes the place of the picture until it is over', async () => {
  const { controller, page, host } = await opened();
  const asked = host.query.mock.calls.length;
  await controller.receive({ type: 'problem', problem: { message: 'no toolchain', actions: ['doctor'] } });
  expect(page.notice.show).toHaveBeenLastCalledWith('no toolchain', ['doctor']);
  expect(host.query.mock.calls.length).toBe(asked);
  await controller.receive({ type: 'problem', problem: null });
  expect(host.query.mock.calls.length).toBe(asked + 2);
});

test('an empty picture says why: the filter, or a program of which nothing is known', async () => {
  let coverage = { filtered: 7, functions: 9 };
  const { controller, page } = await opened(
    (query) => ({ ...slice(query), nodes: [], coverage }) as unknown as GraphSlice,
  );
  const said = (): unknown[] => page.notice.show.mock.lastCall ?? [];
  expect(said()).toEqual([expect.stringContaining('all 7 functions'), ['clearFilter', 'start']]);
  coverage = { filtered: 0, functions: 0 };
  await controller.start('g');
  expect(said()).toEqual([expect.stringContaining('No function of /a is known'), ['build', 'refresh']]);
});
