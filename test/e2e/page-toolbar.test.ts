import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ToPage } from '../../protocol/webview.js';
import { launchBrowser } from '../harness/browser.js';
import { drawn, eventually, still } from '../harness/graph-window.js';
import { artifacts } from '../harness/paths.js';
import { violations } from '../page/axe.js';
import { PROGRAM, programWith, slice } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';
import { THEMES, wear } from '../page/themes.js';

const counts = { functions: 65, stub: 64, materializing: 0, materialized: 0, inlined: 0, eager: 1, failed: 0 };
const programs: ToPage = {
  ...{ type: 'programs', programs: [programWith(counts)], runs: [], program: PROGRAM, trusted: true },
};

describe('the toolbar of the graph page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 700 } });
    host = await StubHost.open(page, (query) => slice(query, 0), programs);
    await eventually(
      'it is drawn',
      () => drawn(page),
      ({ regular }) => (regular?.functions ?? 0) >= 21,
    );
    await wear(page, 'vscode-light');
    // With a root of its own, the way back to the start is there too.
    await host.post({ type: 'reveal', program: PROGRAM, id: 'BZ2_bzCompressInit' });
    await page.locator('main').focus();
    await page.keyboard.press('Shift+R');
    await eventually(
      'it starts there',
      () => page.locator('#root').textContent(),
      (text) => text?.includes('BZ2_bzCompressInit') ?? false,
    );
  });
  after(async () => {
    await browser.close();
    await host.stop();
  });

  /** Nothing of the toolbar is in a second row, out of the window, or on what stands beside it. */
  const resize = async (width: number) => {
    await page.setViewportSize({ width, height: 700 });
    await eventually(
      `it is in one row of ${width} px`,
      () =>
        page.evaluate<{ rows: number; over: number; onto: number }>(`(() => {
          const toolbar = document.querySelector('.toolbar');
          const shown = [...toolbar.querySelectorAll('vscode-button, button, vscode-dropdown, vscode-text-field')]
            .filter((one) => one.checkVisibility())
            .map((one) => one.getBoundingClientRect());
          const middles = shown.map(({ top, bottom }) => (top + bottom) / 2);
          return {
            rows: Math.max(...middles) - Math.min(...middles) > 4 ? 2 : 1,
            over: Math.max(...shown.map(({ right }) => right)) - innerWidth,
            onto: Math.max(...shown.slice(1).map(({ left }, at) => shown[at].right - left)),
          };
        })()`),
      ({ rows, over, onto }) => rows === 1 && over <= 0 && onto <= 0,
      10_000,
    );
  };
  const visible = (selector: string) => page.locator(`.toolbar ${selector}`).first().isVisible();
  const CHANGING = ['.modes .segments', '.levels', '#menu-view', '#mode', '#menu-more'];
  /** Of what comes and goes, only these. */
  const shows = (...expected: string[]) =>
    eventually(
      `${expected.join(' ')} are there`,
      async () => {
        const seen = await Promise.all(CHANGING.map(visible));
        return CHANGING.filter((_, at) => seen[at]);
      },
      (now) => now.join() === expected.join(),
      10_000,
    );

  it('is one row at any width from 600 px on, and gives up the least important first', async () => {
    await resize(1600);
    await shows('.modes .segments', '.levels', '#menu-view');
    for (const width of [1600, 1400, 1250, 1100, 900, 750, 600]) {
      await resize(width);
      for (const always of ['#program', '#root', '#run', '#search'])
        assert.ok(await visible(always), `${always} ${width}`);
      await page.screenshot({ path: path.join(artifacts, `page-toolbar-${width}.png`) });
    }
    await shows('#mode', '#menu-more');
    await resize(1600);
    await shows('.modes .segments', '.levels', '#menu-view');
    assert.deepEqual(
      host.received.filter(({ type }) => type === 'problem'),
      [],
      'the page reports no error',
    );
  });

  it('has the views, levels and menus in reach of the keyboard at 600 px', async () => {
    await resize(600);
    await page.locator('#search').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.id'), 'menu-more');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Go …' }).focus();
    await page.keyboard.press('Enter');
    const more = page.getByRole('menuitem', { name: 'One more level of callees (now 2)' });
    await more.focus();
    await page.keyboard.press('Enter');
    await eventually(
      'one more level is asked for',
      () => Promise.resolve(host.received.findLast((one) => one.type === 'query')),
      (asked) => asked?.query.depthOut === 3,
    );
    await page.locator('#mode').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemcheckbox', { name: 'AutoJIT' }).focus();
    await page.keyboard.press('Enter');
    await eventually(
      'the view is AutoJIT',
      () => page.locator('#mode').getAttribute('aria-label'),
      (label) => label === 'View: AutoJIT',
    );
    await eventually(
      'it is drawn',
      () => drawn(page),
      ({ autojit }) => autojit !== undefined,
    );
  });

  it('keeps the focus in itself when what has it goes', async () => {
    await resize(1600);
    await shows('.modes .segments', '.levels', '#menu-view');
    await page.locator('#menu-export').focus();
    await resize(600);
    await eventually(
      'the focus is there',
      () => page.evaluate('document.activeElement.id'),
      (id) => id === 'menu-more',
      10_000,
    );
  });

  for (const theme of THEMES) {
    it(`has readable text, names and roles at 900 and 600 px in ${theme}`, async () => {
      await wear(page, theme);
      for (const width of [900, 600]) {
        await resize(width);
        await page.locator('main').focus();
        await still(page);
        await page.screenshot({ path: path.join(artifacts, `page-toolbar-${width}-${theme}.png`) });
        assert.deepEqual(await violations(page), []);
      }
    });
  }
});
