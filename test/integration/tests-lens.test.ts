import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { lensesOf, model, replacing, until, workspace } from './support.js';

const TEXT = `#include <gtest/gtest.h>

static int twice(int n) {
  return 2 * n;
}

TEST(Numbers, AreDoubled) {
  EXPECT_EQ(twice(2), 4);
}

TEST(Numbers, StayOdd) {
  EXPECT_EQ(1 % 2, 1);
}
`;

describe('tests of GoogleTest', function () {
  this.timeout(300_000);
  let program: Awaited<ReturnType<typeof addProgram>>;

  before(async function () {
    if (!fs.existsSync('/usr/include/gtest/gtest.h')) this.skip();
    program = await addProgram('numbers', TEXT, ['-lgtest', '-lgtest_main', '-lpthread']);
  });
  after(() => program?.remove());

  it('have lenses that run just the one below', async () => {
    const lenses = await until('both have lenses', async () => {
      const all = (await lensesOf(program.source)).filter(({ title }) => title.includes('run lazily'));
      return all.length === 2 && all;
    });
    assert.deepEqual(
      lenses.map(({ line }) => line),
      [program.lineOf('AreDoubled'), program.lineOf('StayOdd')],
    );
    const all = await model();
    // Its `main` is in a library that AutoJIT did not build.
    assert.equal(all.find(program.program)?.hasMain, true);
    const known = new Set(all.runs.map(({ id }) => id));
    const { command, arguments: args = [] } = lenses[0]?.command ?? { command: '' };
    await vscode.commands.executeCommand(command, ...(args as unknown[]));
    const run = await until('the test ran', () =>
      all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'),
    );
    assert.equal(run.exitCode, 0);
    assert.deepEqual(run.args, ['--gtest_filter=Numbers.AreDoubled']);
    const functions = (await all.modulesOf(program.program)).flatMap((module) => module.functions);
    const state = (name: string) => functions.find(({ label }) => label.includes(name))?.state;
    assert.equal(state('AreDoubled_Test::TestBody'), 'materialized');
    assert.equal(state('StayOdd_Test::TestBody'), 'stub');
  });

  it('are chosen by name from the palette and the tree, where a program has some', async () => {
    const all = await model();
    assert.equal(all.find(workspace.program)?.hasTests, false);
    const known = new Set(all.runs.map(({ id }) => id));
    const offered: string[] = [];
    const pick = (items: readonly vscode.QuickPickItem[]) => {
      offered.push(...items.map(({ label, description }) => `${label} ${description}`));
      return Promise.resolve(items.find(({ label }) => label === 'Numbers.StayOdd'));
    };
    await replacing(vscode.window, { showQuickPick: pick }, async () => {
      // The only program with tests is not asked for.
      await vscode.commands.executeCommand('autojit.runTestLazily');
    });
    assert.deepEqual(offered, [
      `Numbers.AreDoubled numbers.cpp:${program.lineOf('AreDoubled')}`,
      `Numbers.StayOdd numbers.cpp:${program.lineOf('StayOdd')}`,
    ]);
    const run = await until('the test ran', () =>
      all.runs.find(({ id, status }) => !known.has(id) && status === 'exited'),
    );
    assert.equal(run.exitCode, 0);
    assert.deepEqual(run.args, ['--gtest_filter=Numbers.StayOdd']);
  });
});
