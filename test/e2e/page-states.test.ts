import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { GraphQuery, GraphSlice } from '../../protocol/graph.js';
import type { ProgramSummary } from '../../protocol/lsp.js';
import type { ToPage } from '../../protocol/webview.js';
import { launchBrowser } from '../harness/browser.js';
import { PROGRAM, programWith, slice } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';

const counts = { functions: 0, stub: 0, materializing: 0, materialized: 0, inlined: 0, eager: 0, failed: 0 };
const program: ProgramSummary = { ...programWith(counts), hasMain: false };
const programs: Extract<ToPage, { type: 'programs' }> = {
  ...{ type: 'programs', programs: [program], runs: [], program: PROGRAM, trusted: true },
};

describe('the graph page without a picture', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost;

  before(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await host?.stop();
  });
  after(async () => {
    await browser?.close();
  });

  it('a program without a known function: why, and the next step', async () => {
    host = await StubHost.open(page, (query) => slice(query, 0, 0), programs);
    const notice = page.locator('.notice');
    await notice.getByText('No function of bzip2 is known: none of its modules has a readable manifest.').waitFor();
    await notice.getByText('Build with AutoJIT').click();
    assert.deepEqual(host.received.at(-1), { type: 'action', action: 'build' });
  });

  it('before the first answer: no controls, and nothing is claimed; then what takes time, until it is drawn', async () => {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const slow = async (query: GraphQuery): Promise<GraphSlice> => {
      await answered;
      return slice(query, 3, 1);
    };
    host = await StubHost.open(page, slow, { type: 'problem', problem: null });
    await page.locator('main').waitFor();
    const parts = ['.toolbar', '.filter-bar', '.timeline', '.status', '.legend', '.notice'];
    for (const part of parts) assert.equal(await page.locator(part).isVisible(), false, `${part} is not there yet`);
    await host.post(programs);
    await page.locator('.notice').getByText('Drawing the graph of bzip2 …').waitFor();
    assert.equal(await page.locator('.toolbar').isVisible(), true);
    answer();
    await page.locator('.notice').waitFor({ state: 'hidden' });
    await page
      .locator('.status')
      .getByText(/\d shown/)
      .waitFor();
  });

  it('lists of the toolbar open above the graph', async () => {
    host = await StubHost.open(page, (query) => slice(query, 3, 1), {
      ...programs,
      programs: Array.from({ length: 6 }, (_, index) => ({
        ...program,
        ...(index > 0 && { path: `/other/${String(index)}`, name: `other ${String(index)}` }),
      })),
    });
    await page
      .locator('.status')
      .getByText(/\d shown/)
      .waitFor();
    await page.locator('.toolbar vscode-dropdown').first().click();
    const list = page.locator('.toolbar vscode-dropdown .listbox').first();
    await list.waitFor();
    const [clip, title] = [await list.boundingBox(), await page.locator('.pane h2').first().boundingBox()];
    assert.ok(clip && title && clip.y + clip.height > title.y + title.height && clip.x + clip.width > title.x);
    // Without the title that it lies over it looks the same.
    const whole = await page.screenshot({ clip });
    await page.addStyleTag({ content: '.pane h2 { visibility: hidden; }' });
    assert.ok(whole.equals(await page.screenshot({ clip })), 'nothing of the graph is above the list');
  });
});
