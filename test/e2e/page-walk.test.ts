import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser, screenshot, webviewFrame } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { drawn, eventually, type GraphWindow, placeOf, startAt, still } from '../harness/graph-window.js';
import { root } from '../harness/paths.js';
import { openSidebar, openWindow } from '../harness/window.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';

const FIGURES = `#include <cstdio>
namespace figures {
struct Shape { virtual double area() const = 0; virtual ~Shape() = default; };
struct Circle : Shape { double r; explicit Circle(double r) : r(r) {} double area() const override { return 3 * r * r; } };
struct Box : Shape { double a; explicit Box(double a) : a(a) {} double area() const override { return a * a; } };
int twice(int x) { return 2 * x; }
double twice(double x) { return 2 * x; }
template <typename T> T larger(T a, T b) { return a < b ? b : a; }
int even(int n);
int odd(int n) { return n == 0 ? 0 : even(n - 1); }
int even(int n) { return n == 0 ? 1 : odd(n - 1); }
double total(const Shape &one) { return one.area(); }
}
using namespace figures;
int main(int argc, char **) {
  Circle circle(1);
  Box box(2);
  double sum = argc > 1 ? total(box) : total(circle);
  std::printf("%f %d %f %d\\n", sum + twice(2.0) + larger(1.0, 2.0), twice(argc) + larger(1, 2), 0.0, even(4));
  return 0;
}
`;

/** Through what users of call graphs complain of elsewhere, with two real programs in one folder. */
describe('a walk through the graph page', function () {
  this.timeout(300_000);
  let workspace: TestWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let page: Page;
  let graph: Frame;

  before(async () => {
    workspace = makeWorkspace('walk');
    fs.writeFileSync(path.join(workspace.folder, 'figures.cpp'), FIGURES);
    buildFigures(workspace.folder);
    server = await startCodeServer({ settings: { 'workbench.reduceMotion': 'on' } });
    browser = await launchBrowser();
    page = await openWindow(browser, server, { folder: workspace.folder, file: workspace.mainSource });
    page.setDefaultTimeout(90_000);
    await openSidebar(page);
    for (const name of ['figures', workspace.name])
      await rows()
        .filter({ hasText: new RegExp(`^${name}\\d`) })
        .first()
        .waitFor({ timeout: 120_000 });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'walk', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
  });

  const coverage = async () => (await graph.locator('#coverage').textContent()) ?? '';
  const details = async () => (await graph.locator('.details').textContent()) ?? '';
  const rows = () => page.locator('.sidebar').getByRole('treeitem');
  const press = async (...keys: string[]) => {
    await graph.locator('main').focus();
    for (const key of keys) await page.keyboard.press(key);
  };
  const labels = async () => Object.keys((await drawn(graph)).regular?.states ?? {});
  /** Labels of the elements of a kind; of edges, their ends. */
  const marked = (view: 'regular' | 'live' | 'difference', selector: string) =>
    graph.evaluate(
      ([view, selector]) => {
        const cy = (globalThis as GraphWindow).autojitGraph?.[view];
        const label = (id: unknown) =>
          String(
            cy
              ?.nodes()
              .toArray()
              .find((node) => node.id() === id)
              ?.data('label'),
          );
        const nodes = cy?.nodes(selector).toArray() ?? [];
        const edges = cy?.edges(selector).toArray() ?? [];
        return [
          ...nodes.map((node) => String(node.data('label'))),
          ...edges.map((edge) => `${label(edge.data('source'))} > ${label(edge.data('target'))}`),
        ];
      },
      [view, selector] as const,
    );
  const runFigures = (name: string, ...args: string[]) => {
    const runs = path.join(workspace.folder, '.autojit', 'runs');
    fs.mkdirSync(runs, { recursive: true, mode: 0o700 });
    const env = { ...process.env, AUTOJIT_TRACE: path.join(runs, `${name}.jsonl`), AUTOJIT_ENGINE: 'inprocess' };
    execFileSync(path.join(workspace.folder, 'figures'), args, { cwd: workspace.folder, env, stdio: 'pipe' });
  };
  const showProgram = async (name: string) => {
    const row = rows()
      .filter({ hasText: new RegExp(`^${name}\\d`) })
      .first();
    await row.hover();
    await row.getByRole('button', { name: 'Show Graph' }).click();
  };

  it('shows the program that is chosen in the tree, also while it shows another', async () => {
    await showProgram(workspace.name);
    graph = await webviewFrame(page, '.toolbar');
    await startAt(graph, 'main');
    await eventually('the sample is drawn', labels, (all) => all.length > 5);
    await showProgram('figures');
    await graph.locator('.overview .box').filter({ hasText: 'figures::total' }).first().waitFor();
    await startAt(graph, 'main');
    await eventually('figures is drawn', labels, (all) => all.includes('figures::total'));
  });

  it('tells overloads and instances of templates apart', async () => {
    const all = await labels();
    for (const label of ['twice(int)', 'twice(double)', 'larger<int>', 'larger<double>'])
      assert.ok(all.includes(`figures::${label}`), all.join());
    assert.equal(new Set(all).size, (await drawn(graph)).regular?.functions);
  });

  it('folds functions that call each other in a circle', async () => {
    await press('c');
    const folded = () => marked('regular', '.folded');
    await eventually('the circle is folded', folded, (all) => all.some((label) => label.startsWith('cycle of 2')));
    await screenshot(page, 'walk-cycle');
    await press('c');
    await eventually('it is open again', folded, (all) => all.length === 0);
  });

  it('goes back and forward through depths, and says why main has no callers', async () => {
    const { length } = await labels();
    await press('[', '[');
    await eventually('main is alone', labels, (all) => all.length === 1);
    await press('Alt+ArrowLeft', 'Alt+ArrowLeft');
    await eventually('all are back', labels, (all) => all.length === length);
    await press('Alt+ArrowRight');
    await eventually('one level is gone again', labels, (all) => all.length < length);
    await press('Alt+ArrowLeft');
    await eventually('all are back again', labels, (all) => all.length === length);
    // Where nothing is selected, it begins at the root.
    await press('Escape', 'ArrowRight');
    await eventually('main is selected', details, (text) => text.includes('no callers found: the C library starts it'));
  });

  it('marks what is pinned', async () => {
    await press('k');
    await eventually(
      'main is pinned',
      () => marked('regular', '.pinned'),
      (all) => all.join() === 'main',
    );
    await press('k');
    await eventually(
      'it is no longer',
      () => marked('regular', '.pinned'),
      (all) => all.length === 0,
    );
    await press('Escape');
  });

  it('confirms a virtual call that a run made, and keeps the others as candidates', async () => {
    runFigures('first');
    await press('3');
    const observed = await eventually(
      'the run is seen',
      () => marked('live', 'edge.observed'),
      (all) => all.includes('figures::total > Circle::area'),
    );
    assert.ok(!observed.includes('figures::total > Box::area'));
    const virtual = await marked('live', 'edge.virtual');
    assert.ok(virtual.includes('figures::total > Box::area'), virtual.join());
    await press('0');
    await still(graph);
    await screenshot(page, 'walk-virtual');
  });

  it('shows what two runs touched differently', async () => {
    runFigures('second', 'box');
    await press('4');
    await graph.locator('#run-b').waitFor();
    const options = graph.locator('#run-b vscode-option');
    await eventually(
      'both runs can be chosen',
      () => options.count(),
      (count) => count === 3,
    );
    await graph.locator('#run-b').click();
    await options.nth(2).click();
    const only = (run: 'a' | 'b') => () => marked('difference', `node.touched-${run}`);
    await eventually('the box is of the second run', only('a'), (all) => all.some((one) => one.includes('Box::area')));
    await eventually('the circle of the first', only('b'), (all) => all.some((one) => one.includes('Circle::area')));
    await screenshot(page, 'walk-difference');
  });

  it('selects in the tree what is selected in the graph', async () => {
    await press('Home', 'Escape', 'ArrowRight', 'ArrowRight');
    const name = (await graph.locator('.details strong').textContent()) ?? '';
    const selected = () => page.locator('.sidebar .monaco-list-row.selected').first().textContent();
    await eventually('it is selected there', selected, (text) => text?.startsWith(name) ?? false);
    await rows()
      .filter({ hasText: /^figures::larger<…> ×2/ })
      .first()
      .waitFor();
  });

  it('reveals a function from the tree', async () => {
    // Several programs start folded.
    for (const name of [/^figures\d/, /^figures\.cpp/]) {
      const folded = rows().filter({ hasText: name }).first();
      await folded.waitFor();
      if ((await folded.getAttribute('aria-expanded')) === 'false') await folded.locator('.monaco-tl-twistie').click();
    }
    const row = rows()
      .filter({ hasText: /^figures::total/ })
      .first();
    await row.hover();
    await row.getByRole('button', { name: 'Reveal in Graph' }).click();
    await eventually('it is selected', details, (text) => text.startsWith('figures::total'));
  });

  it('says that a source was edited, and a rebuild keeps selection, focus and zoom', async () => {
    // It was revealed in the first picture: from there to the graph around it.
    await press('5', 'Shift+R');
    await eventually(
      'both are drawn',
      () => drawn(graph),
      ({ regular, live }) => regular !== undefined && live !== undefined,
    );
    await press('+', 'Enter');
    await page.locator('.tab.active').filter({ hasText: 'figures.cpp' }).waitFor();
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type(' // edited');
    await page.keyboard.press('Control+s');
    await eventually('it is stale', coverage, (text) => text.includes('stale: 1 source changed since'));
    await screenshot(page, 'walk-stale');
    await press('+');
    const zoom = async () => (await drawn(graph)).regular?.viewport.zoom;
    const [zoomed, place] = [await zoom(), await placeOf(graph, 'regular', 'figures::total')];
    buildFigures(workspace.folder);
    await eventually('it is no longer', coverage, (text) => text !== '' && !text.includes('stale'));
    assert.equal(await zoom(), zoomed);
    const now = await placeOf(graph, 'regular', 'figures::total');
    // The line below the graph has fewer words now, so the graph has a little more room.
    assert.ok(Math.hypot(now.x - place.x, now.y - place.y) < 40, JSON.stringify([place, now]));
    assert.match(await details(), /^figures::total/);
    assert.equal(await graph.evaluate('document.activeElement.tagName'), 'MAIN');
  });
});

function buildFigures(folder: string): void {
  const build = ['build', '--', 'c++', '-g', '-O0', 'figures.cpp', '-o', 'figures'];
  execFileSync(process.execPath, [path.join(root, 'bin/autojit'), ...build], { cwd: folder, stdio: 'pipe' });
}
