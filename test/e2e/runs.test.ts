import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, runCommand, screenshot } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { buildSmallProgram, type SmallProgram } from '../harness/small-program.js';
import { openSidebar, windowUrl } from '../harness/window.js';

const ASKS = `#include <stdio.h>
static char name[100];
static int ask(void) { printf("name?\\n"); return scanf("%99s", name) == 1; }
int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  while (ask()) printf("hello %s\\n", name);
  return 3;
}
`;

/** A program in its terminal, as a person has it before them. */
describe('runs', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer;
  let page: Page;
  let small: SmallProgram;

  before(async () => {
    browser = await launchBrowser();
    server = await startCodeServer({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });
    small = buildSmallProgram(ASKS);
    page = await openPage(browser, windowUrl(server, small.folder));
    await openSidebar(page);
    await page.locator('.sidebar').getByText('hello', { exact: true }).first().waitFor({ timeout: 120_000 });
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'runs', page, server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    small?.remove();
  });

  const kept = (ending: string) =>
    fs.existsSync(small.runs) ? fs.readdirSync(small.runs).filter((name) => name.endsWith(ending)) : [];
  const ends = () => kept('.end').map((name) => fs.readFileSync(path.join(small.runs, name), 'utf8'));
  const terminal = () => page.locator('.terminal-wrapper.active .xterm-rows').first();
  const shown = async () => (await terminal().innerText()).replaceAll('\u00a0', ' ');
  const says = (text: RegExp) => eventually(`the terminal says ${String(text)}`, shown, (now) => text.test(now));
  const count = (what: string, ending: string, number: number) =>
    eventually(
      what,
      () => Promise.resolve(kept(ending).length),
      (now) => now === number,
    );

  it('the terminal shows the program’s command line, and gets what is typed when the program reads', async () => {
    await runCommand(page, 'AutoJIT: Run Lazily');
    await says(/name\?/);
    await page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await page.keyboard.type('Ada\n');
    await says(/hello Ada/);
    const text = await shown();
    assert.ok(text.trimStart().startsWith(`> ${path.join(small.folder, 'hello')}`), text);
    assert.doesNotMatch(text, /autojit-record/);
    await screenshot(page, 'run-terminal');
  });

  it('a window that is loaded anew keeps it: it runs on, takes what is typed, and its end is known', async () => {
    await page.reload();
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
    await says(/hello Ada/);
    await page
      .locator('.sidebar .monaco-list-row')
      .filter({ hasText: 'running' })
      .first()
      .waitFor({ timeout: 120_000 });
    await terminal().click();
    await page.keyboard.type('Grace\n');
    await says(/hello Grace/);
    await page.keyboard.press('Control+d');
    await count('its end is noted', '.end', 1);
    assert.match(ends()[0] ?? '', /"exit":3/);
    await page.locator('.sidebar .monaco-list-row').filter({ hasText: 'exit 3' }).first().waitFor();
    await screenshot(page, 'run-after-reload');
  });

  it('Rerun Last Task is a run of its own', async () => {
    await runCommand(page, 'AutoJIT: Run Lazily');
    await count('a second run began', '.jsonl', 2);
    await says(/name\?/);
    await page.keyboard.press('Control+d');
    await count('it ended', '.end', 2);
    await runCommand(page, 'Tasks: Rerun Last Task');
    await count('a third run began', '.jsonl', 3);
    await says(/name\?/);
    await page.locator('.sidebar .monaco-list-row').filter({ hasText: 'running' }).first().waitFor();
  });

  it('a second Run Lazily runs beside the first; Stop ends its run, and what it wrote stays', async () => {
    await runCommand(page, 'AutoJIT: Run Lazily');
    await count('a fourth run began', '.jsonl', 4);
    await says(/name\?/);
    assert.equal(ends().length, 2, 'the third still runs');
    const running = page.locator('.sidebar .monaco-list-row').filter({ hasText: 'running' });
    await eventually(
      'two run',
      () => running.count(),
      (now) => now === 2,
    );
    await running.first().hover();
    await running.first().getByRole('button', { name: 'Stop Run' }).click();
    await count('one ended', '.end', 3);
    assert.equal(ends().filter((end) => end.includes('"stopped":true')).length, 1);
    await says(/name\?/);
    await eventually(
      'one runs',
      () => running.count(),
      (now) => now === 1,
    );
    await screenshot(page, 'run-stopped');
  });
});
