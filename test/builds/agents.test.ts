import { existsSync } from 'node:fs';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, onTestFinished, test } from 'vitest';
import { ReloadProgram } from './reload-program.js';
import { autojitCommand } from './support.js';

/** What `autojit mcp` answers an agent about programs that really run, asked by the protocol's own client. */
async function agentOf({ folder, environment }: ReloadProgram) {
  const client = new Client({ name: 'test', version: '1' });
  const args = [autojitCommand, 'mcp', '--allow-run', folder];
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  onTestFinished(() => client.close());
  return async (name: string, input: Record<string, unknown> = {}): Promise<string> => {
    const { content } = await client.callTool({ name, arguments: input });
    return (content as { text: string }[])[0]?.text ?? '';
  };
}

const BRANCHES = `#include <stdio.h>
#include <unistd.h>
static int step(void) { return 1; }
static int other(void) { return 20; }
int main(int argc, char **argv) {
  if (argc > 1) return printf("%d\\n", argv[1][0] == 'b' ? other() : step()) < 0;
  for (;;) { printf("step %d\\n", step()); fflush(stdout); usleep(20000); }
}
`;

test('two runs differ in what they called, and a running program takes over what was built', async () => {
  const program = new ReloadProgram({ 'app.c': BRANCHES }, ['cc', '-g', '-O0', 'app.c', '-o', 'app']);
  const ask = await agentOf(program);
  const run = async (way: string) => /^run (\S+): exit code 0;/.exec(await ask('run', { args: [way] }))?.[1] ?? '';
  const [a, b] = [await run('a'), await run('b')];
  const difference = (await ask('compare_runs', { a, b })).split('\n');
  expect(difference.map((line) => line.replace(/^Only .*\((.)\)/, '$1'))).toEqual([
    'A called 1 function:',
    '  step  ← main',
    'B called 1 function:',
    '  other  ← main',
  ]);
  expect(await ask('compare_runs', { a, b: a })).toBe('Both runs called the same 2 functions.');
  expect(await ask('compare_runs', { a, b: 'nowhere' })).toContain('nowhere');

  expect(await ask('reload')).toContain('Start it with "autojit run --reload -- ');
  await program.start();
  program.edit([['return 1;', 'return 7;']]);
  program.rebuild();
  expect(await ask('reload')).toMatch(/^process \d+: reloaded 1 function in \d+ ms: step/);
  await program.lineLike(/^step 7/);
});

const TESTS = `#include <gtest/gtest.h>
static int twice(int n) { return 2 * n; }
static int thrice(int n) { return 3 * n; }
TEST(Numbers, Doubled) { EXPECT_EQ(twice(2), 4); }
TEST(Numbers, Tripled) { EXPECT_EQ(thrice(2), 5); }
`;

test.skipIf(!existsSync('/usr/include/gtest/gtest.h'))('tests end, and say which functions they called', async () => {
  const build = ['c++', '-g', '-O0', 'app.cpp', '-o', 'app', '-lgtest', '-lgtest_main', '-lpthread'];
  const ask = await agentOf(new ReloadProgram({ 'app.cpp': TESTS }, build));
  expect(await ask('tests')).toMatch(/^2 tests in .*\nNumbers\.Doubled {2}\S+app\.cpp:4\nNumbers\.Tripled/);
  const passed = await ask('test_coverage', { tests: ['Numbers.Doubled'] });
  expect(passed).toContain('Numbers.Doubled: passed');
  expect(passed).toMatch(/\btwice\b/);
  expect(passed).not.toMatch(/\bthrice\b/);
  expect(await ask('test_coverage', { tests: ['Numbers.Tripled'] })).toMatch(/Tripled: failed\n {2}\S+app\.cpp:5: /);
});
