import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser.js';
import { root } from '../harness/paths.js';
import { buildSmallProgram } from '../harness/small-program.js';
import { makeWorkspace } from '../harness/workspace.js';
import { writeClasses } from '../page/generated-cpp.js';
import { measurePicture, type Measures, SIZES, type Size, type When, worse } from '../page/picture-measures.js';
import { readReal, type RealProgram } from '../page/real-program.js';

const HELLO = `#include <stdio.h>
static void greet(const char *who) { printf("hello, %s\\n", who); }
static int sum(int to) { int all = 0; for (int i = 1; i <= to; ++i) all += i; return all; }
int main(void) { greet("world"); return sum(3) == 6 ? 0 : 1; }
`;

/** What was measured when it was written down: \`npm run bench -- pictures --page\` writes docs/pictures.json. */
const written = JSON.parse(fs.readFileSync(path.join(root, 'docs', 'pictures.json'), 'utf8')) as Record<
  string,
  Record<string, Measures> | undefined
>;

/** The pictures that programs open on, measured as they are drawn: none may become worse than it was. */
describe('first pictures', function () {
  this.timeout(300_000);
  let browser: Browser;
  const cleanUp: (() => void)[] = [];

  before(async () => {
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    for (const clean of cleanUp) clean();
  });

  const runOf = (folder: string, program: string, args: string[]): Promise<RealProgram> => {
    const trace = path.join(folder, 'run.jsonl');
    execFileSync(program, args, { cwd: folder, env: { ...process.env, AUTOJIT_TRACE: trace }, stdio: 'pipe' });
    return readReal(program, folder, trace);
  };
  const holds = async (name: string, real: RealProgram): Promise<void> => {
    for (const when of ['before', 'after', 'run'] satisfies When[]) {
      for (const size of Object.keys(SIZES) as Size[]) {
        const now = await measurePicture(browser, real, when, size);
        assert.deepEqual(worse(now, written[name]?.[`${when}, ${size}`]), [], `${name}, ${when}, ${size}`);
      }
    }
  };

  it('of three functions', async () => {
    const small = buildSmallProgram(HELLO);
    const { folder } = small;
    cleanUp.push(() => small.remove());
    const real = await runOf(folder, path.join(folder, 'hello'), []);
    await holds('hello', real);
    const { boxes } = await measurePicture(browser, real, 'after', 'whole');
    assert.equal(boxes, 3);
  });

  it('of a program in C', async () => {
    const workspace = makeWorkspace('pictures');
    const { folder, name, program, args } = workspace;
    cleanUp.push(() => workspace.remove());
    await holds(name, await runOf(folder, program, args));
  });

  it('of a thousand functions in C++', async () => {
    const { folder, program, remove } = writeClasses({ classes: 60, methods: 16 });
    cleanUp.push(remove);
    const real = await runOf(folder, program, []);
    assert.ok(real.program.graph.functions.length > 1000);
    await holds('generated C++', real);
  });
});
