import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeKey } from '../../server/remote/keys.js';
import { launchBrowser, openPage, runCommand, screenshot, webviewFrame } from '../harness/browser.js';
import { notification } from '../harness/notifications.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { root } from '../harness/paths.js';
import { openSidebar } from '../harness/window.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';

/** What a person sees where something is missing: always why, and the next step. */
describe('states without a graph', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer | undefined;
  let current: Page | undefined;
  let workspace: TestWorkspace | undefined;
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-empty-'));

  before(async () => {
    browser = await launchBrowser();
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'states', current, server);
    await server?.stop();
    workspace?.remove();
    server = undefined;
    workspace = undefined;
  });
  after(async () => {
    await browser.close();
    fs.rmSync(empty, { recursive: true, force: true });
  });

  async function openWith(folder: string, options: Parameters<typeof startCodeServer>[0]): Promise<Page> {
    server = await startCodeServer(options);
    const page = await openPage(browser, server.url(folder, [['extensionDevelopmentPath', server.remote(root)]]));
    current = page;
    await openSidebar(page);
    return page;
  }

  it('no build yet: offers to build', async () => {
    const page = await openWith(empty, {});
    await page
      .locator('.sidebar')
      .getByText('Nothing in this workspace has been built with AutoJIT yet.')
      .waitFor({ timeout: 120_000 });
    await page.locator('.sidebar').getByRole('button', { name: 'Build with AutoJIT' }).waitFor();
    await screenshot(page, 'no-build');
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.notice vscode-button');
    assert.match(
      (await graph.locator('.notice').textContent()) ?? '',
      /No program built with AutoJIT.*Build with AutoJIT/s,
    );
    await graph.locator('.notice vscode-button').first().click();
    await notification(page, 'No build command was detected');
  });

  it('no toolchain: says so, and how to get it', async () => {
    const page = await openWith(empty, { machineSettings: { 'autojit.toolchain': '/nowhere/toolchain' } });
    await page.locator('.sidebar').getByText('Part of the AutoJIT toolchain is missing.').waitFor({ timeout: 120_000 });
    await page.locator('.sidebar').getByRole('button', { name: 'Run Doctor' }).click();
    const editor = page.locator('.editor-instance');
    await editor.getByText('/nowhere/toolchain').first().waitFor();
    await screenshot(page, 'no-toolchain');
  });

  it('a team cache: what came of it, and what is wrong once it is away', async () => {
    const shared = fs.mkdtempSync(path.join(empty, 'shared-'));
    const trust = makeKey().publicWord;
    const page = await openWith(empty, { env: { AUTOJIT_REMOTE: shared, AUTOJIT_REMOTE_TRUST: trust } });
    const panes = page.locator('.sidebar .pane');
    const view = panes.filter({ hasText: 'Toolchain' });
    // A row that is out of sight is not in the document: the other views make room.
    for (const name of ['Programs', 'Runs', 'Toolchain']) {
      const header = panes.locator('.pane-header').filter({ hasText: name });
      await header.waitFor({ timeout: 120_000 });
      if ((await header.getAttribute('aria-expanded')) !== String(name === 'Toolchain')) await header.click();
    }
    const row = view.getByRole('treeitem').filter({ hasText: 'team cache' });
    await row.filter({ hasText: '0 functions from the team, 0 misses' }).waitFor({ timeout: 120_000 });
    await screenshot(page, 'team-cache');
    fs.rmdirSync(shared);
    await runCommand(page, 'AutoJIT: Refresh');
    // What is wrong stands first, with where and why.
    await row.filter({ hasText: /optional, does not work.*cannot be read/ }).waitFor();
    assert.match((await view.getByRole('treeitem').first().textContent()) ?? '', /team cache/);
    await screenshot(page, 'team-cache-away');
  });

  it('restricted mode: shows what is there and runs nothing', async () => {
    workspace = makeWorkspace('restricted');
    const page = await openWith(workspace.folder, { trusted: false });
    await page
      .locator('.sidebar')
      .getByRole('treeitem')
      .filter({ hasText: workspace.name })
      .first()
      .waitFor({ timeout: 120_000 });
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.toolbar');
    await graph.locator('#coverage').filter({ hasText: 'functions' }).waitFor();
    assert.equal(await graph.locator('#run').isVisible(), false);
    const sidebar = page.locator('.sidebar');
    await sidebar.getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
    assert.equal(await sidebar.getByRole('button', { name: 'Run Lazily' }).count(), 0);
    // Nothing is offered that cannot be done; one button leads to where that changes.
    assert.deepEqual(
      await graph.locator('.invitation vscode-button, .invitation-line vscode-button').allTextContents(),
      ['Trust this workspace to run it …'],
    );
    await graph.locator('.overview .box.function').first().click();
    await graph.locator('main').press('.');
    const offered = await graph.getByRole('menuitem').allTextContents();
    assert.ok(
      offered.some((label) => label.includes('Open source')),
      offered.join(),
    );
    assert.deepEqual(
      offered.filter((label) => /Pin (eager|lazy)|IR|assembly|Run tests/.test(label)),
      [],
    );
    await screenshot(page, 'restricted');
    await graph.locator('main').press('Escape');
    await graph.locator('#tab-run').click();
    await graph.locator('.view-empty vscode-button').filter({ hasText: 'Trust this workspace' }).click();
    await page.getByText('Trust this folder').or(page.locator('.workspace-trust-editor')).first().waitFor();
  });
});
