import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { OverviewQuery } from '../../protocol/overview.js';
import type { RunSummary } from '../../protocol/lsp.js';
import { launchBrowser } from '../harness/browser.js';
import { eventually } from '../harness/graph-window.js';
import { changes, largeRun, LARGE, overview, programs } from '../page/large-program.js';
import { StubHost } from '../page/stub-host.js';

describe('the first picture', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost | undefined;
  let ran = 300;

  before(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    ran = 300;
    page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  });
  afterEach(async () => {
    await page.close();
    await host?.stop();
    host = undefined;
  });
  after(() => browser.close());

  const open = async (runs: RunSummary[], mode?: string): Promise<StubHost> => {
    const none = () => {
      throw new Error('A slice was asked for.');
    };
    host = await StubHost.open(page, none, programs(runs), null, {
      overview: (query: OverviewQuery) => overview(query, ran, true),
    });
    await page.locator('.overview .box, .overview .invitation').first().waitFor();
    if (mode !== undefined) {
      await page.locator(`.segments [data-mode=${mode}]`).click();
      await page
        .locator(mode === 'live' ? '.half.run .box' : '.overview .box')
        .first()
        .waitFor();
    }
    return host;
  };
  const boxes = () => page.locator('.overview .box').count();
  const status = () => page.locator('#coverage').textContent();
  /** Smallest text of the drawing, in pixels of the screen; what a browser adds to a scale of 1 is no zoom. */
  const smallest = () =>
    page.evaluate<number>(
      `Math.min(...[...document.querySelectorAll('.overview svg text')].map((text) =>
        Math.round(100 * parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a) / 100))`,
    );
  const scrolls = () =>
    page.evaluate<boolean>(
      `[...document.querySelectorAll('.overview .sheet')].some((one) =>
        one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)`,
    );
  const widest = () =>
    page.evaluate<number>(`Math.max(...[...document.querySelectorAll('.overview svg')].map((svg) => svg.clientWidth))`);

  it('of a run has at most 40 boxes, all readable and inside the pane, and says what it leaves out', async () => {
    await open([largeRun], 'live');
    const drawn = await boxes();
    assert.ok(drawn >= 12 && drawn <= 40, `${drawn} boxes`);
    assert.ok((await smallest()) >= 11);
    assert.equal(await scrolls(), false);
    const [, shown, all, inside] =
      /^(\d+) of (\d+) own functions that ran · (\d+) inside them · \d+ in libraries$/.exec((await status()) ?? '') ??
      [];
    assert.equal(Number(shown), drawn, (await status()) ?? '');
    assert.equal(Number(shown) + Number(inside), Number(all));
    assert.match((await page.locator('.half.run h2').textContent()) ?? '', /run: large --fast · exit 0/);
    assert.match((await page.locator('.overview-footer .library').textContent()) ?? '', /libstdc\+\+ \d+ of 12 ran/);
  });

  it('fits any pane without becoming smaller', async () => {
    await open([largeRun], 'live');
    for (const viewport of [
      { width: 700, height: 800 },
      { width: 600, height: 300 },
    ]) {
      await page.setViewportSize(viewport);
      await eventually('it is drawn anew', widest, (width) => width <= viewport.width);
      await eventually('it fits', scrolls, (one) => !one);
      await eventually('every text is readable', smallest, (size) => size >= 11);
      assert.ok((await boxes()) >= 2, `${await boxes()} boxes`);
    }
  });

  it('opens what a tab counts where it stands, and closes it again', async () => {
    await open([largeRun], 'live');
    const before = await boxes();
    const tab = page.locator('.overview .tab').last();
    const id = await tab.getAttribute('data-open');
    await tab.click();
    await eventually('there are more boxes', boxes, (now) => now > before);
    const opened = page.locator(`.overview .box[data-id="${id}"]`);
    assert.equal(await opened.getAttribute('aria-expanded'), 'true');
    await opened.click();
    await page.keyboard.press(' ');
    await eventually('it is closed', boxes, (now) => now === before);
  });

  it('tells all of a function that is selected, and walks by keys', async () => {
    await open([largeRun], 'live');
    await page.locator('.overview .box[data-id=main]').click();
    assert.match((await page.locator('.details').textContent()) ?? '', /^main/);
    await page.keyboard.press('ArrowRight');
    const picked = page.locator('.overview .box.picked');
    assert.notEqual(await picked.getAttribute('data-id'), 'main');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await picked.getAttribute('data-id'), 'main');
    await page.keyboard.press('Enter');
    await eventually(
      'its source is asked for',
      () => Promise.resolve(host?.received.some((one) => one.type === 'open' && one.id === 'main') ?? false),
      (asked) => asked,
    );
  });

  it('is zoomed and fitted by the keys of the graph', async () => {
    await open([largeRun], 'live');
    await page.locator('.overview .box[data-id=main]').click();
    const before = await widest();
    await page.keyboard.press('+');
    await eventually('it is larger', widest, (now) => now > before * 1.2);
    await page.keyboard.press('0');
    await eventually('it is as it was', widest, (now) => Math.abs(now - before) <= 1);
    assert.equal(await smallest(), 11);
  });

  it('before a run is the parts of the program beside one sentence and the button', async () => {
    ran = 0;
    const one = await open([]);
    assert.equal(await page.locator('.half').count(), 2);
    assert.match((await page.locator('.half.parts h2').textContent()) ?? '', /^Regular2\d of 31 parts/);
    const invitation = page.locator('.invitation');
    assert.match((await invitation.textContent()) ?? '', /Every function is a stub\./);
    await invitation.locator('vscode-button').click();
    await eventually(
      'it runs',
      () => Promise.resolve(one.received.some(({ type }) => type === 'run')),
      (runs) => runs,
    );
  });

  it('fills the same places while it runs; nothing moves', async () => {
    ran = 20;
    const running: RunSummary = { ...largeRun, status: 'running' };
    const one = await open([running]);
    const places = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('.half.parts-ran .box')].map((box) => box.dataset.id + box.getBoundingClientRect().y)`,
      );
    const filled = () => page.locator('.half.parts-ran .fill').count();
    const [before, few] = [await places(), await filled()];
    const asked = () => one.received.filter(({ type }) => type === 'overview').length;
    const questions = asked();
    ran = 250;
    const { counts } = {
      counts: { functions: 373, stub: 100, materializing: 0, materialized: 250, inlined: 0, eager: 0, failed: 0 },
    };
    await one.post({ type: 'states', program: LARGE, run: running, changes: changes(20, ran), counts });
    await eventually('more of it is filled', filled, (now) => now > few);
    assert.deepEqual(await places(), before);
    assert.equal(asked(), questions, 'what is drawn takes in the run without asking');
  });

  it('shows the functions of a part that is opened', async () => {
    await open([largeRun], 'regular');
    const part = page.locator('.overview .box.part').nth(2);
    await part.dblclick();
    await page.locator('.overview .box.function').first().waitFor();
    assert.equal(await page.locator('.overview .box.function').count(), 8);
    assert.match((await page.locator('.overview .box.rest').textContent()) ?? '', /4 more/);
    await page.locator('.overview .box.rest').click();
    await eventually(
      'all are there',
      () => page.locator('.overview .box.function').count(),
      (now) => now === 12,
    );
  });
});
