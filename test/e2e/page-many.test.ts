import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { GraphQuery, GraphSlice } from '../../protocol/graph.js';
import type { ToPage } from '../../protocol/webview.js';
import { linkCallGraph } from '../../server/call-graph/link.js';
import { sliceProgram } from '../../server/picture/slice-program.js';
import { NO_RUN } from '../../server/run/overlay.js';
import { manifest } from '../../server/testing/manifests.js';
import { launchBrowser } from '../harness/browser.js';
import { eventually, type GraphWindow, still } from '../harness/graph-window.js';
import { artifacts } from '../harness/paths.js';
import { PROGRAM, programWith } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';
import { THEMES, wear } from '../page/themes.js';

const MODULES = 90;
const EACH = 8;

/** Modules that each call a few of those behind them. */
const graph = linkCallGraph(
  Array.from({ length: MODULES }, (_, at) =>
    manifest(
      `part_${at}.c`,
      Array.from({ length: EACH }, (_, one) => ({
        name: at === 0 && one === 0 ? 'main' : `part_${at}_${one}`,
        calls: [at * 2 + 1, at * 2 + 2].filter((to) => to < MODULES).map((to) => `part_${to}_${one}`),
      })),
    ),
  ),
);
const all = MODULES * EACH;
const programs: ToPage = {
  type: 'programs',
  programs: [
    programWith({ functions: all, stub: all, materializing: 0, materialized: 0, inlined: 0, eager: 0, failed: 0 }),
  ],
  ...{ runs: [], program: PROGRAM, trusted: true },
};
const answer = (query: GraphQuery): GraphSlice =>
  sliceProgram(
    { graph, name: 'parts', path: PROGRAM, staleSources: [], modulesMissing: 0, file: { builtAt: Date.now() } },
    query,
    { overlay: NO_RUN, id: undefined },
  );

describe('the graph page with very many modules', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost | undefined;

  before(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
    host = await StubHost.open(page, answer, programs);
    await page.locator('main').focus();
    await eventually(
      'it is drawn',
      () => count('node.function'),
      (now) => now > 0,
    );
  });
  afterEach(async () => {
    await page.close();
    await host?.stop();
  });
  after(() => browser.close());

  const count = (selector: string) =>
    page.evaluate((selector) => {
      const shown = Object.values((globalThis as GraphWindow).autojitGraph ?? {}).at(-1);
      const [what, rest] = [selector.slice(0, 4), selector.slice(4)];
      return (what === 'node' ? shown?.nodes(rest) : shown?.edges(rest))?.length ?? 0;
    }, selector);
  const lines = () => count('edge.runtime:visible');
  /** A folded box in the middle of the screen, by its label and place. */
  const someBox = () =>
    page.evaluate(() => {
      const cy = (globalThis as GraphWindow).autojitGraph?.autojit;
      const canvas = cy?.container()?.getBoundingClientRect();
      const boxes = cy?.nodes('.folded').toArray() ?? [];
      const [box] = boxes
        .map((one) => ({ label: String(one.data('label')), ...one.renderedPosition() }))
        .sort((a, b) => Math.hypot(a.x - 700, a.y - 300) - Math.hypot(b.x - 700, b.y - 300));
      if (!box || !canvas) throw new Error('No folded box is drawn.');
      return { label: box.label, x: canvas.x + box.x, y: canvas.y + box.y };
    });

  it('shows the line to the resolver of the box that is asked for, by mouse and by key, and not a star', async () => {
    await page.keyboard.press('2');
    await page.keyboard.press('w');
    await eventually(
      'it is folded',
      () => count('node.folded'),
      (now) => now > 60,
    );
    await page.keyboard.press('0');
    await still(page);
    assert.ok((await count('edge.runtime')) > 60);
    assert.equal(await lines(), 0);
    const resolver = await page.evaluate(() =>
      String((globalThis as GraphWindow).autojitGraph?.autojit?.nodes('.runtime').data('label')),
    );
    assert.match(resolver, /^resolve · first calls of \d+ stubs$/);

    const box = await someBox();
    await page.mouse.move(box.x, box.y);
    await eventually('that of the box under the pointer shows', lines, (now) => now === 1);
    await page.mouse.move(4, 790);
    await eventually('it is gone', lines, (now) => now === 0);
    await page.mouse.click(box.x, box.y);
    await eventually('that of the selected box shows', lines, (now) => now === 1);
    assert.match((await page.locator('.announcer').textContent()) ?? '', /, first calls go to the resolver\. Space/);
    for (const theme of THEMES) {
      await wear(page, theme);
      await still(page);
      await page.screenshot({ path: path.join(artifacts, `page-resolver-${theme}.png`) });
    }
    await page.mouse.move(4, 790);
    await page.keyboard.press('Escape');
    await eventually('nothing is selected', lines, (now) => now === 0);
    await page.keyboard.press('ArrowDown');
    await eventually('that of the box that a key selects shows', lines, (now) => now === 1);
    await page.screenshot({ path: path.join(artifacts, 'page-resolver-key.png') });
  });
});
