import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { launchBrowser, screenshot } from '../harness/browser.js';
import { root, speedscope } from '../harness/paths.js';
import { buildSmallProgram, type SmallProgram } from '../harness/small-program.js';

const SOURCE = `#include <stdio.h>

static int twice(int n) {
  return 2 * n;
}

static int thrice(int n) {
  return twice(n) + n;
}

static int never(int n) {
  return n;
}

int main(int count, char **args) {
  (void)args;
  printf("%d\\n", count > 1 ? never(count) : thrice(count));
  return 0;
}
`;

/** Runs of a real program, read by the programs that the formats are for. */
describe('an exported run', function () {
  this.timeout(120_000);
  let small: SmallProgram;
  let browser: Browser;

  before(async () => {
    small = buildSmallProgram(SOURCE);
    autojit('run', '--quiet', '--', program());
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    small?.remove();
  });

  const program = () => path.join(small.folder, 'hello');

  function autojit(...args: string[]): void {
    execFileSync(process.execPath, [path.join(root, 'bin/autojit'), ...args], { cwd: small.folder, stdio: 'pipe' });
  }

  function exported(format: string, name: string): string {
    const file = path.join(small.folder, name);
    autojit('export', program(), '--format', format, '-o', file);
    return file;
  }

  it('is coverage of functions to genhtml', () => {
    const html = path.join(small.folder, 'html');
    const info = exported('lcov', 'run.info');
    execFileSync('genhtml', [info, '-o', html, '--quiet', '--function-coverage'], { stdio: 'pipe' });
    const functions = fs
      .readdirSync(html, { recursive: true, encoding: 'utf8' })
      .find((name) => name.endsWith('.func.html'));
    assert.ok(functions);
    const text = fs.readFileSync(path.join(html, functions), 'utf8').replaceAll(/<[^>]*>|\s+/g, ' ');
    const counts = ['main', 'never', 'thrice', 'twice'].map((name) => new RegExp(` ${name} +(\\d+) `).exec(text)?.[1]);
    assert.deepEqual(counts, ['1', '0', '1', '1']);
  });

  it('is a profile of first calls to go tool pprof', function () {
    // From Go 1.25 on the tool is compiled when it is first used, which takes minutes where others compile as well.
    this.timeout(600_000);
    const file = exported('pprof', 'run.pb.gz');
    const pprof = (...args: string[]) => execFileSync('go', ['tool', 'pprof', ...args, file], { encoding: 'utf8' });
    const rows = pprof('-top', '-cum', '-sample_index=first_calls', '-nodefraction=0').split('\n');
    const row = (name: string) =>
      rows
        .find((one) => one.endsWith(` ${name}`))
        ?.trim()
        .split(/\s+/);
    // Itself, and with all that it called.
    assert.deepEqual(
      ['main', 'thrice', 'twice', 'never'].map((name) => [row(name)?.[0], row(name)?.[3]]),
      [
        ['1', '3'],
        ['1', '2'],
        ['1', '1'],
        [undefined, undefined],
      ],
    );
    assert.match(pprof('-list=thrice', '-sample_index=first_calls'), /hello\.c/);
  });

  for (const [format, name] of [
    ['speedscope', 'run.speedscope.json'],
    ['chrome', 'run.trace.json'],
    ['pprof', 'run.pprof'],
  ] as const) {
    it(`is read by speedscope as ${format}`, async () => {
      // As its own command does: the page loads a script that hands the file over.
      const script = path.join(small.folder, `${name}.js`);
      const data = fs.readFileSync(exported(format, name)).toString('base64');
      fs.writeFileSync(script, `speedscope.loadFileFromBase64(${JSON.stringify(name)}, ${JSON.stringify(data)})`);
      const page = await browser.newPage({ viewport: { width: 1000, height: 420 } });
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(`${pathToFileURL(speedscope).href}#localProfilePath=${script}`);
      await page.getByText('Sandwich').click();
      // Of Chrome's format it shows what stands beside a name as well.
      const row = (fn: string) => page.getByText(new RegExp(`^${fn}(?: \\{|$)`)).first();
      for (const fn of ['main', 'thrice', 'twice']) await row(fn).waitFor();
      assert.equal(await row('never').count(), 0);
      assert.deepEqual(problems, []);
      await screenshot(page, `export-${format}`);
      await page.close();
    });
  }
});
