import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { internals, model, until, workspace } from './support.js';
import { endsOf, runAll, testsShown } from './test-runs.js';

const GOOGLE_TEST = `#include <gtest/gtest.h>

static int twice(int n) {
  return 2 * n;
}

TEST(Numbers, AreDoubled) {
  EXPECT_EQ(twice(2), 4);
}

TEST(Numbers, Wrong) {
  EXPECT_EQ(1 + 1, 3);
}

class Small : public testing::TestWithParam<int> {};
TEST_P(Small, IsSmall) {
  EXPECT_LT(GetParam(), 2);
}
INSTANTIATE_TEST_SUITE_P(All, Small, testing::Values(1, 2));

TEST(Numbers, Crashes) {
  __builtin_trap();
}

TEST(Numbers, ComesAfterACrash) {
}

TEST(Numbers, Skips) {
  GTEST_SKIP() << "not on this machine";
}
`;

const SHARED = `#include <gtest/gtest.h>

TEST(Shared, Passes) {
}
`;

describe('the Test Explorer', function () {
  this.timeout(300_000);

  it('runs tests of GoogleTest, with reasons, instances, and what comes after a crash', async function () {
    if (!fs.existsSync('/usr/include/gtest/gtest.h')) this.skip();
    const added = await addProgram('explored', GOOGLE_TEST, ['-lgtest', '-lgtest_main', '-lpthread']);
    const { program } = added;
    await testsShown(program, ['Numbers.AreDoubled', 'Small.IsSmall']);
    const wrong = [`explored.cpp:${String(added.lineOf('1 + 1'))}`];
    const ends = await runAll('testing.runAll', program, 7);
    assert.deepEqual(Object.fromEntries(ends), {
      'Numbers.AreDoubled': { end: 'passed', places: [] },
      'Numbers.Wrong': { end: 'failed', places: wrong },
      'All/Small.IsSmall/0': { end: 'passed', places: [] },
      'All/Small.IsSmall/1': { end: 'failed', places: [`explored.cpp:${String(added.lineOf('GetParam'))}`] },
      'Numbers.Crashes': { end: 'failed', places: [] },
      'Numbers.ComesAfterACrash': { end: 'passed', places: [] },
      'Numbers.Skips': { end: 'skipped', places: [`explored.cpp:${String(added.lineOf('GTEST_SKIP'))}`] },
    });
    await runAll('testing.coverageAll', program, 7);
    const twice = (await (await model()).modulesOf(program))
      .flatMap(({ functions }) => functions)
      .find(({ label }) => label === 'twice');
    const hovers = await until('the hover knows which tests ran it', async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        vscode.Uri.file(path.join(workspace.folder, added.source)),
        new vscode.Position(added.lineOf('int twice') - 1, 12),
      );
      const text = found.flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)));
      return text.find((one) => one.includes('1 test of 6'));
    });
    assert.match(hovers, /autojit\.runTestsOf/);
    const again = await endsOf(program, 1, () => {
      return vscode.commands.executeCommand('autojit.runTestsOf', program, twice?.id ?? '');
    });
    assert.deepEqual([...again.keys()], ['Numbers.AreDoubled']);
    await added.remove();
  });

  it('leaves tests of other extensions alone, and they ours', async function () {
    if (!fs.existsSync('/usr/include/gtest/gtest.h')) this.skip();
    const added = await addProgram('shared', SHARED, ['-lgtest', '-lgtest_main', '-lpthread']);
    const { program } = added;
    await testsShown(program, ['Shared.Passes']);
    // As extensions for GoogleTest and for CMake have it: the same test, of the same file, by a profile of their own.
    const others = vscode.tests.createTestController('somebody.tests', 'Somebody');
    const theirs = others.createTestItem('Shared.Passes', 'Shared.Passes', vscode.Uri.file(program));
    others.items.add(theirs);
    const ran: string[][] = [];
    const handle = (request: vscode.TestRunRequest) => {
      const run = others.createTestRun(request);
      ran.push((request.include ?? [theirs]).map(({ id }) => id));
      run.passed(theirs);
      run.end();
    };
    const profile = others.createRunProfile('Run', vscode.TestRunProfileKind.Run, handle, true);
    try {
      const { tests } = await internals();
      const one = await endsOf(program, 1, () => tests.runNamed(program, ['Shared.Passes'], 'run'));
      assert.equal(one.get('Shared.Passes')?.end, 'passed');
      assert.deepEqual(ran, [], 'ours alone was chosen');
      // VS Code learns of theirs a moment after they were made, and nothing tells when.
      await until('theirs ran as well', async () => {
        assert.equal((await runAll('testing.runAll', program, 1)).size, 1);
        return ran.length > 0;
      });
      assert.deepEqual(ran[0], ['Shared.Passes']);
      assert.equal(profile.isDefault, true, 'the default is what it was');
      assert.equal(others.items.size, 1);
    } finally {
      others.dispose();
      await added.remove();
    }
  });
});
