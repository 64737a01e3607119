import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { goToLine, launchBrowser, openPage, runCommand, screenshot, webviewFrame } from '../harness/browser.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { root } from '../harness/paths.js';
import { makeWorkspace, type TestWorkspace } from '../harness/workspace.js';

/** What a person installs: packed, minified, with its own toolchain. */
describe('the packed extension', function () {
  this.timeout(300_000);
  let workspace: TestWorkspace;
  let server: CodeServer;
  let browser: Browser;
  let current: Page | undefined;
  const plain = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-plain-'));

  before(async () => {
    fs.writeFileSync(path.join(plain, 'hello.c'), '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n');
    execFileSync(process.execPath, [path.join(root, 'scripts/package.mjs'), '--no-build'], { stdio: 'pipe' });
    const vsix = fs.readdirSync(path.join(root, 'dist')).find((name) => name.endsWith('.vsix')) ?? '';
    // LLVM is inside once.
    const { size } = fs.statSync(path.join(root, 'dist', vsix));
    assert.ok(size < 20e6, `${vsix} has ${String(size)} bytes`);
    workspace = makeWorkspace('packed');
    server = await startCodeServer({ vsix: path.join(root, 'dist', vsix) });
    browser = await launchBrowser();
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'packed', current, server);
    await current?.context().close();
    current = undefined;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    workspace?.remove();
    fs.rmSync(plain, { recursive: true, force: true });
  });

  async function open(folder: string, file: string): Promise<Page> {
    const payload: [string, string][] = [['openFile', server.remote(path.join(folder, file))]];
    current = await openPage(browser, server.url(folder, payload));
    await current.locator('.tab').filter({ hasText: file }).first().waitFor({ timeout: 120_000 });
    return current;
  }

  it('does not start in a folder without AutoJIT programs, even when a C file is open', async () => {
    const page = await open(plain, 'hello.c');
    // Long enough for what starts with a window or a language to have started.
    await page.waitForTimeout(8000);
    assert.deepEqual(await activation(page), undefined);
  });

  it('builds a program with the toolchain inside', () => {
    const installed = fs.readdirSync(server.extensions).find((name) => name.startsWith('autojit.'));
    assert.ok(installed);
    const command = path.join(server.extensions, installed, 'bin/autojit');
    const build = [command, 'build', '--', 'sh', '-c', 'cc hello.c -o hello && c++ -x c hello.c -o hello2'];
    execFileSync(process.execPath, build, { cwd: plain, stdio: 'pipe' });
    assert.equal(execFileSync(path.join(plain, 'hello'), { encoding: 'utf8' }), 'hello\n');
    assert.equal(execFileSync(path.join(plain, 'hello2'), { encoding: 'utf8' }), 'hello\n');
    assert.ok(fs.readFileSync(path.join(plain, 'hello')).includes('autojit_modules'));
  });

  it('starts where a program was built, and draws its graph', async () => {
    const page = await open(workspace.folder, workspace.mainSource);
    // Lenses out of sight are not drawn anew when an answer is followed by a better one.
    await goToLine(page, workspace.mainLine);
    await page
      .locator('.codelens-decoration a')
      .filter({ hasText: 'run lazily' })
      .first()
      .waitFor({ state: 'attached', timeout: 120_000 });
    const text = await eventually(
      'it is active',
      () => activation(page),
      (text) => text !== undefined,
    );
    console.log(`    VS Code says: ${text ?? ''}`);
    await page.keyboard.press('Control+w');
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.toolbar');
    await eventually(
      'the picture is drawn',
      () => graph.locator('.half.parts .box').count(),
      (count) => count > 5,
    );
    await screenshot(page, 'packed');
  });
});

/** What VS Code's list of running extensions says of ours; undefined when it does not run. */
async function activation(page: Page): Promise<string | undefined> {
  await runCommand(page, 'Developer: Show Running Extensions');
  const rows = page.locator('.runtime-extensions-editor .monaco-list-row');
  await rows.first().waitFor();
  const ours = rows.filter({ hasText: 'AutoJIT Graph' }).locator('.activation-time');
  return (await ours.count()) > 0 ? ((await ours.first().textContent()) ?? '') : undefined;
}
