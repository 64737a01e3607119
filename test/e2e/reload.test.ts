import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { autojitBuild } from '../harness/autojit-build.js';
import { launchBrowser, runCommand, screenshot, webviewFrame } from '../harness/browser.js';
import { notification } from '../harness/notifications.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { EditedWindow, TYPED_AS_IS } from '../harness/edited-window.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { root } from '../harness/paths.js';
import { openSidebar, openWindow } from '../harness/window.js';

const C = `#include <stdio.h>
#include <unistd.h>

struct counter {
  int value;
};
static struct counter counter;

static int add(int a) {
  return a + 1;
}
static void say(int value) {
  printf("counted %d\\n", value);
}
static void step(void) {
  counter.value = add(counter.value);
  say(counter.value);
}
int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (;;) {
    step();
    usleep(50000);
  }
}
`;

const RUST = `use std::{thread, time::Duration};

fn word() -> &'static str {
    "iron"
}
fn tell(round: u32) {
    println!("{} {}", word(), round);
}
fn main() {
    let mut round = 0;
    loop {
        tell(round);
        round += 1;
        thread::sleep(Duration::from_millis(50));
    }
}
`;

const RUSTC = path.join(root, 'dist/toolchain/bin/autojit-rustc');
const MAKEFILE = `all: counter oxide
counter: counter.c
\t$(CC) -g -O0 counter.c -o counter
oxide: oxide.rs
\t${RUSTC} -g oxide.rs -o oxide
`;

/** Save, and the running program has it: as a person sees it. */
describe('a program that is edited while it runs', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer;
  let page: Page;
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'autojit-reload-'));

  before(async () => {
    for (const [name, text] of Object.entries({ 'counter.c': C, 'oxide.rs': RUST, Makefile: MAKEFILE }))
      fs.writeFileSync(path.join(folder, name), text);
    autojitBuild(folder, 'make');
    server = await startCodeServer({
      settings: {
        ...TYPED_AS_IS,
        'terminal.integrated.gpuAcceleration': 'off',
        'workbench.reduceMotion': 'on',
      },
    });
    browser = await launchBrowser();
    page = await openWindow(browser, server, { folder, file: 'counter.c' });
    await openSidebar(page);
    await page.locator('.codelens-decoration').first().waitFor({ state: 'attached', timeout: 120_000 });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'reload', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const edited = () => new EditedWindow(page, folder);
  const status = () => edited().status();
  const shown = () => edited().shown();
  const edit = (file: string, from: string, to: string) => edited().edit(file, from, to);
  const start = (program: string) => edited().start(program);

  async function openFile(name: string): Promise<void> {
    await page.keyboard.press('Control+p');
    await page.locator('.quick-input-widget input[type=text]').fill(name);
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().click();
    await page.locator(`.tab[data-resource-name="${name}"]`).waitFor();
  }

  /** Its last lines are like this. */
  async function prints(pattern: RegExp): Promise<void> {
    await eventually(`it prints ${String(pattern)}`, shown, (text) => pattern.test(text), 30_000);
  }

  it('saved: new output, the state that was there, and the status bar says what and how long', async () => {
    await start('counter');
    await prints(/counted \d+/);
    await edit('counter.c', 'counted %d', 'now at %d');
    await prints(/now at \d+/);
    await status()
      .filter({ hasText: /reloaded 1 function in \d+ ms/ })
      .waitFor();
    const lens = page.locator('.codelens-decoration').filter({ hasText: /generation 1/ });
    await lens.first().waitFor({ state: 'attached' });
    await screenshot(page, 'reload-status');
    // It loops, and goes on to run what it was.
    await edit('counter.c', 'usleep(50000)', 'usleep(40000)');
    await status()
      .filter({ hasText: /reloaded 1 function in \d+ ms · Not called since: main/ })
      .waitFor();
    await page
      .locator('.codelens-decoration')
      .filter({ hasText: /run lazily.*generation 1 · not called since its reload/ })
      .waitFor({ state: 'attached' });
    await screenshot(page, 'reload-waiting');
    assert.ok(Number(/now at (\d+)/.exec(await shown())?.[1]) > 5, 'it counts on');
  });

  it('the graph says how often a function was exchanged, and whether what runs is new', async () => {
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.toolbar');
    for (const [name, words] of [
      ['say', /generation 1(?! · not called)/],
      ['main', /generation 1 · not called since its reload/],
      ['add', /materialized(?!.*generation)/],
    ] as const) {
      await graph.locator(`.overview .half .box[aria-label="${name}"]`).click({ position: { x: 12, y: 10 } });
      await eventually(
        `${name} is told of`,
        async () => (await graph.locator('.details .facts').textContent()) ?? '',
        (text) => words.test(text),
      );
    }
    await screenshot(page, 'reload-graph');
    await page.locator('.tab[data-resource-name="counter.c"]').click();
  });

  it('a layout that changed is refused by its field; Restart Lazily starts the new build in its place', async () => {
    await edit('counter.c', '  int value;', 'int value, more;');
    const told = await notification(page, /not reloaded: struct counter: 4 -> 8 bytes, field more is new/);
    await screenshot(page, 'reload-refused');
    await prints(/now at \d+/);
    await told.getByRole('button', { name: 'Restart Lazily' }).click();
    await prints(/now at [1-9]\n/);
    await edit('counter.c', 'a + 1', 'a + 1000');
    await prints(/now at \d{4,}/);
    const ran = page
      .locator('.sidebar')
      .getByRole('treeitem')
      .filter({ hasText: /^counter.*running/ });
    await eventually(
      'the first run is over',
      () => ran.count(),
      (count) => count === 1,
    );
  });

  it('a build that fails changes nothing, and its errors are among the problems', async () => {
    await edit('counter.c', 'a + 1000', 'a + 1000 +');
    await page.locator('[id="status.problems"]').filter({ hasText: /[1-9]/ }).first().waitFor({ timeout: 90_000 });
    await screenshot(page, 'reload-failed');
    await edit('counter.c', 'a + 1000 +', 'a + 100000');
    // What went wrong has brought the build's terminal to the front.
    const tab = page.locator('.terminal-tabs-entry').filter({ hasText: 'run counter' });
    // Not in the middle, where a narrow tab has the button that splits it.
    await tab.click({ position: { x: 20, y: 10 } });
    await prints(/now at \d{6,}/);
  });

  it('Rust, while the other program runs on', async () => {
    await start('oxide');
    await prints(/iron \d+/);
    await page.keyboard.press('Escape');
    await openFile('oxide.rs');
    await edit('oxide.rs', '"iron"', '"gold"');
    await prints(/gold \d+/);
    await status()
      .filter({ hasText: /reloaded 1 function in \d+ ms/ })
      .waitFor();
    await screenshot(page, 'reload-rust');
  });
});
