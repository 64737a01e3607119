import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { GraphSlice } from '../../protocol/graph.js';
import { ManifestCache } from '../../server/program/manifest-cache.js';
import { readAutojitProgram } from '../../server/program/program-file.js';
import { Program } from '../../server/program/program.js';
import { Run } from '../../server/run/run.js';
import { autojitCommand, build, emptyFolder, succeed } from './support.js';
import { tracedWorkspace } from './traced-workspace.js';

const FILES = {
  'main.c':
    '#include <dlfcn.h>\nint area(int);\nstatic int twice(int v) { return 2 * v; }\nint scale(void) { return 1; }\n' +
    'int main(void) {\n  void *plugin = dlopen("./libplugin.so", RTLD_NOW);\n' +
    '  int (*enter)(void) = plugin ? (int (*)(void))dlsym(plugin, "enter") : 0;\n' +
    '  return twice(area(scale())) + (enter ? enter() : 100) - 13;\n}\n',
  'shape.c':
    'static int twice(int v) { return v + v; }\n__attribute__((visibility("hidden"))) int scale(void) { return 3; }\n' +
    'int unused(void) { return 0; }\nint area(int v) { return twice(v) * scale(); }\n',
  'plugin.c': 'static int inner(void) { return 1; }\nint enter(void) { return inner(); }\n',
};

function folderOf(files: Record<string, string>): string {
  const folder = emptyFolder('shared');
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

function folderWith(): string {
  const folder = folderOf(FILES);
  build(folder, ['cc', '-g', '-O0', '-shared', '-fPIC', 'shape.c', '-o', 'libshape.so']);
  build(folder, ['cc', '-g', '-O0', '-shared', '-fPIC', 'plugin.c', '-o', 'libplugin.so']);
  build(folder, ['cc', '-g', '-O0', 'main.c', '-L.', '-lshape', '-Wl,-rpath,$ORIGIN', '-o', 'prog']);
  return folder;
}

test('functions of the shared libraries of a program are part of its graph, each with its own', () => {
  const folder = folderWith();
  const { stdout } = succeed(folder, [autojitCommand, 'graph', 'prog', '--format', 'json']);
  const { edges } = JSON.parse(stdout) as GraphSlice;
  const short = (id: string): string => id.replace(`${folder}/`, '');
  expect(edges.filter(({ kind }) => kind === 'direct').map(({ from, to }) => `${short(from)} > ${short(to)}`)).toEqual(
    expect.arrayContaining([
      'main > main.c#twice',
      'main > area',
      'main > scale',
      'area > shape.c#twice',
      'area > shape.c#scale',
    ]),
  );
});

test('a run tells of functions of libraries, of those too that were opened by name', async () => {
  const folder = folderWith();
  const workspace = await tracedWorkspace(folder);
  const [run] = workspace.runs.list();
  const called = (): string[] =>
    [...(run?.state.functions.keys() ?? [])].map((index) => run?.init.graph.functions[index]?.label ?? '?').sort();
  const all = ['area', 'enter', 'inner', 'main', 'scale', 'scale', 'twice', 'twice'];
  await vi.waitFor(() => expect(called()).toEqual(all));
  expect(run?.summary().problems).toEqual([]);
  // The library is a part of the program: who looks at its source sees what the run did.
  const [placed] = workspace.sources.inFile(path.join(folder, 'plugin.c'));
  expect(placed?.program.name).toBe('prog');
});

test('the first call by an eager function is known to be its, in the program and in a library, placed anywhere or not', async () => {
  for (const place of ['-pie', '-no-pie']) {
    const folder = folderOf({
      'main.c':
        'int api(void);\nint called(void) { return 0; }\n' +
        '__attribute__((annotate("autojit:eager"))) static int twin(void) { return called(); }\n' +
        'int main(void) { return twin() + api(); }\n',
      'lib.c':
        'int below(void) { return 0; }\n' +
        '__attribute__((annotate("autojit:eager"))) static int twin(void) { return below(); }\n' +
        'int api(void) { return twin(); }\n',
    });
    build(folder, ['cc', '-g', '-O0', '-shared', '-fPIC', 'lib.c', '-o', 'libapi.so']);
    build(folder, ['cc', '-g', '-O0', place, 'main.c', './libapi.so', '-Wl,-rpath,$ORIGIN', '-o', 'prog']);
    const trace = path.join(folder, 'trace.jsonl');
    succeed(folder, ['./prog'], { AUTOJIT_TRACE: trace, AUTOJIT_ENGINE: 'inprocess' });
    const program = await Program.load(await readAutojitProgram(path.join(folder, 'prog')), new ManifestCache());
    const run = new Run({
      ...{ id: 'one', program: program.path, args: [], startedAt: 0, trace, graph: program.graph },
      eagerCallers: () => program.eagerCallers(),
    });
    onTestFinished(() => run.close());
    await run.poll();
    const idOf = (index: number | undefined): string => program.graph.functions[index ?? -1]?.id ?? '-';
    const callers = [...run.state.functions].map(([index, { caller }]) => `${idOf(index)} < ${idOf(caller)}`);
    expect(callers).toEqual([
      'main < -',
      `called < ${folder}/main.c#twin`,
      'api < main',
      `below < ${folder}/lib.c#twin`,
    ]);
  }
});

test('the command, too, shows what a run opened by name, where a run is looked at', () => {
  const folder = folderWith();
  succeed(folder, ['./prog'], { AUTOJIT_TRACE: 'trace', AUTOJIT_ENGINE: 'inprocess' });
  const labels = (...options: string[]): string[] => {
    const { stdout, stderr } = succeed(folder, [autojitCommand, 'graph', 'prog', '--format', 'json', ...options]);
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as GraphSlice).nodes.map(({ label }) => label);
  };
  expect(labels()).not.toContain('enter');
  expect(labels('--view', 'live', '--trace', 'trace')).toEqual(expect.arrayContaining(['main', 'enter', 'inner']));
  const lcov = succeed(folder, [autojitCommand, 'export', 'trace', '--format', 'lcov']).stdout;
  expect(lcov).toMatch(/SF:.*plugin\.c\n/);
});
