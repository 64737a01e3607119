import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RunSummary, RunTimeline } from '../../protocol/lsp.js';
import type { ToHost, ToPage } from '../../protocol/webview.js';
import { launchBrowser } from '../harness/browser.js';
import { drawn, eventually, gaps, type GraphWindow, still } from '../harness/graph-window.js';
import { artifacts } from '../harness/paths.js';
import { violations } from '../page/axe.js';
import { node, PROGRAM, programMap, programWith, RUN, runTree, search, slice } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';
import { THEMES, wear } from '../page/themes.js';

const counts = { functions: 65, stub: 52, materializing: 0, materialized: 12, inlined: 0, eager: 1, failed: 0 };
const runOf = (id: string, startedAt: number): RunSummary => ({
  ...{ id, program: PROGRAM, name: `bzip2 -${id}`, args: [], startedAt, status: 'exited', exitCode: 0 },
  ...{ materialized: 12, failed: 0, engineMs: 33, problems: [] },
});
const programs: ToPage = {
  type: 'programs',
  programs: [programWith(counts)],
  runs: [runOf('one', Date.now() - 60_000), runOf('two', Date.now() - 600_000)],
  program: PROGRAM,
  trusted: true,
};
const timeline: RunTimeline = {
  run: runOf('one', 1),
  ...{ lasted: 60, engineLoadMs: 24, bytes: 9600, kept: 0, omitted: 0, inlined: [] },
  materializations: RUN.map(([name, ms], at) => ({
    ...{ id: name, label: name, order: at + 1, at: 5 + at * 5, ms, bytes: 800 + at, kept: false },
  })),
};

describe('the tools of the graph page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost;

  before(async () => {
    browser = await launchBrowser();
    fs.mkdirSync(artifacts, { recursive: true });
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1500, height: 850 } });
    host = await StubHost.open(page, (query) => slice(query, RUN.length), programs, timeline, {
      search: ({ text }) => search(text, RUN.length),
      lookUp: (id) => node(id, 'stub'),
      runTree: () => runTree(RUN.length),
      map: () => programMap(RUN.length),
    });
    await eventually(
      'it is drawn',
      () => drawn(page),
      ({ regular }) => (regular?.functions ?? 0) >= 21,
    );
    await page.locator('main').focus();
  });
  afterEach(async () => {
    await page.close();
    await host.stop();
  });
  after(() => browser.close());

  const shot = (name: string) => page.screenshot({ path: path.join(artifacts, `page-${name}.png`) });
  const last = <T extends ToHost['type']>(type: T) =>
    host.received.findLast((one): one is Extract<ToHost, { type: T }> => one.type === type);
  const classes = (view: 'live' | 'difference', label: string) =>
    page.evaluate(
      ([view, label]) => {
        const node = (globalThis as GraphWindow).autojitGraph?.[view]
          ?.nodes('.function')
          .toArray()
          .find((one) => String(one.data('label')).endsWith(label));
        return { classes: node?.classes() ?? [], label: String(node?.data('label')) };
      },
      [view, label] as const,
    );
  const pick = async (key: string) => {
    await page.keyboard.press(key);
    return page.locator('.details strong').textContent();
  };

  it('expands the selected function by a key, and a second press takes it back', async () => {
    const before = (await drawn(page)).regular?.functions ?? 0;
    await host.post({ type: 'reveal', program: PROGRAM, id: 'compressStream' });
    await eventually(
      'it is selected',
      () => page.locator('.details strong').textContent(),
      (name) => name === 'compressStream',
    );
    await page.locator('main').focus();
    await page.keyboard.press('e');
    const more = await eventually(
      'its callees came',
      () => drawn(page),
      ({ regular }) => (regular?.functions ?? 0) > before,
    );
    assert.ok(more.regular?.states['BZ2_bzWrite']);
    await page.keyboard.press('e');
    await eventually(
      'they are gone',
      () => drawn(page),
      ({ regular }) => regular?.functions === before,
    );
  });

  const pale = () => page.evaluate(() => (globalThis as GraphWindow).autojitGraph?.regular?.nodes('.dim').length ?? -1);

  it('finds what is not drawn as well, and goes there; back, it fades nothing', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('sort3');
    const hits = page.locator('.results li');
    await eventually(
      'it is found',
      () => hits.allTextContents(),
      (all) => all.length === 2,
    );
    assert.deepEqual(
      (await hits.allTextContents()).map((text) => text.replace(/^./, '')),
      ['mainQSort3blocksort.c · stub', 'fallbackQSort3blocksort.c · stub'],
    );
    assert.equal(await page.locator('.results .sum').textContent(), '2 found');
    await shot('search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const name = page.locator('.details strong');
    await eventually(
      'the graph starts there',
      () => name.textContent(),
      (text) => text === 'fallbackQSort3',
    );
    assert.equal(last('query')?.query.root, 'fallbackQSort3');
    assert.equal(await page.locator('.results').isHidden(), true);
    await page.locator('main').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(
      'the picture around main is back',
      () => drawn(page),
      ({ regular }) => regular?.states['main'] !== undefined,
    );
    await eventually('nothing is pale', pale, (count) => count === 0);
    assert.equal(await name.textContent(), 'fallbackQSort3', 'it is still selected');
  });

  it('says how many of the callees of a function are drawn', async () => {
    await host.post({ type: 'reveal', program: PROGRAM, id: 'compressStream' });
    const facts = page.locator('.details .facts');
    await eventually(
      'its callees are counted',
      () => facts.textContent(),
      (text) => /7 callees · 1 shown/.test(text ?? ''),
    );
    assert.doesNotMatch((await facts.textContent()) ?? '', /caller · 1 shown/);
  });

  it('lights where a paused program stands, leads there, and sets breakpoints', async () => {
    const lit = () =>
      page.evaluate(() =>
        ['.lit', '.paused'].map((kind) =>
          (globalThis as GraphWindow).autojitGraph?.regular
            ?.nodes(kind)
            .toArray()
            .map((one) => one.id())
            .sort(),
        ),
      );
    await host.post({ type: 'stack', program: PROGRAM, ids: ['mainSort', 'BZ2_blockSort', 'compressStream', 'main'] });
    await eventually('those in the picture are lit', lit, ([all]) => all?.length === 2);
    assert.deepEqual(await lit(), [['compressStream', 'main'], []]);
    await page.locator('#paused').click();
    await eventually(
      'the graph starts where it stands',
      () => page.locator('.details strong').textContent(),
      (name) => name === 'mainSort',
    );
    await eventually('it is lit there', lit, ([, paused]) => paused?.[0] === 'mainSort');
    await shot('paused');
    await page.locator('main').focus();
    await page.keyboard.press('F9');
    await eventually(
      'a breakpoint is asked for',
      () => Promise.resolve(last('function')),
      (one) => one?.action === 'toggleBreakpoint' && one.id === 'mainSort',
    );
    assert.equal(last('selected')?.id, 'mainSort', 'the editor hears of the selection');
    await host.post({ type: 'stack', program: '', ids: [] });
    await page.locator('#paused').waitFor({ state: 'hidden' });
    assert.deepEqual(await lit(), [[], []]);
  });

  it('leaves room between boxes', async () => {
    for (const functions of [21, 30, 36, 43]) {
      await eventually(
        'it is drawn',
        () => drawn(page),
        ({ regular }) => (regular?.functions ?? 0) >= functions,
      );
      const closest = await gaps(page, 'regular');
      assert.ok(closest.length > 20);
      // Cytoscape says that each is a pixel larger all around than it is.
      for (const { pair, gap } of closest) assert.ok(gap >= 11, `${pair}: ${gap} px`);
      await page.keyboard.press(']');
    }
    await shot('gaps');
  });

  it('shows the path between two functions and says how far they are apart', async () => {
    await pick('ArrowRight');
    await page.keyboard.press('p');
    assert.deepEqual(last('pick'), { type: 'pick', program: PROGRAM, purpose: 'pathTo' });
    await host.post({ type: 'picked', program: PROGRAM, id: 'mainSort', purpose: 'pathTo' });
    const text = await eventually(
      'the path is told',
      () => page.locator('#coverage').textContent(),
      (now) => /calls apart/.test(now ?? ''),
    );
    assert.match(text ?? '', /^8 calls apart · /);
    assert.match((await page.locator('#root').textContent()) ?? '', /main → mainSort/);
    await shot('path');
  });

  it('filters by words and says how many it left out', async () => {
    await page.keyboard.press('f');
    await page.locator('#filter-text').click();
    await page.keyboard.type('-setExit');
    await eventually(
      'it is gone',
      () => drawn(page),
      ({ regular }) => regular?.states['setExit'] === undefined && regular?.functions === 21,
    );
    assert.match((await page.locator('#coverage').textContent()) ?? '', /1 filtered out/);
    await shot('filter');
  });

  it('tells by mark and shape which of two runs touched a function', async () => {
    await page.keyboard.press('4');
    await eventually(
      'the difference is drawn',
      () => classes('difference', 'compress'),
      (now) => now.classes.includes('touched-a'),
    );
    assert.ok((await classes('difference', 'uncompress')).classes.includes('touched-never'));
    await page.evaluate(() => {
      // What the dropdown does when a person chooses.
      const { document, Event } = globalThis as unknown as {
        document: { querySelector(selector: string): { value: string; dispatchEvent(event: object): void } };
        Event: new (name: string) => object;
      };
      const box = document.querySelector('#run-b');
      box.value = 'two';
      box.dispatchEvent(new Event('change'));
    });
    await eventually(
      'both touched main',
      () => classes('difference', 'compress'),
      (now) => now.classes.includes('touched-both'),
    );
    assert.equal(last('query')?.query.other, 'two');
    await shot('difference');
  });

  /** The slider of the moments, once it has the run. */
  async function replay(): Promise<Locator> {
    await page.keyboard.press('r');
    const slider = page.locator('.timeline input');
    await eventually(
      'the slider has the run',
      () => slider.getAttribute('max'),
      (max) => max === String(RUN.length),
    );
    return slider;
  }

  it('replays a run: what came later is a stub again', async () => {
    await page.keyboard.press('3');
    const slider = await replay();
    assert.match((await page.locator('.sums').textContent()) ?? '', /Slowest: mainSort 14 ms/);
    await slider.focus();
    for (let step = 0; step < 9; step += 1) await page.keyboard.press('ArrowLeft');
    await eventually(
      'compressStream came later',
      () => classes('live', 'compressStream'),
      (now) => now.classes.includes('state-stub'),
    );
    assert.ok((await classes('live', 'compress')).classes.includes('state-materialized'));
    await shot('replay');
    await page.keyboard.press('End');
    await eventually(
      'all are back',
      () => classes('live', 'compressStream'),
      (now) => now.classes.includes('state-materialized'),
    );
  });

  it('replays a run in run tree and map as well', async () => {
    const views = () =>
      page.evaluate(
        () =>
          (globalThis as { autojitViews?: { run?: { pale: number }; map?: { status: string } } }).autojitViews ?? {},
      );
    const slider = await replay();
    await page.locator('#tab-run').click();
    await eventually('nothing is pale', views, ({ run }) => run?.pale === 0);
    await slider.focus();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft');
    await eventually('what came later is', views, ({ run }) => run?.pale === 5);
    await page.locator('#tab-map').click();
    await eventually('it has not run in the map', views, ({ map }) => /^7 of 65 functions ran/.test(map?.status ?? ''));
    await slider.focus();
    await page.keyboard.press('End');
    await eventually('all ran', views, ({ map }) => /^12 of 65 functions ran/.test(map?.status ?? ''));
  });

  it('exports the picture as vectors, as a page without scripts, and as text of other programs', async () => {
    const choose = async (label: string) => {
      await page.locator('#menu-export').click();
      await page.getByRole('menuitem', { name: label }).click();
    };
    await choose('Image (SVG) …');
    const svg = await eventually('the SVG came', () => Promise.resolve(last('saveText')), Boolean);
    assert.ok(svg?.format === 'svg');
    assert.ok((svg.text.match(/<text /g) ?? []).length >= 21, 'each function has its name');
    fs.writeFileSync(path.join(artifacts, 'page-export.svg'), svg.text);
    const alone = await browser.newPage();
    await alone.setContent(svg.text);
    assert.equal(await alone.locator('svg > g').first().isVisible(), true);
    await alone.screenshot({ path: path.join(artifacts, 'page-export-svg.png') });
    await alone.close();
    await choose('Web page (HTML) …');
    const html = await eventually(
      'the page came',
      () => Promise.resolve(last('saveText')),
      (one) => one?.format === 'html',
    );
    assert.ok(html && !html.text.includes('<script') && html.text.includes('compressStream'));
    await choose('Copy as Mermaid');
    assert.deepEqual(
      { ...last('export'), query: null },
      { type: 'export', name: 'bzip2-live', format: 'mermaid', query: null, to: 'clipboard' },
    );
  });

  it('has the same functions as a tree, walks it by keys, and tells what is selected', async () => {
    await page.keyboard.press('l');
    const item = page.getByRole('treeitem').first();
    await item.focus();
    assert.match((await item.textContent()) ?? '', /^main/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    const name = await page.locator('.details strong').textContent();
    assert.match((await page.locator('.announcer').textContent()) ?? '', new RegExp(`^${name ?? '?'}, .*:\\d+`));
    const label = item.locator('.label').first();
    assert.equal(await label.getAttribute('title'), await label.textContent(), 'what is cut off is in the tooltip');
    await shot('outline');
  });

  it('follows the cursor while that is chosen: what is in the picture is only selected', async () => {
    const selected = () => page.locator('.details strong').textContent();
    const queries = () => host.received.filter(({ type }) => type === 'query').length;
    await host.post({ type: 'cursor', program: PROGRAM, id: 'compressStream' });
    // A picture asks for both of its halves.
    const after = queries() + 2;
    await page.keyboard.press('u');
    await eventually(
      'the editor is asked, and the page after the choice',
      () => Promise.resolve(last('follow')?.on === true && queries() === after),
      (both) => both,
    );
    assert.equal(await page.locator('.details strong').count(), 0, 'what came before is not followed');
    await host.post({ type: 'cursor', program: PROGRAM, id: 'compressStream' });
    await eventually('it is selected', selected, (name) => name === 'compressStream');
    assert.equal(queries(), after, 'the picture stays');
    await host.post({ type: 'cursor', program: PROGRAM, id: 'nowhereInSight' });
    await eventually(
      'a picture around the other function is asked for',
      () => Promise.resolve(last('query')?.query.root),
      (root) => root === 'nowhereInSight',
    );
  });

  it('opens the menu of a function by key, and Escape gives the focus back', async () => {
    await pick('ArrowRight');
    await page.keyboard.press('.');
    await page.getByRole('menuitem', { name: 'Start here' }).waitFor();
    await shot('menu');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'MAIN');
  });

  it('keeps what a person chose over a reload', async () => {
    await page.keyboard.press('4');
    await eventually(
      'the difference is drawn',
      () => drawn(page),
      ({ difference }) => difference !== undefined,
    );
    await page.reload();
    await eventually(
      'the difference is drawn again',
      () => drawn(page),
      ({ difference, regular }) => difference !== undefined && regular === undefined,
    );
  });

  for (const theme of THEMES) {
    it(`has readable text and right roles in ${theme}`, async () => {
      await wear(page, theme);
      for (const key of ['f', 'l', 'r', 'g']) {
        await page.locator('main').focus();
        await page.keyboard.press(key);
      }
      await pick('ArrowRight');
      await still(page);
      await shot(theme);
      assert.deepEqual(await violations(page), []);
      await page.locator('main').focus();
      await page.keyboard.press('/');
      await page.keyboard.type('sort');
      await page.locator('.results li').first().waitFor();
      await shot(`${theme}-search`);
      assert.deepEqual(await violations(page), []);
    });
  }
});
