import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { internals, model, until, workspace } from './support.js';
import { testsShown } from './test-runs.js';

const root = process.env['AUTOJIT_ROOT'] ?? '';

/** The same small program with tests of one framework: what it holds has the same names, but for those that its framework has. */
export interface Framework {
  /** Its source is of this name, and so is the program. */
  name: string;
  extension: string;
  text: string;
  /** What is compiled beside it, and made of that. */
  more?: { source: string; text: string; object: string };
  compile: string;
  isHere: () => boolean;
  /** What each is for; the last two are left out unless they are named. */
  tests: Record<'passes' | 'fails' | 'isOne' | 'seesTwo' | 'sleeps', string>;
  /** Tests of several parameters and types, and how each instance ends. */
  many: { tests: string[]; ends: Record<string, 'passed' | 'failed'> };
}

const GOOGLE_TEST = `#include <gtest/gtest.h>
#include <fstream>
#include <unistd.h>

static int value() {
  return 1;
}

static int twice(int n) {
  return 2 * n;
}

TEST(Live, Passes) {
  EXPECT_EQ(twice(2), 4);
}

TEST(Live, Fails) {
  EXPECT_EQ(1 + 1, 3);
}

TEST(Live, IsOne) {
  EXPECT_EQ(value(), 1);
}

TEST(Live, DISABLED_SeesTwo) {
  std::ofstream("google.live") << getpid();
  for (int i = 0; i < 600 && value() != 2; ++i) usleep(100000);
  EXPECT_EQ(value(), 2);
}

TEST(Live, DISABLED_Sleeps) {
  std::ofstream("google.asleep") << getpid();
  sleep(1000);
}

class Small : public testing::TestWithParam<int> {};
TEST_P(Small, IsSmall) {
  EXPECT_LT(GetParam(), 2);
}
INSTANTIATE_TEST_SUITE_P(All, Small, testing::Values(1, 2));

template <class T> class Narrow : public testing::Test {};
using Types = testing::Types<char, int>;
TYPED_TEST_SUITE(Narrow, Types);
TYPED_TEST(Narrow, IsOneByte) {
  EXPECT_EQ(sizeof(TypeParam), 1u);
}
`;

/** As its manual has it: the framework in a file of its own, which is compiled once. */
const CATCH2_MAIN = `#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
`;

const CATCH2 = `#include <catch2/catch.hpp>
#include <fstream>
#include <unistd.h>

static int value() {
  return 1;
}

static int twice(int n) {
  return 2 * n;
}

TEST_CASE("passes, always", "[math]") {
  CHECK(twice(2) == 4);
}

TEST_CASE("fails") {
  CHECK(1 + 1 == 3);
}

TEST_CASE("is one") {
  CHECK(value() == 1);
}

TEST_CASE("sees two", "[.]") {
  std::ofstream("catch2.live") << getpid();
  for (int i = 0; i < 600 && value() != 2; ++i) usleep(100000);
  CHECK(value() == 2);
}

TEST_CASE("sleeps", "[.]") {
  std::ofstream("catch2.asleep") << getpid();
  sleep(1000);
}

TEST_CASE("is small") {
  CHECK(GENERATE(1, 2) < 2);
}

TEMPLATE_TEST_CASE("is one byte", "[types]", char, int) {
  CHECK(sizeof(TestType) == 1);
}
`;

const RUST = `pub fn value() -> i32 {
    1
}

pub fn twice(n: i32) -> i32 {
    2 * n
}

#[cfg(test)]
mod tests {
    use super::{twice, value};

    #[test]
    fn passes() {
        assert_eq!(twice(2), 4);
    }

    #[test]
    fn fails() {
        assert_eq!(1 + 1, 3);
    }

    #[test]
    fn is_one() {
        assert_eq!(value(), 1);
    }

    #[test]
    #[ignore]
    fn sees_two() {
        std::fs::write("rust.live", std::process::id().to_string()).unwrap();
        for _ in 0..600 {
            if value() == 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(value(), 2);
    }

    #[test]
    #[ignore]
    fn sleeps() {
        std::fs::write("rust.asleep", std::process::id().to_string()).unwrap();
        std::thread::sleep(std::time::Duration::from_secs(1000));
    }

    macro_rules! small {
        ($($name:ident: $n:expr,)*) => { $(
            #[test]
            fn $name() { assert!($n < 2); }
        )* };
    }

    small! { small_one: 1, small_two: 2, }
}
`;

export const FRAMEWORKS: readonly Framework[] = [
  {
    ...{ name: 'google', extension: '.cpp', text: GOOGLE_TEST },
    compile: 'c++ -g -O0 google.cpp -o google -lgtest -lgtest_main -lpthread',
    isHere: () => fs.existsSync('/usr/include/gtest/gtest.h'),
    tests: {
      ...{ passes: 'Live.Passes', fails: 'Live.Fails', isOne: 'Live.IsOne' },
      ...{ seesTwo: 'Live.DISABLED_SeesTwo', sleeps: 'Live.DISABLED_Sleeps' },
    },
    many: {
      tests: ['Small.IsSmall', 'Narrow.IsOneByte'],
      ends: {
        ...{ 'All/Small.IsSmall/0': 'passed', 'All/Small.IsSmall/1': 'failed' },
        ...{ 'Narrow/0.IsOneByte': 'passed', 'Narrow/1.IsOneByte': 'failed' },
      },
    },
  },
  {
    ...{ name: 'catch2', extension: '.cpp', text: CATCH2 },
    more: { source: 'catch2-main.cpp', text: CATCH2_MAIN, object: 'catch2-main.o' },
    compile: '(test -f catch2-main.o || c++ -c catch2-main.cpp) && c++ -g -O0 catch2.cpp catch2-main.o -o catch2',
    isHere: () => fs.existsSync('/usr/include/catch2/catch.hpp'),
    tests: { passes: 'passes, always', fails: 'fails', isOne: 'is one', seesTwo: 'sees two', sleeps: 'sleeps' },
    many: {
      tests: ['is small', 'is one byte'],
      ends: { 'is small': 'failed', 'is one byte - char': 'passed', 'is one byte - int': 'failed' },
    },
  },
  {
    ...{ name: 'rust', extension: '.rs', text: RUST },
    compile: `'${path.join(root, 'dist/toolchain/bin/autojit-rustc')}' --test -g rust.rs -o rust`,
    isHere: () => has('rustc'),
    tests: {
      ...{ passes: 'tests::passes', fails: 'tests::fails', isOne: 'tests::is_one' },
      ...{ seesTwo: 'tests::sees_two', sleeps: 'tests::sleeps' },
    },
    many: {
      tests: ['tests::small_one', 'tests::small_two'],
      ends: { 'tests::small_one': 'passed', 'tests::small_two': 'failed' },
    },
  },
];

function has(command: string): boolean {
  try {
    execFileSync(command, ['--version']);
    return true;
  } catch {
    return false;
  }
}

/** Such a program in the workspace, built and shown, which the workspace builds when it is out of date. */
export class TestedProgram {
  readonly source: string;
  readonly program: string;
  private commandBefore: string | undefined;

  constructor(readonly framework: Framework) {
    this.source = `${framework.name}${framework.extension}`;
    this.program = this.file(framework.name);
  }

  get uri(): vscode.Uri {
    return vscode.Uri.file(this.file(this.source));
  }

  async add(): Promise<void> {
    const { text, more, compile, tests } = this.framework;
    fs.writeFileSync(this.file(this.source), text);
    if (more) fs.writeFileSync(this.file(more.source), more.text);
    const build = [path.join(root, 'bin/autojit'), 'build', '--', 'sh', '-c', compile];
    execFileSync(process.execPath, build, { cwd: workspace.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.commandBefore = vscode.workspace.getConfiguration('autojit').get<string>('buildCommand');
    await this.setBuild(`sh -c "${compile}"`);
    await testsShown(this.program, Object.values(tests));
  }

  async remove(): Promise<void> {
    await this.setBuild(this.commandBefore);
    const { name, more } = this.framework;
    const made = [this.source, name, `${name}.live`, `${name}.asleep`, ...(more ? [more.source, more.object] : [])];
    for (const one of made) fs.rmSync(this.file(one), { force: true });
    const all = await model();
    await until(`${name} is gone`, () => !all.find(this.program));
  }

  /** 1-based. */
  lineOf(what: string): number {
    return this.framework.text.split('\n').findIndex((line) => line.includes(what)) + 1;
  }

  /** A function's id, by what it is called last. */
  async idOf(label: string): Promise<string> {
    const modules = await (await model()).modulesOf(this.program);
    const found = modules
      .flatMap(({ functions }) => functions)
      .find((one) => new RegExp(`(?:^|::)${label}$`).test(one.label));
    if (!found) throw new Error(`${this.program} has no function ${label}.`);
    return found.id;
  }

  /** The number of a process, which a test of it writes. */
  pidIn(ending: string): Promise<number> {
    const file = this.file(`${this.framework.name}.${ending}`);
    return until(`${file} is there`, () => fs.existsSync(file) && Number(fs.readFileSync(file, 'utf8')));
  }

  /** As a person edits and saves it. */
  async saveWith(what: string, instead: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf(what);
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + what.length));
    edit.replace(document.uri, range, instead);
    await vscode.workspace.applyEdit(edit);
    await document.save();
  }

  async item(name: string): Promise<vscode.TestItem> {
    const { tests } = await internals();
    const item = tests.itemOf(this.program, name);
    if (!item) throw new Error(`${name} is not shown.`);
    return item;
  }

  private setBuild(command: string | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration('autojit').update('buildCommand', command);
  }

  private file(name: string): string {
    return path.join(workspace.folder, name);
  }
}
