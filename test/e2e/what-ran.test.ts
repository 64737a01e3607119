import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { goToLine, launchBrowser, runCommand, screenshot } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { packReader } from '../harness/other-extension.js';
import { root } from '../harness/paths.js';
import { buildTestedProgram, lineInShop } from '../harness/tested-program.js';
import { openWindow } from '../harness/window.js';

/** What a person sees of a run outside of the graph: in sources, in another extension, and through VS Code's own list of servers for agents. */
describe('what ran, where people look', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer | undefined;
  let page: Page | undefined;
  let shop: ReturnType<typeof buildTestedProgram> | undefined;

  before(async function () {
    if (!fs.existsSync('/usr/include/gtest/gtest.h')) this.skip();
    shop = buildTestedProgram();
    // One of its tests fails.
    const run = [path.join(root, 'bin/autojit'), 'run', '--quiet', '--', shop.program];
    assert.throws(() => execFileSync(process.execPath, run, { stdio: 'pipe' }));
    browser = await launchBrowser();
    const settings = { 'chat.disableAIFeatures': false, 'chat.mcp.autostart': 'never' };
    server = await startCodeServer({ settings, vsix: packReader(path.dirname(shop.folder)) });
    page = await openWindow(browser, server, { folder: shop.folder, file: 'cart.cpp' });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'what-ran', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    shop?.remove();
  });

  const here = (): Page => page ?? assert.fail('no window');

  it('marks stand in the gutter beside what a run called and beside what it did not', async () => {
    const editor = here().locator('.editor-instance').first();
    await editor.locator('.codelens-decoration').filter({ hasText: '● ' }).first().waitFor({ timeout: 120_000 });
    const marks = editor.locator('.glyph-margin-widgets .cgmr');
    assert.equal(await marks.count(), 0, 'there are none at first');
    await runCommand(here(), 'Toggle Marks of What Ran');
    // Five functions; nobody calls clear().
    await eventually(
      'all have marks',
      () => marks.count(),
      (count) => count === 5,
    );
    // Four are alike, and each kind has a picture of its own.
    const kinds = await Promise.all((await marks.all()).map((mark) => mark.getAttribute('class')));
    assert.equal(new Set(kinds).size, 2);
  });

  it('callers are peeked at with their certainty and the code around each call', async () => {
    await goToLine(here(), lineInShop('cart.cpp', 'int discount'));
    await runCommand(here(), 'Peek Callers');
    const peek = here().locator('.peekview-widget');
    await peek.getByText('// direct, observed: total — cart.cpp:').first().waitFor();
    await peek.getByText('return rounded(cart.cents').first().waitFor();
    await screenshot(here(), 'editor');
    await here().keyboard.press('Escape');
    await peek.waitFor({ state: 'detached' });
    await runCommand(here(), 'Toggle Marks of What Ran');
  });

  it('another extension reads the run through the API', async () => {
    await runCommand(here(), 'Explorer: Focus on What Ran View');
    const rows = here().locator('.pane').filter({ hasText: 'What Ran' }).locator('.monaco-list-row');
    await rows.filter({ hasText: 'rounded' }).first().waitFor({ timeout: 60_000 });
    const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
    const called = texts.map((text) => text.split('first called by')[0]?.trim()).sort();
    assert.deepEqual(called, ['add', 'discount', 'rounded', 'total'], texts.join('\n'));
    assert.ok(
      texts.some((text) => /^discount ?first called by total$/.test(text)),
      texts.join('\n'),
    );
    await screenshot(here(), 'api');
  });

  it("agents' server is listed, starts, and has its tools", async () => {
    await runCommand(here(), 'MCP: List Servers');
    const list = here().locator('.quick-input-list .monaco-list-row');
    await list.filter({ hasText: 'AutoJIT' }).first().click();
    await list.filter({ hasText: 'Start Server' }).first().click();
    await runCommand(here(), 'MCP: List Servers');
    await list.filter({ hasText: 'AutoJIT' }).filter({ hasText: 'Running' }).first().click();
    await list.filter({ hasText: 'Show Output' }).first().click();
    await here().locator('.output-view, .panel').getByText('Discovered 10 tools').first().waitFor();
    await here().locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await screenshot(here(), 'agents');
  });
});
