import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { build, emptyFolder } from './support.js';
import { tracedWorkspace } from './traced-workspace.js';

test('the processes of a program that forks are told apart', async () => {
  const folder = emptyFolder('processes');
  writeFileSync(
    path.join(folder, 'main.c'),
    '#include <stdlib.h>\n#include <sys/wait.h>\n#include <unistd.h>\n' +
      'void before(void) {}\nvoid first(void) {}\nvoid grandchild(void) {}\nvoid second(void) {}\nvoid after(void) {}\n' +
      'int main(void) {\n  before();\n' +
      '  if (fork() == 0) { first(); if (fork() == 0) { grandchild(); exit(7); } wait(0); exit(0); }\n  wait(0);\n' +
      '  if (fork() == 0) { second(); exit(0); }\n  wait(0);\n  after();\n  return 0;\n}\n',
  );
  build(folder, ['cc', '-g', '-O0', 'main.c', '-o', 'prog']);
  const workspace = await tracedWorkspace(folder);
  const [whole] = workspace.runs.summaries();
  const processes = whole?.processes ?? [];
  expect(whole?.processCount).toBe(4);
  expect(processes.map(({ parent }) => processes.findIndex(({ pid }) => pid === parent))).toEqual([-1, 0, 1, 0]);
  expect(processes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 7, 0]);

  const functionsOf = async (pid: number): Promise<string[]> => {
    const id = await workspace.runs.openProcess(whole?.id ?? '', pid);
    return workspace.runs.timeline(id)?.materializations.map(({ label }) => label) ?? [];
  };
  expect(await Promise.all(processes.map(({ pid }) => functionsOf(pid)))).toEqual([
    ['main', 'before', 'after'],
    ['main', 'before', 'first'],
    ['main', 'before', 'first', 'grandchild'],
    ['main', 'before', 'second'],
  ]);
  const grandchild = workspace.runs.summaries().find(({ process }) => process === processes[2]?.pid);
  expect([grandchild?.status, grandchild?.exitCode, grandchild?.name]).toEqual([
    'exited',
    7,
    `prog (process ${String(grandchild?.process)})`,
  ]);
  // The whole run stays what the program is shown with.
  const program = workspace.programs.programs()[0];
  expect(program && workspace.runs.overlay(program).run?.process).toBeUndefined();
});
