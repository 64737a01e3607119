import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, runCommand, screenshot } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { eventually } from '../harness/graph-window.js';
import { keepEvidence } from '../harness/evidence.js';
import { buildTestedProgram } from '../harness/tested-program.js';
import { openWindow } from '../harness/window.js';

/** What a person sees of tests and their coverage, in VS Code's own views. */
describe('tests and their coverage', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer | undefined;
  let page: Page | undefined;
  let shop: ReturnType<typeof buildTestedProgram> | undefined;

  before(async function () {
    if (!fs.existsSync('/usr/include/gtest/gtest.h')) this.skip();
    shop = buildTestedProgram();
    browser = await launchBrowser();
    server = await startCodeServer({ settings: { 'testing.automaticallyOpenTestResults': 'neverOpen' } });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'tests', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    shop?.remove();
  });

  it('stand in the view Testing with their ends, and functions in Test Coverage and in the editor', async () => {
    assert.ok(server && shop);
    page = await openWindow(browser, server, { folder: shop.folder, file: 'cart.cpp' });
    await page.locator('.activitybar a[aria-label^="Testing"]').click({ timeout: 120_000 });
    const tree = page.locator('.test-explorer');
    await tree.locator('.monaco-list-row').filter({ hasText: 'cart_test' }).first().waitFor({ timeout: 120_000 });
    await runCommand(page, 'Test: Run All Tests with Coverage');
    const coverage = page.locator('.pane').filter({ has: page.locator('.pane-header[aria-label*="Test Coverage"]') });
    const file = coverage.locator('.monaco-list-row').filter({ hasText: 'cart.cpp' });
    await file.waitFor({ timeout: 120_000 });
    // Four of five functions: nobody calls clear().
    assert.match((await file.textContent()) ?? '', /80/);
    // How much of the tree is open depends on when the results came.
    const closed = tree.locator('.monaco-tl-twistie.collapsed');
    for (let depth = 0; depth < 2 && (await closed.count()) > 0; depth += 1) {
      const rows = await tree.locator('.monaco-list-row').count();
      await closed.first().click();
      await eventually(
        'it is open',
        () => tree.locator('.monaco-list-row').count(),
        (now) => now > rows,
      );
    }
    for (const test of ['StartsEmpty', 'AddsUp', 'RoundsToFiveCents']) await tree.getByText(test).first().waitFor();
    await runCommand(page, 'Test: Toggle Inline Coverage');
    const editor = page.locator('.editor-instance').first();
    await editor.locator('.coverage-deco-gutter.coverage-deco-miss').first().waitFor();
    assert.equal(await editor.locator('.coverage-deco-gutter.coverage-deco-hit').count(), 4);
    assert.equal(await editor.locator('.coverage-deco-gutter.coverage-deco-miss').count(), 1);
    await screenshot(page, 'test-coverage');
  });
});
