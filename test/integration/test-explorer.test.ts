import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { extension, model, until, workspace } from './support.js';

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

interface End {
  end: string;
  places: string[];
}

/** Has them run from the command that the Test Explorer's button has, and answers how each of one program ended. */
async function runAll(command: string, program: string, count: number): Promise<Map<string, End>> {
  const { tests } = await extension().activate();
  const ends = new Map<string, End>();
  const subscription = tests.onDidReport(({ program: of, event }) => {
    if (of !== program || event.kind !== 'ended') return;
    const places = event.messages.flatMap(({ file, line }) =>
      file === undefined ? [] : [`${path.basename(file)}:${String(line)}`],
    );
    ends.set(event.instance ?? event.test, { end: event.end, places });
  });
  try {
    vscode.commands.executeCommand(command).then(undefined, (error: unknown) => console.error(String(error)));
    await until(`${String(count)} tests have ended`, () => ends.size >= count);
    return ends;
  } finally {
    subscription.dispose();
  }
}

const testsShown = async (program: string, names: string[]): Promise<void> => {
  const { tests } = await extension().activate();
  await until(`the tests of ${program} are shown`, () => names.every((name) => tests.has(program, name)));
};

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
      'Numbers.Crashes': { end: 'errored', places: [] },
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
    const again = await runOf(program, twice?.id ?? '');
    assert.deepEqual(again, ['Numbers.AreDoubled']);
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

/** What *run the tests that reach this function* runs. */
async function runOf(program: string, id: string): Promise<string[]> {
  const { tests } = await extension().activate();
  const ended: string[] = [];
  const subscription = tests.onDidReport(({ event }) => {
    if (event.kind === 'ended') ended.push(event.test);
  });
  await vscode.commands.executeCommand('autojit.runTestsOf', program, id);
  subscription.dispose();
  return ended;
}
