import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { ToPage } from '../../protocol/webview.js';
import { launchBrowser } from '../harness/browser.js';
import { eventually } from '../harness/graph-window.js';
import { artifacts } from '../harness/paths.js';
import { violations } from '../page/axe.js';
import { changes, node, PROGRAM, programWith, RUN, runOf, runTree, slice } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';
import { THEMES, wear } from '../page/themes.js';

interface DrawnFrame {
  label: string;
  x: number;
  y: number;
  w: number;
  h: number;
  functions: number;
}
/** What the page exposes (webview/views/run-view.ts). */
interface ViewsWindow {
  autojitViews?: { run?: { frames: DrawnFrame[]; status: string; panned: number; scale: number; lit: string[] } };
}

const counts = { functions: 65, stub: 53, materializing: 0, materialized: 12, inlined: 0, eager: 1, failed: 0 };

describe('the run tree', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost | undefined;
  let ran = 0;
  let running = false;

  before(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
  });
  afterEach(async () => {
    await page.close();
    await host?.stop();
  });
  after(() => browser.close());

  const open = async (functions: number, live = false) => {
    [ran, running] = [functions, live];
    const programs: ToPage = {
      type: 'programs',
      programs: [programWith(counts)],
      runs: ran === 0 ? [] : [runOf(ran, running)],
      program: PROGRAM,
      trusted: true,
    };
    host = await StubHost.open(page, (query) => slice(query, ran), programs, null, {
      runTree: () => runTree(ran, running),
      lookUp: (id) => node(id, 'materialized'),
    });
    await page.locator('#tab-run').click();
    return host;
  };
  const drawn = () =>
    page.evaluate(
      () => (globalThis as ViewsWindow).autojitViews?.run ?? { frames: [], status: '', panned: 0, scale: 1, lit: [] },
    );
  const frame = async (label: string): Promise<DrawnFrame> => {
    const found = await eventually(
      `${label} is drawn`,
      async () => (await drawn()).frames.find((one) => one.label === label),
      (one) => one !== undefined,
      20_000,
    );
    assert.ok(found);
    return found;
  };
  const middleOf = async (label: string): Promise<[number, number]> => {
    const { x, y, w, h } = await frame(label);
    const stage = await page.locator('.run-view .stage').boundingBox();
    assert.ok(stage);
    return [stage.x + 8 + x + w / 2, stage.y + y + h / 2];
  };

  it('says that nothing ran yet, and offers the next step', async () => {
    const one = await open(0);
    const empty = page.locator('.view-empty');
    await empty.waitFor();
    assert.match((await empty.textContent()) ?? '', /has not run yet/);
    await empty.locator('vscode-button').click();
    await eventually(
      'it is run',
      () => Promise.resolve(one.received.find(({ type }) => type === 'run')),
      (message) => message !== undefined,
    );
  });

  it('shows who called whom first, makes a frame the root at a click and goes back', async () => {
    await open(RUN.length);
    const main = await frame('main');
    const compress = await frame('compress');
    assert.equal(main.functions, RUN.length);
    assert.ok(compress.x >= main.x + main.w && compress.h < main.h, JSON.stringify([main, compress]));
    assert.match((await page.locator('#coverage').textContent()) ?? '', /^12 functions ran/);
    assert.match((await page.locator('#run-state').textContent()) ?? '', /run: bzip2 · exit 0/);

    await page.mouse.click(...(await middleOf('compress')));
    await eventually('compress is the root', drawn, ({ frames }) => frames[0]?.label === 'compress');
    assert.equal(await page.locator('.crumbs .here').textContent(), 'compress');
    assert.match((await page.locator('.details strong').textContent()) ?? '', /compress/);
    await page.locator('.crumbs button').first().click();
    await eventually('all of the run is back', drawn, ({ frames }) => frames[0]?.label === 'main');
  });

  it('opens a source at a double click, and does not move away under it', async () => {
    const one = await open(RUN.length);
    const at = await middleOf('compress');
    await page.mouse.dblclick(...at);
    const opened = await eventually(
      'it is opened',
      () => Promise.resolve(one.received.find(({ type }) => type === 'open')),
      (message) => message !== undefined,
    );
    assert.deepEqual(opened, { type: 'open', program: PROGRAM, id: 'compress' });
    assert.equal((await drawn()).frames[0]?.label, 'main');
  });

  it('is walked and used by keys, and the selection goes along to the graph', async () => {
    const one = await open(RUN.length);
    await frame('main');
    await page.locator('#tab-run').focus();
    await page.locator('.run-view .stage').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await eventually(
      'compress is selected',
      () => page.locator('.details strong').textContent(),
      (name) => name === 'compress',
    );
    await page.keyboard.press('Space');
    await eventually('it is the root', drawn, ({ frames }) => frames[0]?.label === 'compress');
    await page.keyboard.press('Backspace');
    await eventually('its caller is', drawn, ({ frames }) => frames[0]?.label === 'main');
    await page.keyboard.press('Enter');
    assert.ok(one.received.some((message) => message.type === 'open' && message.id === 'compress'));
    await page.locator('#tab-graph').click();
    await eventually(
      'the graph has it selected',
      () => page.locator('.details strong').textContent(),
      (name) => name === 'compress',
    );
  });

  it('grows while the program runs, and what stands stays', async () => {
    const one = await open(5, true);
    const main = await frame('main');
    ran = 9;
    await one.post({ type: 'states', program: PROGRAM, run: runOf(ran, true), changes: changes(5, 9), counts });
    const after = await eventually('it has grown', drawn, ({ status }) => status.startsWith('9 functions ran'));
    const still = after.frames.find(({ label }) => label === 'main');
    assert.deepEqual([still?.x, still?.y, still?.w], [main.x, main.y, main.w]);
    [ran, running] = [RUN.length, false];
    await one.post({ type: 'states', program: PROGRAM, run: runOf(ran, false), changes: [], counts });
    await eventually('all of it is there', drawn, ({ status }) => status.startsWith('12 functions ran'));
  });

  it('is saved as vectors, pixels, a page and data', async () => {
    const one = await open(RUN.length);
    await frame('main');
    const save = async (label: string) => {
      await page.locator('#menu-export').click();
      await page.getByRole('menuitem', { name: label }).click();
      const saved = await eventually(
        `${label} is saved`,
        () => Promise.resolve(one.received.find(({ type }) => type === 'saveText' || type === 'savePng')),
        (message) => message !== undefined,
      );
      one.received.length = 0;
      return saved;
    };
    const svg = await save('Image (SVG) …');
    assert.ok(svg?.type === 'saveText' && svg.name === 'bzip2-run');
    assert.match(svg.text, /<svg [^>]*width="1200"[\s\S]*>compress › compressStream<[\s\S]*12 functions ran/);
    await page.locator('#menu-export').click();
    await page.getByRole('menuitem', { name: 'Profile (pprof) …' }).click();
    const profile = await eventually(
      'a profile is asked for',
      () => Promise.resolve(one.received.find((message) => message.type === 'exportRun')),
      (message) => message !== undefined,
    );
    assert.deepEqual(profile, { type: 'exportRun', program: PROGRAM, format: 'pprof' });
    const html = await save('Web page (HTML) …');
    assert.ok(html?.type === 'saveText' && /<td>compress<\/td><td>main<\/td>/.test(html.text), html?.type);
    const json = await save('JSON …');
    assert.ok(json?.type === 'saveText');
    assert.deepEqual(JSON.parse(json.text), runTree(RUN.length));
    const png = await save('Image (PNG) …');
    assert.ok(png?.type === 'savePng' && Buffer.from(png.png, 'base64').readUInt32BE(16) === 2400);
  });

  it('is zoomed and fitted by the keys of the graph', async () => {
    await open(RUN.length);
    const before = (await frame('main')).h;
    await page.locator('.run-view .stage').focus();
    await page.keyboard.press('+');
    await eventually('frames are higher', drawn, ({ frames }) => (frames[0]?.h ?? 0) > before * 1.1);
    await page.keyboard.press('0');
    // The legend, which came since, takes a line of the height.
    const fits = (h = 0): boolean => Math.abs(h - before) < before * 0.1;
    await eventually('all fits', drawn, ({ frames, scale }) => scale === 1 && fits(frames[0]?.h));
  });

  it('lights the paused function and those above it', async () => {
    const one = await open(RUN.length);
    await frame('main');
    await one.post({ type: 'stack', program: PROGRAM, ids: ['mainSort', 'compress', 'main'] });
    await eventually('they are lit', drawn, ({ lit }) => lit.length === 3);
    assert.deepEqual([...(await drawn()).lit].sort(), ['compress', 'main', 'mainSort']);
    await one.post({ type: 'stack', program: PROGRAM, ids: [] });
    await eventually('they are not', drawn, ({ lit }) => lit.length === 0);
  });

  it('is told by its words and contrasts in every theme', async () => {
    await open(RUN.length);
    await frame('main');
    for (const theme of THEMES) {
      await wear(page, theme);
      await page.screenshot({ path: `${artifacts}/run-tree-${theme}.png` });
      assert.deepEqual(await violations(page), [], theme);
    }
  });
});
