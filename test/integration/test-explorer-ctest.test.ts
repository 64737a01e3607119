import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { internals, model, until, workspace } from './support.js';
import { endsOf, testsShown } from './test-runs.js';

const PROJECT = `cmake_minimum_required(VERSION 3.16)
project(listed C CXX)
enable_testing()
add_executable(plain plain.c)
add_test(NAME zero COMMAND plain 0)
add_test(NAME three COMMAND plain 3)
add_test(NAME meant-to-fail COMMAND plain 3)
set_tests_properties(meant-to-fail PROPERTIES WILL_FAIL TRUE)
add_test(NAME says-hello COMMAND plain 0)
set_tests_properties(says-hello PROPERTIES PASS_REGULAR_EXPRESSION "hello from .*/data, C" ENVIRONMENT "B=C"
  WORKING_DIRECTORY "\${CMAKE_SOURCE_DIR}/data")
add_test(NAME skipped COMMAND plain 77)
set_tests_properties(skipped PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME asserts COMMAND plain a)
add_test(NAME segv COMMAND plain s)
add_test(NAME too-long COMMAND plain w)
set_tests_properties(too-long PROPERTIES TIMEOUT 1)
add_test(NAME left-out COMMAND plain 3)
set_tests_properties(left-out PROPERTIES DISABLED TRUE)
add_test(NAME by-a-shell COMMAND sh -c "$<TARGET_FILE:plain> 0")
add_test(NAME none-of-ours COMMAND \${CMAKE_COMMAND} -E true)
find_package(GTest)
if(GTest_FOUND)
  include(GoogleTest)
  add_executable(google google.cpp)
  target_link_libraries(google GTest::gtest_main)
  gtest_discover_tests(google WORKING_DIRECTORY "\${CMAKE_SOURCE_DIR}/data")
  add_test(NAME all-of-google COMMAND google)
  add_test(NAME google-with-data COMMAND google --data)
endif()
`;

const PLAIN = `#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static void say(void) {
  char folder[4096];
  printf("hello from %s, %s\\n", getcwd(folder, sizeof folder), getenv("B") ? getenv("B") : "");
}
int main(int count, char **args) {
  say();
  assert(args[1][0] != 'a');
  if (args[1][0] == 's') __builtin_trap();
  if (args[1][0] == 'w') sleep(1000);
  return atoi(args[1]);
}
`;

const GOOGLE = `#include <gtest/gtest.h>
#include <fstream>
TEST(Here, IsTheData) { EXPECT_TRUE(std::ifstream("here.txt").good()); }
`;

describe('CTest in the Test Explorer', function () {
  this.timeout(300_000);
  const folder = path.join(workspace.folder, 'listed');
  const program = path.join(folder, 'build/plain');
  const google = path.join(folder, 'build/google');
  const entry = (name: string): string => `CTest: ${name}`;

  before(async function () {
    try {
      execFileSync('ctest', ['--version']);
    } catch {
      this.skip();
    }
    fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
    const files = { 'CMakeLists.txt': PROJECT, 'plain.c': PLAIN, 'google.cpp': GOOGLE, 'data/here.txt': 'x' };
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    build();
    await testsShown(program, [entry('zero')]);
  });
  after(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    const all = await model();
    await until('it is gone', () => !all.find(program) && !all.find(google));
  });

  function build(): void {
    const root = process.env['AUTOJIT_ROOT'] ?? '';
    const command = 'cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug && cmake --build build';
    execFileSync(process.execPath, [path.join(root, 'bin/autojit'), 'build', '--', 'sh', '-c', command], {
      ...{ cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    });
  }

  it('runs its entries as CTest would, and says why one failed', async () => {
    const { tests } = await internals();
    assert.equal(tests.itemOf(program, entry('none-of-ours')), undefined);
    assert.equal(tests.itemOf(program, program), undefined, 'how the program is a test says CTest');
    const texts = new Map<string, string>();
    const names = ['zero', 'three', 'meant-to-fail', 'says-hello', 'skipped', 'asserts', 'segv', 'too-long'];
    const all = [...names, 'by-a-shell'].map(entry);
    const ends = await endsOf(program, all.length, () => tests.runNamed(program, all, 'run'), texts);
    assert.deepEqual(Object.fromEntries([...ends].map(([name, { end }]) => [name.slice(entry('').length), end])), {
      ...{ zero: 'passed', three: 'failed', 'meant-to-fail': 'passed', 'says-hello': 'passed', skipped: 'skipped' },
      ...{ asserts: 'failed', segv: 'failed', 'too-long': 'failed', 'by-a-shell': 'passed' },
    });
    const line = PLAIN.split('\n').findIndex((text) => text.includes('assert(')) + 1;
    assert.deepEqual(ends.get(entry('asserts'))?.places, [`plain.c:${String(line)}`]);
    assert.match(texts.get(entry('segv')) ?? '', /ended by SIG(ILL|TRAP)/);
    assert.match(texts.get(entry('too-long')) ?? '', /TIMEOUT/);
  });

  it('knows what an entry called, also behind a shell', async () => {
    const { tests } = await internals();
    const names = ['zero', 'by-a-shell'].map(entry);
    await endsOf(program, 2, () => tests.runNamed(program, names, 'coverage'));
    const say = (await (await model()).modulesOf(program))
      .flatMap(({ functions }) => functions)
      .find(({ label }) => label === 'say');
    assert.ok(say);
    const ran = await until('it is known which tests ran it', () => tests.testsOf(program, say.id));
    assert.deepEqual(ran.tests.sort(), [...names].sort());
  });

  it('shows no test twice that a framework has, and runs that one where CTest would', async function () {
    if (!fs.existsSync(google)) this.skip();
    await testsShown(google, ['Here.IsTheData', entry('google-with-data')]);
    const { tests } = await internals();
    assert.deepEqual(
      ['all-of-google', 'Here.IsTheData'].map((name) => tests.itemOf(google, entry(name))),
      [undefined, undefined],
    );
    const ends = await endsOf(google, 1, () => tests.runNamed(google, ['Here.IsTheData'], 'run'));
    assert.equal(ends.get('Here.IsTheData')?.end, 'passed');
  });

  it('notices a list that changed although no program did', async () => {
    const { tests } = await internals();
    fs.appendFileSync(path.join(folder, 'CMakeLists.txt'), 'add_test(NAME later COMMAND plain 0)\n');
    build();
    await until('the new entry is shown', () => tests.itemOf(program, entry('later')));
  });
});
