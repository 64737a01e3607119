import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { autojitBuild } from '../harness/autojit-build.js';
import { launchBrowser, runCommand, screenshot } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { EditedWindow, TYPED_AS_IS } from '../harness/edited-window.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { root } from '../harness/paths.js';
import { openWindow } from '../harness/window.js';

/** The example that the walkthrough has people edit. What it leaves becomes the README's moving picture (scripts/pictures.mjs). */
describe('the fountain of examples/ in VS Code', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer;
  let page: Page;
  let frames = 0;
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'autojit-fountain-'));

  before(async () => {
    for (const file of ['fountain.c', 'Makefile'])
      fs.copyFileSync(path.join(root, 'examples/fountain', file), path.join(folder, file));
    autojitBuild(folder, 'make');
    server = await startCodeServer({
      settings: {
        ...TYPED_AS_IS,
        'terminal.integrated.gpuAcceleration': 'off',
        'workbench.panel.defaultLocation': 'right',
        'workbench.activityBar.location': 'hidden',
        'editor.minimap.enabled': false,
        'terminal.integrated.fontSize': 11,
        'terminal.integrated.tabs.enabled': false,
        'editor.fontSize': 12,
      },
    });
    browser = await launchBrowser();
    page = await openWindow(browser, server, { folder, file: 'fountain.c' });
    await page.setViewportSize({ width: 1280, height: 640 });
    await page.locator('.codelens-decoration').first().waitFor({ state: 'attached', timeout: 120_000 });
    await runCommand(page, 'View: Close Primary Side Bar');
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'fountain', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** The fountain is as wide as 72 letters. */
  async function widenTerminal(): Promise<void> {
    const box = await page.locator('.part.panel').boundingBox();
    if (!box) throw new Error('there is no panel');
    // The sash is in the gap beside it.
    await page.mouse.move(box.x - 3, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(680, box.y + 200, { steps: 4 });
    await page.mouse.up();
  }

  const film = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= 1) await screenshot(page, `fountain-${String(frames++).padStart(2, '0')}`);
  };

  it('is edited while it runs, and its drops fly on by the new rule', async () => {
    const edited = new EditedWindow(page, folder);
    const taken = () => edited.status().filter({ hasText: /reloaded 1 function in \d+ ms/ });
    const highest = (text: string): number => text.split('\n').findIndex((line) => /^\s*[|.o]/.test(line));
    await edited.start();
    await page.locator('.terminal-wrapper.active .xterm-rows').first().waitFor();
    await widenTerminal();
    await eventually(
      'it is drawn',
      () => edited.shown(),
      (text) => /\|/.test(text) && /\./.test(text),
      60_000,
    );
    await film(5);
    await edited.edit('fountain.c', 'dy -= 0.06f', 'dy -= 0.03f');
    await taken().waitFor();
    await film(6);
    await eventually(
      'they fly higher',
      () => edited.shown(),
      (text) => highest(text) >= 0 && highest(text) < 3,
    );
    await edited.edit('fountain.c', "? '|' : '.'", "? 'o' : '.'");
    // Not that no old one is left: the terminal was widened, and keeps lines that it had.
    const drops = (text: string): number => text.split('o').length - 1;
    await eventually(
      'they look otherwise',
      () => edited.shown(),
      (text) => drops(text) > 20,
    );
    await film(7);
  });
});
