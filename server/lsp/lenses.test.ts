import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { NO_RUN, type Overlay } from '../run/overlay.js';
import { manifest } from '../testing/manifests.js';
import type { Workspace } from '../workspace/workspace.js';
import { lensesOf } from './lenses.js';

test('a Fortran program is run from where it begins, not from the main that the compiler added at its end', () => {
  const graph = linkCallGraph([
    manifest('main.f90', [
      { name: '_QQmain', display: 'program', line: 1 },
      { name: 'main', line: 3, calls: ['_QQmain'] },
    ]),
  ]);
  const program = { path: '/src/roots', graph } as Program;
  const placed = graph.functions.map((fn) => ({ program, fn, line: fn.line ?? 1 }));
  const workspace = {
    sources: { inFile: () => placed },
    builtTexts: { linesOf: () => undefined },
    runs: { overlay: () => ({ overlay: NO_RUN, run: undefined }) },
  } as unknown as Workspace;
  const lenses = lensesOf(workspace, '/src/main.f90', ['program roots', "print *, 'x'", 'end program roots'], {
    kinds: ['run'],
    states: 'all',
  });
  expect(lenses.map(({ range, command }) => [range.start.line, command?.title])).toEqual([[0, '$(play) run lazily']]);
});

test('main, and instances of a template, tell that a reload exchanged them; main tells nothing else', () => {
  const graph = linkCallGraph([
    manifest('main.cpp', [
      { name: '_Z3sumIiET_S0_', display: 'sum<int>', line: 1 },
      { name: '_Z3sumIlET_S0_', display: 'sum<long>', line: 1 },
      { name: 'main', line: 3, calls: ['_Z3sumIiET_S0_', '_Z3sumIlET_S0_'] },
    ]),
  ]);
  const program = { path: '/src/sums', graph } as Program;
  const titles = (generations: Record<string, object>): (string | undefined)[] => {
    const functions = new Map(
      graph.functions.map((fn) => [fn.index, { state: 'materialized', ms: 1, ...generations[fn.symbol] }]),
    );
    const workspace = {
      sources: { inFile: () => graph.functions.map((fn) => ({ program, fn, line: fn.line ?? 1 })) },
      builtTexts: { linesOf: () => undefined },
      runs: { overlay: () => ({ overlay: { ...NO_RUN, functions } as unknown as Overlay, run: undefined }) },
    } as unknown as Workspace;
    const lines = ['template <class T> T sum(T a) { return a; }', '', 'int main() { return sum(1) + sum(2L); }'];
    return lensesOf(workspace, '/src/main.cpp', lines, { kinds: [], states: 'all' }).map(
      ({ command }) => command?.title,
    );
  };
  expect(titles({})).toEqual(['● 2 of 2 instances materialized']);
  expect(
    titles({
      _Z3sumIiET_S0_: { generation: 1 },
      _Z3sumIlET_S0_: { generation: 2, waiting: '01' },
      main: { generation: 1, waiting: '01' },
    }),
  ).toEqual([
    '● 2 of 2 instances materialized · generation 2 · not called since its reload',
    '● materialized 1.0 ms · generation 1 · not called since its reload',
  ]);
});
