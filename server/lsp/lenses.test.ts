import { expect, test } from 'vitest';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { NO_RUN } from '../run/overlay.js';
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
