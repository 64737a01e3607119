import { expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver/node';
import { linkCallGraph } from '../call-graph/link.js';
import type { Program } from '../program/program.js';
import { NO_RUN } from '../run/overlay.js';
import { manifest } from '../testing/manifests.js';
import type { Workspace } from '../workspace/workspace.js';
import { hoverOf } from './hover.js';

test('names with backticks, line ends and letters of any kind are shown as they are', () => {
  const graph = linkCallGraph([
    manifest('app.cpp', [
      { name: 'f', display: 'f(char<`a`>)', line: 1 },
      { name: 'größe', display: 'größe<"x\ny">(int)', line: 3, calls: ['f'] },
    ]),
  ]);
  const program = { path: '/src/a', name: 'a`*b*\nc', graph } as Program;
  const run = { summary: () => ({ name: 'app `-x`\n*y*', startedAt: 0, status: 'exited', engineMs: 1 }) };
  const workspace = {
    sources: { named: () => graph.functions.map((fn) => ({ program, fn, line: 1 })) },
    runs: { overlay: () => ({ overlay: NO_RUN, run }) },
    tests: { testsOf: () => null },
  } as unknown as Workspace;
  const { value } = hoverOf(workspace, '/src/app.cpp', 'f', { trusted: true })?.contents as MarkupContent;
  expect(value).toContain('``f(char<`a`>)`` in a\\`\\*b\\* c');
  expect(value).toContain('`größe<"x⏎y">(int)`');
  expect(value).toContain('``app `-x`⏎*y*``');
});
