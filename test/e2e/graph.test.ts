import assert from 'node:assert/strict';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser, runCommand, screenshot, webviewFrame, goToLine } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { drawn, eventually, type GraphWindow, placeOf, startAt, still } from '../harness/graph-window.js';
import { openSidebar, openWindow, windowUrl } from '../harness/window.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';

/** One person's first session, from the sidebar to the source of a function that a run materialized. */
describe('a first session', function () {
  this.timeout(300_000);
  let workspace: TestWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let page: Page;
  let graph: Frame;
  const problems: string[] = [];

  before(async () => {
    workspace = makeWorkspace('graph');
    server = await startCodeServer();
    browser = await launchBrowser();
    page = await openWindow(browser, server, { folder: workspace.folder, file: workspace.mainSource, problems });
  });

  afterEach(async function () {
    await keepEvidence(this.currentTest, 'graph', page, server);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  it('opens the sidebar with the program, its modules and the toolchain', async () => {
    await openSidebar(page);
    const sidebar = page.locator('.sidebar');
    await sidebar.getByRole('treeitem').filter({ hasText: workspace.name }).first().waitFor({ timeout: 120_000 });
    const row = sidebar.getByRole('treeitem').filter({ hasText: 'materialized' }).first();
    assert.match((await row.textContent()) ?? '', /0 of \d+ materialized/);
    await sidebar.getByRole('treeitem').filter({ hasText: workspace.mainSource }).first().waitFor();
    await screenshot(page, 'sidebar');
  });

  it('opens on the functions of the program beside one sentence and the button that runs', async () => {
    await runCommand(page, 'AutoJIT: Show Graph');
    graph = await webviewFrame(page, '.toolbar');
    await eventually(
      'the first picture is drawn',
      () => graph.locator('.half.parts .box.function').count(),
      (count) => count > 5 && count <= 40,
    );
    // Beside the source there is room for one half.
    assert.equal(await graph.locator('.invitation-line vscode-button, .invitation vscode-button').count(), 1);
    assert.match((await graph.locator('#coverage').textContent()) ?? '', /^\d+ functions · \d+ drawn/);
    await screenshot(page, 'first-picture');
  });

  it('draws the regular graph and the AutoJIT graph side by side, each function in one place', async () => {
    await startAt(graph, 'main');
    const { regular, autojit } = await eventually(
      'both graphs are drawn',
      () => drawn(graph),
      ({ regular, autojit }) => (regular?.functions ?? 0) > 5 && (autojit?.functions ?? 0) > 5,
    );
    assert.ok(regular && autojit);
    assert.ok(regular.calls > 5, 'the regular graph has calls');
    assert.equal(regular.runtime, 0);
    assert.ok(autojit.runtime > 0, 'stubs go to the resolver');
    assert.ok(autojit.runtime < autojit.functions, 'one bundle for each module');
    assert.deepEqual(autojit.positions, regular.positions);
    assert.equal(regular.states['main'], 'plain');
    assert.equal(autojit.states['main'], 'state-stub');
    assert.match(
      (await graph.locator('#coverage').textContent()) ?? '',
      /^0 of \d+ functions materialized · \d+ shown/,
    );
    await screenshot(page, 'side-by-side');
  });

  it('pans and zooms both as one', async () => {
    const before = (await drawn(graph)).autojit?.viewport;
    const box = await graph.locator('.pane.left .canvas').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -240);
    const { regular, autojit } = await eventually(
      'the zoom changed',
      () => drawn(graph),
      (now) => now.autojit?.viewport.zoom !== before?.zoom,
    );
    assert.deepEqual(autojit?.viewport, regular?.viewport);
    await graph.locator('vscode-button[title="Fit the whole picture"]').click();
  });

  it('runs from the lens above main, and the graph turns from stubs to materialized', async () => {
    const before = (await drawn(graph)).regular?.positions;
    await page.locator('.tab').filter({ hasText: workspace.mainSource }).first().click();
    await goToLine(page, workspace.mainLine);
    const lens = page.locator('.codelens-decoration a').filter({ hasText: 'run lazily' });
    await lens.first().waitFor({ timeout: 120_000 });
    await screenshot(page, 'codelens');
    await lens.first().click();
    const { live, regular } = await eventually(
      'main is materialized',
      () => drawn(graph),
      ({ live }) => live?.states['main'] === 'state-materialized' && live.observed > 0,
      90_000,
    );
    assert.ok(live && regular);
    assert.deepEqual(regular.positions, before, 'nothing moved');
    assert.equal(regular.states['main'], 'plain');
    await eventually(
      'the run ended',
      () => graph.locator('#run-state').textContent(),
      (text) => text?.startsWith('exit 0') ?? false,
    );
    assert.match((await graph.locator('#coverage').textContent()) ?? '', /^[1-9]\d* of \d+ functions materialized/);
    const row = page.locator('.sidebar').getByRole('treeitem').filter({ hasText: 'materialized' }).first();
    await eventually(
      'the tree tells it too',
      () => row.textContent(),
      (text) => /[1-9]\d* of \d+ materialized/.test(text ?? ''),
    );
    await screenshot(page, 'after-the-run');
  });

  it('shows the details of a function that is clicked, and opens its source on a double click', async () => {
    const target = workspace.name === 'bzip2' ? 'compress' : 'pack';
    await graph.locator('vscode-button[title="Fit the whole picture"]').click();
    await still(graph);
    const at = await placeInPage(graph, target);
    await page.mouse.click(at.x, at.y);
    const details = graph.locator('.details');
    await details.waitFor();
    assert.match(
      (await details.textContent()) ?? '',
      new RegExp(`^${target}.*${workspace.mainSource}:\\d+ · materialized`),
    );
    await screenshot(page, 'details');
    const again = await placeInPage(graph, target);
    await page.mouse.dblclick(again.x, again.y);
    await page.locator('.tab.active').filter({ hasText: workspace.mainSource }).first().waitFor();
    const status = page.locator('.statusbar-item').filter({ hasText: /^Ln \d+/ });
    await eventually(
      'the cursor is in the function',
      () => status.first().textContent(),
      (text) => Number(/Ln (\d+)/.exec(text ?? '')?.[1] ?? 1) > 1,
    );
    await screenshot(page, 'source');
  });

  it('finds functions by name and dims the others', async () => {
    await graph.locator('#search').click();
    await page.keyboard.type('main');
    const dimmed = () =>
      graph.evaluate(() => {
        const { autojitGraph } = globalThis as GraphWindow;
        const cy = autojitGraph?.regular;
        return { dim: cy?.nodes('.function.dim').length ?? 0, main: cy?.nodes('.root').hasClass('dim') ?? true };
      });
    const { main } = await eventually('others are dimmed', dimmed, ({ dim }) => dim > 3);
    assert.equal(main, false);
  });

  it('follows the theme', async () => {
    const fill = async () =>
      graph.evaluate(() => String((globalThis as GraphWindow).autojitGraph?.regular?.nodes('.root').data('fill')));
    const before = await fill();
    await graph.locator('main').focus();
    await page.keyboard.press('Escape');
    await runCommand(page, 'View: Toggle Panel Visibility');
    await page.locator('.tab').filter({ hasText: workspace.mainSource }).first().click({ button: 'middle' });
    await graph.locator('vscode-button[title="Fit the whole picture"]').click();
    await still(graph);
    await screenshot(page, 'light');
    await runCommand(page, 'Preferences: Toggle between Light/Dark Themes');
    await eventually('the colours changed', fill, (now) => now !== before);
    await still(page);
    await still(graph);
    await screenshot(page, 'dark');
  });

  it('is there again, as it was, when its window is opened again', async () => {
    const before = await drawn(graph);
    await page.goto(windowUrl(server, workspace.folder));
    graph = await webviewFrame(page, '.toolbar');
    const after = await eventually(
      'the same two pictures are drawn',
      () => drawn(graph),
      ({ regular, live }) => (regular?.functions ?? 0) > 5 && live?.functions === regular?.functions,
    );
    assert.deepEqual(after.live?.states, before.live?.states);
    assert.deepEqual(after.live?.positions, before.live?.positions);
    assert.deepEqual(Object.keys(after), Object.keys(before));
  });

  it('reports no error in the page', () => {
    const ours = problems.filter((text) => /autojit|cytoscape|Content Security/i.test(text));
    assert.deepEqual(ours, []);
  });
});

/** Place of a function on the page: the webview's frames are nested in it. */
async function placeInPage(graph: Frame, label: string): Promise<{ x: number; y: number }> {
  const inside = await placeOf(graph, 'live', label);
  const frame = await (await graph.frameElement()).boundingBox();
  assert.ok(frame);
  return { x: frame.x + inside.x, y: frame.y + inside.y };
}
