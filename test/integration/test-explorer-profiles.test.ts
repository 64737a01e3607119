import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { addProgram } from './second-program.js';
import { internals, until, workspace } from './support.js';
import { endsOf, testsShown } from './test-runs.js';

const TEXT = `#include <gtest/gtest.h>
#include <fstream>
#include <unistd.h>

static int value() {
  return 1;
}

TEST(Live, SeesTwo) {
  std::ofstream("live.txt") << getpid();
  for (int i = 0; i < 600 && value() != 2; ++i) usleep(100000);
  EXPECT_EQ(value(), 2);
}

TEST(Live, IsOne) {
  EXPECT_EQ(value(), 1);
}

TEST(Live, Sleeps) {
  std::ofstream("asleep.txt") << getpid();
  sleep(1000);
}

TEST(Live, DISABLED_IsLeftOut) {
}

TEST(Live, Skips) {
  GTEST_SKIP() << "not on this machine";
}
`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('profiles of the Test Explorer', function () {
  this.timeout(300_000);
  let added: Awaited<ReturnType<typeof addProgram>>;
  const build = (command: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('autojit').update('buildCommand', command);

  before(async function () {
    if (!fs.existsSync('/usr/include/gtest/gtest.h')) this.skip();
    const flags = ['-lgtest', '-lgtest_main', '-lpthread'];
    added = await addProgram('live', TEXT, flags);
    await build(`c++ -g -O0 '${file(added.source)}' -o '${added.program}' ${flags.join(' ')}`);
    await testsShown(added.program, ['Live.IsOne', 'Live.DISABLED_IsLeftOut']);
  });
  after(async () => {
    if (!added) return;
    await build(undefined);
    await added.remove();
    for (const name of ['live.txt', 'asleep.txt']) fs.rmSync(file(name), { force: true });
  });

  const file = (name: string): string => path.join(workspace.folder, name);

  /** The number of a process that a test writes. */
  const pidIn = (name: string): Promise<number> =>
    until(`${name} is there`, () => fs.existsSync(file(name)) && Number(fs.readFileSync(file(name), 'utf8')));

  async function saveWith(what: string, instead: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(file(added.source));
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf(what);
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + what.length));
    edit.replace(document.uri, range, instead);
    await vscode.workspace.applyEdit(edit);
    await document.save();
  }

  it('leave out what is disabled, and run it when it is chosen', async () => {
    const { tests } = await internals();
    const { program } = added;
    const run = (): Promise<void> => tests.runNamed(program, ['Live.DISABLED_IsLeftOut', 'Live.Skips'], 'run');
    const ends = await endsOf(program, 2, run);
    assert.deepEqual(Object.fromEntries([...ends].map(([name, { end }]) => [name, end])), {
      'Live.DISABLED_IsLeftOut': 'passed',
      'Live.Skips': 'skipped',
    });
  });

  it('end the program when the run is stopped', async () => {
    const { tests } = await internals();
    const ends = endsOf(added.program, 1, () => tests.runNamed(added.program, ['Live.Sleeps'], 'run'));
    const pid = await pidIn('asleep.txt');
    assert.equal(isAlive(pid), true);
    await vscode.commands.executeCommand('testing.cancelRun');
    assert.equal((await ends).get('Live.Sleeps')?.end, 'skipped');
    await until('its process is gone', () => !isAlive(pid));
  });

  it('have a running test take over what is saved', async () => {
    const { tests } = await internals();
    const ends = endsOf(added.program, 1, () => tests.runNamed(added.program, ['Live.SeesTwo'], 'reload'));
    const pid = await pidIn('live.txt');
    await saveWith('return 1;', 'return 2;');
    assert.equal((await ends).get('Live.SeesTwo')?.end, 'passed');
    assert.equal(Number(fs.readFileSync(file('live.txt'), 'utf8')), pid, 'it is the same process');
  });

  it('run after each save what it changed, and never the program that a failed build left', async () => {
    const { tests } = await internals();
    const stop = new vscode.CancellationTokenSource();
    const { program } = added;
    await tests.runNamed(program, ['Live.IsOne'], 'run', stop.token);
    const wrong = await endsOf(program, 1, () => saveWith('static int value() {', 'static int value()  {'));
    assert.equal(wrong.get('Live.IsOne')?.end, 'failed', 'it is still 2');
    const right = await endsOf(program, 1, async () => {
      await saveWith('return 2;', 'return this is no C++;');
      await new Promise((resolve) => setTimeout(resolve, 5000));
      await saveWith('return this is no C++;', 'return 1;');
    });
    assert.equal(right.get('Live.IsOne')?.end, 'passed');
    stop.cancel();
  });
});
