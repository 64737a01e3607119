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
  /** Waits until there is one more than before. */
  async function oneMore(what: string, ending: string, work: () => Promise<void>): Promise<void> {
    const before = kept(ending).length;
    await work();
    await eventually(
      what,
      () => Promise.resolve(kept(ending).length),
      (now) => now === before + 1,
    );
  }
  const runs = (text: string) => page.locator('.sidebar .monaco-list-row').filter({ hasText: text });
  const runLazily = () => oneMore('a run began', '.jsonl', () => runCommand(page, 'AutoJIT: Run Lazily'));

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
    // VS Code notes a moment later which terminals it has.
    await runCommand(page, 'AutoJIT: Refresh');
    await page.reload();
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
    await says(/hello Ada/);
    await page
      .locator('.sidebar .monaco-list-row')
      .filter({ hasText: 'running' })
      .first()
      .waitFor({ timeout: 120_000 });
    await runCommand(page, 'Terminal: Focus Terminal');
    await page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await page.keyboard.type('Grace\n');
    await says(/hello Grace/);
    await oneMore('its end is noted', '.end', () => page.keyboard.press('Control+d'));
    assert.match(ends().at(-1) ?? '', /"exit":3/);
    await runs('exit 3').first().waitFor();
    await screenshot(page, 'run-after-reload');
  });

  it('Rerun Last Task is a run of its own', async () => {
    await runLazily();
    await says(/name\?/);
    await page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await oneMore('it ended', '.end', () => page.keyboard.press('Control+d'));
    await oneMore('another began', '.jsonl', () => runCommand(page, 'Tasks: Rerun Last Task'));
    await says(/name\?/);
    await runs('running').first().waitFor();
    assert.equal(await runs('running').count(), 1);
  });

  it('a second Run Lazily runs beside the first; Stop ends its run, and what it wrote stays', async () => {
    await runLazily();
    await says(/name\?/);
    await eventually(
      'two run',
      () => runs('running').count(),
      (now) => now === 2,
    );
    await runs('running').first().hover();
    const stop = runs('running').first().getByRole('button', { name: 'Stop' });
    await oneMore('one ended', '.end', () => stop.click());
    assert.equal(ends().filter((end) => end.includes('"stopped":true')).length, 1);
    await runs('stopped').first().waitFor();
    assert.equal(await runs('running').count(), 1);
    await says(/name\?/);
    await screenshot(page, 'run-stopped');
  });
});
