import { expect, test } from 'vitest';
import type { Materialization, RunSummary, RunTimeline } from '../../protocol/lsp.js';
import { compareRuns } from './comparison.js';
import { endText, runText } from './run-text.js';

function timeline(name: string, functions: [string, number][], more: Partial<RunSummary> = {}): RunTimeline {
  const materializations = functions.map(([id, ms], index): Materialization => ({
    id,
    label: id,
    order: index + 1,
    at: index,
    ms,
    bytes: 10,
    kept: false,
  }));
  const run: RunSummary = {
    ...{ id: name, program: '/w/app', name, args: [], startedAt: 0, status: 'exited', exitCode: 0 },
    ...{ materialized: functions.length, failed: 0, engineMs: 1, problems: [], ...more },
  };
  return {
    run,
    lasted: 1,
    engineLoadMs: 0,
    bytes: 10 * functions.length,
    kept: 0,
    materializations,
    omitted: 0,
    inlined: [],
  };
}

test('what only one run materialized is listed, and of what both did the largest differences come first', () => {
  const a = timeline('app -a', [
    ['main', 1],
    ['pack', 2],
    ['same', 1],
  ]);
  const b = timeline(
    'app -b',
    [
      ['main', 0.4],
      ['same', 1],
      ['un|pack', 3],
    ],
    { signal: 'SIGSEGV', status: 'crashed' },
  );
  const text = compareRuns(a, b);
  expect(text).toContain('| end | exit 0 | SIGSEGV |');
  expect(text).toMatch(/## Only in A \(1\)\n\n.*\n.*\n\| `pack` \| 2\.0 ms \| 10 B \|/);
  expect(text).toMatch(/## Only in B \(1\)\n\n.*\n.*\n\| `un\\\|pack` \| 3\.0 ms/);
  expect(text).toMatch(/## In both \(2\)\n\n.*\n.*\n\| `main` \| 1\.0 ms \| 0\.4 ms \| −0\.6 ms \|\n\| `same`.*\+0 ms/);
});

test('equal runs say that nothing is in one only', () => {
  const a = timeline('app', [['main', 1]]);
  expect(compareRuns(a, a).match(/None\./g)).toHaveLength(2);
});

test('a run says how it ended and what came from earlier runs', () => {
  const { run } = timeline('app', [['main', 1]], { kept: 1, failed: 2, file: '/x' });
  expect(runText(run)).toBe('exit 0 · 1 materialized (1 kept) · 1.0 ms in the engine · 2 failed · from a file');
  expect(endText({ ...run, status: 'running' })).toBe('running');
  expect(endText({ ...run, status: 'stopped' })).toBe('stopped');
  expect(runText({ ...run, restarts: 'r' })).toContain('exit 0 · restart · 1 materialized');
});

test('names of runs and functions are shown as they are', () => {
  const text = compareRuns(timeline('app `-x`\n| größe', [['f<`a`>', 1]]), timeline('app', [['f<`a`>', 2]]));
  expect(text).toContain('| run | ``app `-x`⏎\\| größe`` | `app` |');
  expect(text).toContain('| ``f<`a`>`` |');
});
