import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { autojitBuild } from '../harness/autojit-build.js';
import { writeLargeProgram } from '../../server/testing/large-program.js';
import { appears, launchBrowser, openPage, runCommand, screenshot, webviewFrame } from '../harness/browser.js';
import { notification } from '../harness/notifications.js';
import { type CodeServer, startCodeServer } from '../harness/code-server.js';
import { keepEvidence } from '../harness/evidence.js';
import { eventually } from '../harness/graph-window.js';
import { root } from '../harness/paths.js';
import { languageServers, processes, readProcess } from '../harness/processes.js';
import { buildSmallProgram, type SmallProgram } from '../harness/small-program.js';
import { openSidebar } from '../harness/window.js';

const HELLO = `#include <stdio.h>
static void greet(void) { puts("hello"); }
int main(void) { greet(); return 0; }
`;
const CRASHES = `#include <stdio.h>
static int falls_over(int *nowhere) { return *nowhere; }
int main(void) { puts("so far"); return falls_over(0); }
`;

/** Calls its second function through a pointer, so that it is not made ahead, and not before a file "go" is there. */
const WAITS = `#include <stdio.h>
#include <unistd.h>
static void later(void) { puts("later"); }
static void (*volatile next)(void) = later;
int main(void) { while (access("go", F_OK) != 0) usleep(50000); next(); return 0; }
`;

/** What a person sees when something went wrong: what, where, and the next step as a button. */
describe('bad days', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: CodeServer;
  let page: Page;
  const programs: SmallProgram[] = [];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-compilers-'));

  before(async () => {
    browser = await launchBrowser();
    server = await startCodeServer();
  });
  afterEach(async function () {
    await keepEvidence(this.currentTest, 'bad-days', page, server);
    for (const context of browser.contexts()) await context.close();
    for (const program of programs.splice(0)) program.remove();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function built(...args: Parameters<typeof buildSmallProgram>): SmallProgram {
    const program = buildSmallProgram(...args);
    programs.push(program);
    return program;
  }

  async function open(where: string, on = server, extension = root): Promise<Page> {
    page = await openPage(browser, on.url(where, [['extensionDevelopmentPath', on.remote(extension)]]));
    await openSidebar(page);
    return page;
  }

  const sidebar = () => page.locator('.sidebar');
  const program = (on = page): Locator =>
    on
      .locator('.sidebar')
      .getByRole('treeitem')
      .filter({ hasText: 'hello' })
      .filter({ hasText: 'materialized' })
      .first();
  const status = () =>
    page.locator('[id="autojit.autojit.autojit.health"], .statusbar-item').filter({ hasText: 'AutoJIT' });

  async function opened({ folder }: SmallProgram, on = server): Promise<void> {
    await open(folder, on);
    await program().waitFor({ timeout: 120_000 });
  }

  async function expectGraphProblem(text: RegExp, button: string): Promise<void> {
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.notice vscode-button');
    assert.match((await graph.locator('.notice').textContent()) ?? '', text);
    assert.match((await graph.locator('.notice .buttons').textContent()) ?? '', new RegExp(button));
  }

  it('wrong LLVM: names the compiler, its version, and where it was named', async () => {
    const compiler = path.join(folder, 'clang-18');
    fs.writeFileSync(compiler, '#!/bin/sh\necho "Debian clang version 18.1.4"\n', { mode: 0o755 });
    const other = await startCodeServer({ env: { AUTOJIT_CLANG: compiler } });
    try {
      await open(folder, other);
      await sidebar().getByText('AutoJIT needs LLVM 22 but found a different version.').waitFor({ timeout: 120_000 });
      await status().filter({ hasText: 'wrong LLVM' }).first().waitFor();
      await expectGraphProblem(
        /AUTOJIT_CLANG names .*clang-18, which is clang 18\.1\.4; AutoJIT needs 22 or 19/,
        'Run Doctor',
      );
      await sidebar().getByRole('button', { name: 'Run Doctor' }).click();
      await page.locator('.editor-instance').getByText('state: wrongLlvm').first().waitFor();
      await screenshot(page, 'wrong-llvm');
    } finally {
      await other.stop();
    }
  });

  it('built without AutoJIT: says which program, and offers to build it', async () => {
    await open(built(HELLO, { regular: true }).folder);
    await sidebar()
      .getByText('The programs in this workspace were built without AutoJIT.')
      .waitFor({ timeout: 120_000 });
    await expectGraphProblem(/hello was built without AutoJIT\. Clean, then rebuild it/, 'Build with AutoJIT');
    await screenshot(page, 'built-without');
    await sidebar().getByRole('button', { name: 'Build with AutoJIT' }).click();
    await program().waitFor({ timeout: 120_000 });
  });

  it('stale build: flagged in the tree, the graph and the status bar, and built again from there', async () => {
    const small = built(HELLO);
    await opened(small);
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.toolbar');
    // A page that is loaded anew would lose this, with zoom, selection and focus.
    await graph.evaluate(() => Object.assign(globalThis, { isStillThere: true }));
    fs.appendFileSync(path.join(small.folder, 'hello.c'), '/* changed */\n');
    await runCommand(page, 'AutoJIT: Refresh');
    await program().filter({ hasText: 'stale' }).waitFor();
    await status().filter({ hasText: 'stale' }).first().waitFor();
    await graph.locator('.overview .box').filter({ hasText: 'main' }).first().waitFor();
    await graph.locator('#coverage').filter({ hasText: 'stale: hello.c changed after this build' }).waitFor();
    await graph.locator('.status .stale').waitFor();
    const problem = sidebar().getByRole('treeitem').filter({ hasText: 'hello.c changed after this build.' });
    await problem.hover();
    await screenshot(page, 'stale');
    await problem.getByRole('button', { name: /^Build/ }).click();
    await problem.waitFor({ state: 'detached', timeout: 120_000 });
    await graph.locator('#coverage').filter({ hasText: 'functions', hasNotText: 'stale' }).waitFor();
    await graph.locator('.status .stale').waitFor({ state: 'hidden' });
    assert.equal(
      await graph.evaluate(() => 'isStillThere' in globalThis),
      true,
      'a refresh does not load the page anew',
    );
  });

  it('a source that is saved after the build: asked once, and from then on built without a question', async () => {
    const small = built(HELLO);
    const payload: [string, string][] = [
      ['extensionDevelopmentPath', server.remote(root)],
      ['openFile', server.remote(path.join(small.folder, 'hello.c'))],
    ];
    page = await openPage(browser, server.url(small.folder, payload));
    await openSidebar(page);
    await program().waitFor({ timeout: 120_000 });
    const binary = path.join(small.folder, 'hello');
    const edit = async () => {
      await page.locator('.monaco-editor .view-lines').first().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type('int more;');
      await page.keyboard.press('Control+s');
    };
    const isBuiltAfter = (time: number) =>
      eventually(
        'it is built again',
        () => Promise.resolve(fs.statSync(binary, { throwIfNoEntry: false })?.mtimeMs ?? 0),
        (now) => now > time,
      );
    let before = fs.statSync(binary).mtimeMs;
    await edit();
    const told = await notification(page, 'hello is stale: hello.c changed after this build.');
    await screenshot(page, 'stale-question');
    await told.getByRole('button', { name: 'Always Build' }).click();
    await isBuiltAfter(before);
    await program().filter({ hasNotText: 'stale' }).waitFor({ timeout: 60_000 });
    before = fs.statSync(binary).mtimeMs;
    await edit();
    await isBuiltAfter(before);
    assert.equal(await page.locator('.notification-list-item').filter({ hasText: 'is stale' }).count(), 0);
  });

  it('crashed in lazy code: the function, its module, and the debugger one click away', async () => {
    await opened(built(CRASHES));
    await runCommand(page, 'AutoJIT: Run Lazily');
    const told = await notification(page, /hello was ended by SIG[A-Z]+.*falls_over.*hello\.c/s);
    await screenshot(page, 'crashed');
    await told.getByRole('button', { name: 'Debug Lazily' }).click();
    await page.locator('.debug-toolbar').waitFor({ timeout: 60_000 });
  });

  it('engine failed: the function, its module, the reason, and how to mend it', async () => {
    const small = built(HELLO);
    const modules = path.join(small.folder, '.autojit', 'modules');
    for (const name of fs.readdirSync(modules, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.body')) fs.writeFileSync(path.join(modules, name), 'no longer what was compiled');
    await opened(small);
    await runCommand(page, 'AutoJIT: Run Lazily');
    const told = await notification(page, /main \(.*hello\.c\) could not be materialized: .*Rebuild and relink/);
    await told.getByRole('button', { name: 'Build' }).waitFor();
    await program().filter({ hasText: 'materialized' }).click();
    await sidebar().getByRole('treeitem').filter({ hasText: 'failed' }).first().waitFor();
    await screenshot(page, 'engine-failed');
  });

  it('daemon gone: the run says so at once, goes on, and can be started again', async () => {
    const runtime = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-runtime-'));
    const env = { XDG_RUNTIME_DIR: runtime, AUTOJIT_IMAGES: 'off' };
    const small = built(WAITS);
    const go = path.join(small.folder, 'go');
    // A run that asks for a daemon starts one; the next, which does not, uses it, and starts no other when it is gone.
    fs.writeFileSync(go, '');
    const first = { ...process.env, ...env, AUTOJIT_ENGINE: 'daemon' };
    execFileSync(path.join(small.folder, 'hello'), { cwd: small.folder, env: first, stdio: 'ignore' });
    fs.rmSync(go);
    const other = await startCodeServer({ env: { ...env, AUTOJIT_ENGINE: 'auto' } });
    try {
      await opened(small, other);
      await runCommand(page, 'AutoJIT: Run Lazily');
      await program().filter({ hasText: '1 of 2 materialized' }).waitFor();
      process.kill(daemonPid(runtime), 'SIGKILL');
      fs.writeFileSync(go, '');
      const told = await notification(
        page,
        /hello had to do without autojitd: .*The engine in the program made the rest/,
      );
      await told.getByRole('button', { name: 'Run Again' }).waitFor();
      await program().filter({ hasText: '2 of 2 materialized' }).waitFor();
      await screenshot(page, 'daemon-gone');
    } finally {
      await other.stop();
      fs.rmSync(runtime, { recursive: true, force: true });
    }
  });

  it('a program of assembly alone: says that nothing can be lazy, not that it was built without AutoJIT', async () => {
    const assembly = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-assembly-'));
    const text = '.globl main\nmain: xorl %eax, %eax\n ret\n.section .note.GNU-stack,"",@progbits\n';
    fs.writeFileSync(path.join(assembly, 'tiny.s'), text);
    fs.writeFileSync(path.join(assembly, 'build.sh'), 'cc tiny.s -o tiny\n');
    autojitBuild(assembly, 'sh', 'build.sh');
    try {
      await open(assembly);
      await sidebar()
        .getByText('The programs in this workspace contain only assembly code')
        .waitFor({ timeout: 120_000 });
      await status().filter({ hasText: 'assembly only' }).first().waitFor();
      await expectGraphProblem(/tiny contains only assembly code/, 'Search again');
      await screenshot(page, 'assembly-only');
    } finally {
      fs.rmSync(assembly, { recursive: true, force: true });
    }
  });

  it('a huge program: its graph opens with its parts, and says how many of them are drawn', async () => {
    const large = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'autojit-large-'));
    writeLargeProgram(large, { functions: 20_000, calls: 100_000 });
    try {
      await open(large);
      const item = sidebar().getByRole('treeitem').filter({ hasText: '0 of 20,000 materialized' });
      await item.first().waitFor({ timeout: 120_000 });
      await runCommand(page, 'AutoJIT: Show Graph');
      const graph = await webviewFrame(page, '.toolbar');
      await graph
        .locator('#coverage')
        .filter({ hasText: /^20,000 functions · [1-9]\d* parts drawn · .*[1-9]\d* others?$/ })
        .waitFor({ timeout: 120_000 });
      await screenshot(page, 'huge');
    } finally {
      fs.rmSync(large, { recursive: true, force: true });
    }
  });

  it('another system: says so, where the folder can be opened, and why nothing is built', async () => {
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'autojit-elsewhere-'));
    for (const name of [
      'package.json',
      'package.nls.json',
      'media',
      'dist/webview',
      'dist/server.js',
      'dist/language-client.js',
    ])
      fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    const code = fs.readFileSync(path.join(root, 'dist/extension.js'), 'utf8');
    fs.writeFileSync(
      path.join(copy, 'dist/extension.js'),
      `Object.defineProperty(process, 'arch', { value: 'arm64' });\n${code}`,
    );
    try {
      await open(folder, server, copy);
      await sidebar().getByText('AutoJIT builds and runs programs on x86-64 Linux only.').waitFor({ timeout: 120_000 });
      await sidebar().getByRole('button', { name: 'Open a Remote Window' }).waitFor();
      await status().filter({ hasText: 'unsupported system' }).first().waitFor();
      await expectGraphProblem(/this is linux arm64\. Open the folder in WSL/, 'Open a remote window');
      await runCommand(page, 'AutoJIT: Build');
      const told = await notification(
        page,
        /AutoJIT builds and runs programs on x86-64 Linux only; this is linux arm64/,
      );
      await told.getByRole('button', { name: 'Open a Remote Window' }).waitFor();
      await screenshot(page, 'wrong-system');
    } finally {
      fs.rmSync(copy, { recursive: true, force: true });
    }
  });

  it('trace cut short: the run says so', async () => {
    const small = built(HELLO);
    fs.mkdirSync(small.runs, { recursive: true });
    const trace = path.join(small.runs, 'cut.jsonl');
    execFileSync(path.join(small.folder, 'hello'), { env: { ...process.env, AUTOJIT_TRACE: trace }, stdio: 'ignore' });
    const text = fs.readFileSync(trace, 'utf8');
    fs.writeFileSync(trace, text.slice(0, text.lastIndexOf('"materialized"') + 6));
    await opened(small);
    const run = sidebar().getByRole('treeitem').filter({ hasText: 'crashed' });
    const hover = page.locator('.monaco-hover').getByText('ends in the middle of a line');
    await eventually(
      'the run says so',
      async () => {
        // A list that is drawn anew takes its hover away.
        await page.mouse.move(750, 400);
        await run.hover();
        return appears(hover, 5_000);
      },
      (told) => told,
    );
    await screenshot(page, 'trace-cut');
  });

  it('read-only workspace: says which folder can not be written, and runs nothing', async () => {
    const small = built(HELLO);
    // Root may write anywhere; nobody can make a folder where a file is.
    fs.rmSync(small.runs, { recursive: true, force: true });
    fs.writeFileSync(small.runs, '');
    await opened(small);
    await runCommand(page, 'AutoJIT: Run Lazily');
    await notification(page, /Cannot write traces to .*\.autojit\/runs: .*Make that folder writable/);
    await screenshot(page, 'read-only');
  });

  it('two windows on one folder: a run in one is seen in the other', async () => {
    const small = built(HELLO);
    await opened(small);
    const first = page;
    await opened(small);
    const second = page;
    page = first;
    await runCommand(first, 'AutoJIT: Run Lazily');
    for (const window of [first, second]) await program(window).filter({ hasText: '2 of 2 materialized' }).waitFor();
  });

  it('the language server crashes: it comes back with everything, and this is told once', async () => {
    const small = built(HELLO);
    await opened(small);
    await runCommand(page, 'AutoJIT: Run Lazily');
    await program().filter({ hasText: '2 of 2 materialized' }).waitFor();
    await runCommand(page, 'AutoJIT: Show Graph');
    const graph = await webviewFrame(page, '.toolbar');
    const boxes = () => graph.locator('.half.parts .box.function').count();
    await eventually('the picture is drawn', boxes, (count) => count === 2);
    process.kill(serverPid(), 'SIGKILL');
    await notification(page, 'The language server stopped and was started again.');
    assert.equal(await page.locator('.notifications-center .notification-list-item').count(), 1);
    await program().filter({ hasText: '2 of 2 materialized' }).waitFor();
    assert.equal(await boxes(), 2);
    // It answers again.
    await runCommand(page, 'AutoJIT: Refresh');
    await screenshot(page, 'server-back');
    process.kill(serverPid(), 'SIGKILL');
    await notification(page, 'The language server stopped twice within a minute.');
    await status().filter({ hasText: 'server stopped' }).first().waitFor();
    await screenshot(page, 'server-gone');
  });
});

/** The daemon that programs of this runtime folder started. */
function daemonPid(runtime: string): number {
  const variable = `XDG_RUNTIME_DIR=${runtime}`;
  const found = processes(
    (pid) => readProcess(pid, 'comm') === 'autojitd\n' && readProcess(pid, 'environ').split('\0').includes(variable),
  );
  assert.equal(found.length, 1, 'one daemon runs');
  return found[0] ?? 0;
}

/** The language server of the window that was opened last. */
function serverPid(): number {
  // Windows that were closed keep theirs for a while, in case they come back: the last that started is ours.
  const newest = languageServers().at(-1);
  assert.ok(newest !== undefined, 'a server runs');
  return newest;
}
