import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { packed, type PackedMap } from '../../protocol/packed-map.js';
import type { ToPage } from '../../protocol/webview.js';
import { launchBrowser } from '../harness/browser.js';
import { eventually } from '../harness/graph-window.js';
import { artifacts } from '../harness/paths.js';
import { violations } from '../page/axe.js';
import { node, PROGRAM, programMap, programWith, RUN, runOf, slice } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';
import { THEMES, wear } from '../page/themes.js';

interface DrawnBox {
  kind: string;
  label: string;
  x: number;
  y: number;
  w: number;
  h: number;
}
/** What the page exposes (webview/views/map-view.ts). */
interface ViewsWindow {
  autojitViews?: {
    map?: { boxes: DrawnBox[]; window: { scale: number }; status: string; box?: number; cells: number; names: number };
  };
}

const counts = { functions: 65, stub: 53, materializing: 0, materialized: 12, inlined: 0, eager: 1, failed: 0 };

describe('the map', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1100, height: 720 } });
  });
  afterEach(async () => {
    await page.close();
    await host?.stop();
  });
  after(() => browser.close());

  const open = async (map: () => PackedMap) => {
    const programs: ToPage = {
      type: 'programs',
      programs: [programWith(counts)],
      runs: [runOf(RUN.length, false)],
      program: PROGRAM,
      trusted: true,
    };
    host = await StubHost.open(page, (query) => slice(query, RUN.length), programs, null, {
      map,
      lookUp: (id) => node(id, 'materialized'),
      labels: (ids) => ids.map((id) => `name of ${id}`),
    });
    await page.locator('#tab-map').click();
    await eventually('it is drawn', drawn, (one) => (one?.boxes.length ?? 0) > 0, 20_000);
    return host;
  };
  const drawn = () => page.evaluate(() => (globalThis as ViewsWindow).autojitViews?.map);
  const titleOf = async (label: string): Promise<[number, number]> => {
    const box = (await drawn())?.boxes.find((one) => one.label === label);
    const stage = await page.locator('.map-view .stage').boundingBox();
    assert.ok(box && stage, label);
    return [stage.x + 6 + box.x + 20, stage.y + box.y + 9];
  };

  it('has every file with what ran of it, and a run moves nothing', async () => {
    let ran = 0;
    const one = await open(() => programMap(ran));
    const before = (await drawn())?.boxes;
    assert.deepEqual(
      before
        ?.filter(({ kind }) => kind === 'part')
        .map(({ label }) => label)
        .sort(),
      [...['blocksort.c', 'bzip2.c', 'bzlib.c', 'compress.c', 'decompress.c', 'huffman.c']],
    );
    assert.match((await page.locator('#coverage').textContent()) ?? '', /^65 functions · 6 parts/);
    ran = RUN.length;
    await one.post({ type: 'states', program: PROGRAM, run: runOf(ran, false), changes: [], counts });
    await eventually(
      'the run is in it',
      () => page.locator('#coverage').textContent(),
      (text) => text?.startsWith('12 of 65 functions ran') ?? false,
    );
    assert.deepEqual((await drawn())?.boxes, before);
  });

  it('tells of a part who calls it, shows it alone at a double click, and goes back', async () => {
    await open(() => programMap(RUN.length));
    await page.mouse.click(...(await titleOf('bzlib.c')));
    const legend = page.locator('.map-view .parts-legend');
    await eventually(
      'its calls are told',
      () => legend.textContent(),
      (text) => /^bzlib.c\d+ of 22 functions ran.*calls it: 1 part/.test(text ?? ''),
      10_000,
    );
    const at = await titleOf('huffman.c');
    // A click that is still waiting for its second half would make one of these a double click elsewhere.
    await page.locator('.map-view .stage:not([data-clicked])').waitFor();
    await page.mouse.dblclick(...at);
    await eventually('it is seen alone', drawn, (one) => (one?.window.scale ?? 1) > 1.2, 10_000);
    assert.equal(await page.locator('.map-view .here').textContent(), 'huffman.c');
    await page.locator('.map-view .crumbs button').first().click();
    await eventually('all is back', drawn, (one) => one?.window.scale === 1, 10_000);
  });

  it('is walked and used by keys, and opens a source', async () => {
    const one = await open(() => programMap(RUN.length));
    await page.locator('.map-view .stage').focus();
    await page.keyboard.press('ArrowRight');
    const first = await eventually('a part is selected', drawn, (now) => now?.box !== undefined);
    await page.keyboard.press('ArrowRight');
    await eventually('the next one is', drawn, (now) => now?.box !== undefined && now.box !== first?.box);
    await page.keyboard.press('Enter');
    await eventually(
      'its largest function is opened',
      () => Promise.resolve(one.received.find(({ type }) => type === 'open')),
      (message) => message !== undefined,
    );
    await page.keyboard.press('+');
    await eventually('it is nearer', drawn, (now) => (now?.window.scale ?? 1) > 1);
    await page.keyboard.press('Escape');
    await eventually('all is back', drawn, (now) => now?.window.scale === 1 && now.box === undefined);
  });

  it('draws 100,000 functions, and asks for names only where they can be read', async () => {
    const one = await open(() => largeMap(100_000));
    const before = await drawn();
    assert.ok((before?.cells ?? Infinity) < 40_000, String(before?.cells));
    assert.ok(!one.received.some(({ type }) => type === 'labels'), 'nothing is near enough to be named');
    await page.mouse.move(500, 400);
    for (let at = 0; at < 12; at += 1) await page.mouse.wheel(0, -200);
    await eventually('names came', drawn, (now) => (now?.names ?? 0) > 0);
    const asked = one.received.find((message) => message.type === 'labels');
    assert.ok(asked?.type === 'labels' && asked.ids.length <= 2000);
  });

  it('is told by its words and contrasts in every theme', async () => {
    await open(() => programMap(RUN.length));
    for (const theme of THEMES) {
      await wear(page, theme);
      await page.screenshot({ path: `${artifacts}/map-${theme}.png` });
      assert.deepEqual(await violations(page), [], theme);
    }
  });
});

function largeMap(functions: number): PackedMap {
  const perPart = 60;
  const parts = Array.from({ length: Math.ceil(functions / perPart) }, (_, at) => ({
    ...{
      label: `part${at}.cc`,
      title: `/src/part${at}.cc`,
      folder: Math.floor(at / 70),
      functions: Math.min(perPart, functions - at * perPart),
    },
  }));
  const folders = Array.from({ length: Math.ceil(parts.length / 70) }, (_, at) => ({
    ...{ label: `folder${at}`, title: `/src/folder${at}`, library: false },
  }));
  const all = Array.from({ length: functions }, (_, at) => at);
  return {
    ...{ program: PROGRAM, builtAt: 1, run: runOf(RUN.length, false), calls: [], parts: { folders, parts } },
    ids: packed(all.map((at) => `_ZN4part6Module8functionEv${at}`)),
    ...{ named: [], labels: '' },
    size: all.map((at) => 5 + ((at * 7919) % 251)),
    states: all.map((at) => (at % 4 === 0 ? 'm' : 's')).join(''),
  };
}
