import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { model, until, workspace } from './support.js';
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
`;

const CATCH2 = `#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

static int half(int n) {
  return n / 2;
}

TEST_CASE("is halved, always", "[math]") {
  CHECK(half(4) == 2);
}

TEST_CASE("is wrong") {
  CHECK(1 == 2);
}
`;

const RUST = `pub fn thrice(n: i32) -> i32 {
    3 * n
}

#[cfg(test)]
mod tests {
    #[test]
    fn triples() {
        assert_eq!(super::thrice(2), 6);
    }

    #[test]
    fn fails() {
        assert_eq!(1, 2);
    }
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
    const ends = await runAll('testing.runAll', program, 6);
    assert.deepEqual(Object.fromEntries(ends), {
      'Numbers.AreDoubled': { end: 'passed', places: [] },
      'Numbers.Wrong': { end: 'failed', places: wrong },
      'All/Small.IsSmall/0': { end: 'passed', places: [] },
      'All/Small.IsSmall/1': { end: 'failed', places: [`explored.cpp:${String(added.lineOf('GetParam'))}`] },
      'Numbers.Crashes': { end: 'failed', places: [] },
      'Numbers.ComesAfterACrash': { end: 'passed', places: [] },
    });
    await runAll('testing.coverageAll', program, 6);
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
      return text.find((one) => one.includes('1 test of 5'));
    });
    assert.match(hovers, /autojit\.runTestsOf/);
    const again = await endsOf(program, 1, () => {
      return vscode.commands.executeCommand('autojit.runTestsOf', program, twice?.id ?? '');
    });
    assert.deepEqual([...again.keys()], ['Numbers.AreDoubled']);
    await added.remove();
  });

  it('runs tests of Catch2', async function () {
    if (!fs.existsSync('/usr/include/catch2/catch.hpp')) this.skip();
    const added = await addProgram('caught', CATCH2);
    await testsShown(added.program, ['is halved, always', 'is wrong']);
    const ends = await runAll('testing.runAll', added.program, 2);
    assert.deepEqual(Object.fromEntries(ends), {
      'is halved, always': { end: 'passed', places: [] },
      'is wrong': { end: 'failed', places: [`caught.cpp:${String(added.lineOf('1 == 2'))}`] },
    });
    await added.remove();
  });

  it('runs tests of Rust', async function () {
    const source = path.join(workspace.folder, 'thrice.rs');
    const program = path.join(workspace.folder, 'thrice');
    fs.writeFileSync(source, RUST);
    const rustc = path.join(process.env['AUTOJIT_ROOT'] ?? '', 'dist/toolchain/bin/autojit-rustc');
    const build = ['build', '--', rustc, '--test', '-g', source, '-o', program];
    try {
      const root = process.env['AUTOJIT_ROOT'] ?? '';
      execFileSync(process.execPath, [path.join(root, 'bin/autojit'), ...build], { cwd: workspace.folder });
    } catch (error) {
      if (/No such program|not found/.test(String(error))) this.skip();
      throw error;
    }
    await testsShown(program, ['tests::triples', 'tests::fails']);
    const ends = await runAll('testing.runAll', program, 2);
    assert.deepEqual(Object.fromEntries(ends), {
      'tests::triples': { end: 'passed', places: [] },
      'tests::fails': { end: 'failed', places: ['thrice.rs:14'] },
    });
    fs.rmSync(program);
    fs.rmSync(source);
    await until('it is gone', async () => !(await model()).find(program));
  });
});
