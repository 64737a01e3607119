import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser, runCommand, screenshot, webviewFrame, goToLine } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { chooseMode, drawn, eventually, placeOf, startAt, still } from '../harness/graph-window.js';
import { openSidebar, openWindow } from '../harness/window.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';

/** VS Code's name of each theme, the workbench's class, and that of a webview. */
const THEMES = {
  light: ['Default Light Modern', 'vs', 'vscode-light'],
  dark: ['Default Dark Modern', 'vs-dark', 'vscode-dark'],
  contrast: ['Default High Contrast', 'hc-black', 'vscode-high-contrast'],
} as const;

/** Every view in every kind of theme, as pictures in dist/test-artifacts that somebody looks at: `npm run screenshots`. */
describe('views in light, dark and high contrast', function () {
  this.timeout(300_000);
  let workspace: TestWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let page: Page;

  before(async () => {
    workspace = makeWorkspace('views');
    // States stand above functions before a run too, where somebody wants them.
    changeSettings(workspace.folder, { 'autojit.stateLenses': 'all' });
    server = await startCodeServer({ settings: { 'workbench.reduceMotion': 'on' } });
    browser = await launchBrowser();
    page = await openWindow(browser, server, { folder: workspace.folder, file: workspace.runs.source });
    await openSidebar(page);
    await page.locator('.codelens-decoration').first().waitFor({ state: 'attached', timeout: 120_000 });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'views', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  async function inEachTheme(view: string, frame?: Frame): Promise<void> {
    for (const [name, [theme, workbench, webview]] of Object.entries(THEMES)) {
      changeSettings(workspace.folder, { 'workbench.colorTheme': theme });
      await page.locator(`.monaco-workbench.${workbench}`).waitFor();
      if (frame) await frame.locator(`body.${webview}`).waitFor();
      // The workbench fades from one theme to the next, and the page draws again.
      await still(page);
      if (frame) await still(frame);
      await screenshot(page, `${view}-${name}`);
    }
  }

  it('the editor: states above functions, the sidebar before a run', async () => {
    await goToLine(page, workspace.runs.line);
    await page.locator('.codelens-decoration').filter({ hasText: 'stub', visible: true }).first().waitFor();
    await inEachTheme('view-editor');
  });

  it('the graph: regular and AutoJIT side by side, live with details and replay, difference', async () => {
    await runCommand(page, 'AutoJIT: Run Lazily with Arguments');
    const input = page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(workspace.args.join(' '));
    await page.keyboard.press('Enter');
    await page.locator('.sidebar').getByRole('treeitem').filter({ hasText: 'exit 0' }).first().waitFor();
    await page.keyboard.press('Control+j');
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.toolbar');
    await eventually(
      'both halves are drawn',
      () => graph.locator('.half.parts .box, .half.parts-ran .box:not(.dashed)').count(),
      (count) => count > 10,
    );
    await inEachTheme('view-side-by-side', graph);
    await startAt(graph, 'main');
    await eventually(
      'the graph around main is drawn',
      () => drawn(graph),
      ({ live, autojit, regular }) => ((live ?? autojit)?.functions ?? 0) > 5 && (regular?.functions ?? 0) > 5,
    );
    await graph.locator('vscode-button[title="Fit the whole picture"]').click();
    await inEachTheme('view-graph', graph);

    await chooseMode(graph, 'Live');
    await eventually(
      'live alone',
      () => drawn(graph),
      ({ live, regular }) => live !== undefined && regular === undefined,
    );
    await graph.locator('main').focus();
    await page.keyboard.press('r');
    await graph.locator('.timeline').waitFor();
    await graph.locator('vscode-button[title="Fit the whole picture"]').click();
    await still(graph);
    const label = workspace.name === 'bzip2' ? 'compress' : 'pack';
    const inside = await placeOf(graph, 'live', label);
    const frame = await (await graph.frameElement()).boundingBox();
    assert.ok(frame);
    await page.mouse.click(frame.x + inside.x, frame.y + inside.y);
    await graph.locator('.details').waitFor();
    await inEachTheme('view-live', graph);

    await chooseMode(graph, 'Difference');
    await eventually(
      'the difference',
      () => drawn(graph),
      ({ difference }) => difference !== undefined,
    );
    await inEachTheme('view-difference', graph);
    await runCommand(page, 'View: Close All Editors');
  });

  it('the walkthrough knows which steps are done', async () => {
    await runCommand(page, 'AutoJIT: Get Started');
    const steps = page.locator('.getting-started-step');
    await eventually(
      'all steps are there',
      () => steps.count(),
      (count) => count === 6,
    );
    // Toolchain, build, graph and run; nothing was debugged or reloaded here.
    await eventually(
      'four are done',
      () => page.locator('.getting-started-step .codicon-getting-started-step-checked').count(),
      (n) => n === 4,
    );
    await inEachTheme('view-walkthrough');
    await runCommand(page, 'View: Close All Editors');
  });

  it('the doctor, and the toolchain in the sidebar', async () => {
    await runCommand(page, 'AutoJIT: Doctor');
    await page.locator('.editor-instance').getByText('AutoJIT: Doctor').first().waitFor();
    await page.locator('.sidebar').getByText('Toolchain', { exact: true }).click();
    await inEachTheme('view-doctor');
  });
});

function changeSettings(folder: string, change: object): void {
  const file = path.join(folder, '.vscode', 'settings.json');
  const settings = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
  fs.writeFileSync(file, JSON.stringify({ ...settings, ...change }));
}
