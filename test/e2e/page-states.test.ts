import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { ToPage } from '../../protocol/webview.js';
import { launchBrowser } from '../harness/browser.js';
import { PROGRAM, slice } from '../page/fixture.js';
import { StubHost } from '../page/stub-host.js';

const counts = { functions: 0, stub: 0, materializing: 0, materialized: 0, eager: 0, failed: 0 };
const programs: ToPage = {
  type: 'programs',
  programs: [
    {
      ...{ path: PROGRAM, name: 'bzip2', store: '/store', builtAt: 0, hasMain: false, hasTests: false },
      ...{ counts, problems: [], lastArgs: [] },
    },
  ],
  ...{ runs: [], program: PROGRAM, trusted: true },
};

describe('the graph page without a picture', function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  let host: StubHost;

  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(async () => {
    await host?.stop();
    await browser.close();
  });

  it('a program without a known function: why, and the next step', async () => {
    host = await StubHost.open(page, (query) => slice(query, 0, 0), programs);
    const overlay = page.locator('.overlay');
    await overlay.getByText('No function of bzip2 is known: none of its modules has a readable manifest.').waitFor();
    await overlay.getByText('Build with AutoJIT').click();
    assert.deepEqual(host.received.at(-1), { type: 'action', action: 'build' });
  });
});
