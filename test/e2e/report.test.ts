import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, runCommand, screenshot, webviewFrame } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { root } from '../harness/paths.js';
import { openSidebar } from '../harness/window.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';

const autojit = path.join(root, 'bin/autojit');

/** Builds the workspace as usual too, as a person who wants to compare does, and keeps that program. */
function buildRegular({ folder, program }: TestWorkspace): string {
  const settings = JSON.parse(fs.readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8')) as Record<
    string,
    string
  >;
  const make = settings['autojit.buildCommand'] ?? '';
  const run = (...args: string[]) => execFileSync(process.execPath, [autojit, ...args], { cwd: folder, stdio: 'pipe' });
  const regular = `${program}-regular`;
  run('build', '--regular', '--', 'sh', '-c', `make clean && ${make} && mv ${program} ${regular} && make clean`);
  run('build', '--', 'sh', '-c', make);
  return regular;
}

describe('the report', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer;
  let workspace: TestWorkspace;
  let page: Page;
  let regular: string;

  before(async () => {
    workspace = makeWorkspace('report');
    regular = buildRegular(workspace);
    [browser, server] = await Promise.all([launchBrowser(), startCodeServer()]);
    page = await openPage(browser, server.url(workspace.folder, [['extensionDevelopmentPath', server.remote(root)]]));
    await openSidebar(page);
    await page.locator('.sidebar').getByText('materialized ·').first().waitFor({ timeout: 120_000 });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'report', page, server);
  });
  after(async () => {
    await browser.close();
    await server.stop();
    workspace.remove();
  });

  const text = async () => (await (await webviewFrame(page, 'main h1')).locator('main').textContent()) ?? '';

  it('opens in the editor area, with compile times and without a run', async () => {
    await runCommand(page, 'AutoJIT: Show Report');
    const shown = await text();
    assert.match(shown, new RegExp(`${workspace.name} with AutoJIT`));
    assert.match(shown, /CPU time of the compiler/);
    assert.match(shown, /\d ×of the regular/);
    assert.doesNotMatch(shown, /never called/);
    await page
      .locator('.tab')
      .filter({ hasText: `Report: ${workspace.name}` })
      .waitFor();
  });

  it('has what a run used as soon as it ran, where the person was reading', async () => {
    const frame = await webviewFrame(page, 'main h1');
    await frame.evaluate(() => {
      (globalThis as unknown as { scrollTo(x: number, y: number): void }).scrollTo(0, 120);
    });
    await runCommand(page, 'AutoJIT: Run Lazily');
    await eventually('the run is in the report', text, (shown) => /materialized by the run/.test(shown));
    const scrolled = await frame.evaluate(() => (globalThis as unknown as { scrollY: number }).scrollY);
    assert.equal(scrolled, 120);
  });

  it('has the sizes of a regular build that a person names, in light and dark', async () => {
    await page
      .locator('.tab')
      .filter({ hasText: `Report: ${workspace.name}` })
      .click();
    await runCommand(page, 'AutoJIT: Compare with Regular Build…');
    const name = new RegExp(`^${path.basename(regular)}$`);
    await page.locator('.quick-input-list .monaco-list-row .label-name').filter({ hasText: name }).first().click();
    await eventually('both sizes are there', text, (shown) => /size of the regular file/.test(shown));
    const frame = await webviewFrame(page, 'main h1');
    const color = () =>
      frame.evaluate(() => {
        const { document, getComputedStyle } = globalThis as unknown as {
          document: { body: unknown };
          getComputedStyle: (element: unknown) => { color: string };
        };
        return getComputedStyle(document.body).color;
      });
    const before = await color();
    await screenshot(page, 'report');
    await runCommand(page, 'Preferences: Toggle between Light/Dark Themes');
    await eventually('the page follows the theme', color, (now) => now !== before);
    await screenshot(page, 'report-other-theme');
  });
});
